import type { Instruction } from '../language/instruction.ts';
import { Obstacle } from '../obstacle.ts';
import { changeBetween } from './change.ts';
import { click } from './click.ts';
import { selectDrawn } from './drawn-lists.ts';
import { type Extracted, extract } from './extract.ts';
import { clear, fill, search } from './fields.ts';
import { foresee } from './foresee.ts';
import { goTo } from './go-to.ts';
import { select } from './lists.ts';
import type { Scene } from './scene.ts';
import { signIn } from './sign-in/sign-in.ts';
import { check, press, signOut, submit, waitFor } from './toggles.ts';

/** Does one instruction; resolves with what it extracted, `null` when it asks for nothing. */
export async function carryOut(scene: Scene, instruction: Instruction): Promise<Extracted | null> {
  await foresee(scene, instruction);
  switch (instruction.kind) {
    case 'extract':
      return extract(scene, instruction);
    case 'sign-in':
      await signIn(scene, instruction);
      return null;
    case 'go-to':
      await goTo(scene, instruction);
      return null;
    case 'select':
      if (!(await select(scene, instruction))) await selectDrawn(scene, instruction);
      return null;
    default:
      await act(scene, instruction);
      return null;
  }
}

type Act = Exclude<Instruction, { kind: 'extract' | 'sign-in' | 'go-to' | 'select' }>;

function act(scene: Scene, instruction: Act): Promise<void> {
  switch (instruction.kind) {
    case 'open-url':
      return open(scene, { url: instruction.url, text: instruction.text });
    case 'history':
      return history(scene, instruction);
    case 'click':
      return click(scene, instruction);
    case 'fill':
      return fill(scene, instruction);
    case 'clear':
      return clear(scene, instruction);
    case 'search':
      return search(scene, instruction);
    case 'check':
      return check(scene, instruction);
    case 'submit':
      return submit(scene, instruction);
    case 'press':
      return press(scene, instruction);
    case 'wait':
      return waitFor(scene, instruction);
    case 'sign-out':
      return signOut(scene, instruction);
  }
}

export async function open(scene: Scene, { url, text }: { url: string; text: string }): Promise<void> {
  await scene.journal.step({ action: 'goto', instruction: text, element: null }, async () => {
    await scene.tab.goto(url, scene);
    return `address ${scene.tab.url}`;
  });
}

async function history(scene: Scene, instruction: Extract<Instruction, { kind: 'history' }>): Promise<void> {
  await scene.journal.step(
    { action: instruction.move, instruction: instruction.text, element: null },
    async () => {
      const before = await scene.tab.look();
      const { page } = scene.tab;
      const moves = {
        back: () => page.goBack(),
        forward: () => page.goForward(),
        reload: () => page.reload(),
      };
      await moves[instruction.move]();
      await scene.tab.settle();
      const change = changeBetween(before, await scene.tab.look());
      if (!change && instruction.move !== 'reload') {
        throw new Obstacle('wrong_page_state', `There is no page to go ${instruction.move} to.`);
      }
      return change;
    },
  );
}
