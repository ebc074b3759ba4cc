import { setTimeout as sleep } from 'node:timers/promises';
import type { Instruction } from '../language/instruction.ts';
import { type Choice, choose, noChoice } from '../match/choose.ts';
import { labelOf } from '../match/elements.ts';
import { similarity } from '../match/similarity.ts';
import { Obstacle } from '../obstacle.ts';
import type { Seen, Sight } from '../page/sight.ts';
import { changeBetween } from './change.ts';
import { clickTarget } from './click.ts';
import type { Scene } from './scene.ts';
import { OFFERS_SIGN_IN, signOutOf } from './sign-in/evidence.ts';
import { refuseTakenBack } from './standing.ts';

const TOGGLES = new Set(['checkbox', 'switch', 'radio', 'menuitemcheckbox', 'menuitemradio']);
const WAIT_LIMIT = 30_000;
const SIGN_OUT_LIMIT = 3000;
const ASKS_WHETHER =
  /are you sure|do you (really |still )?want|really (log|sign)|(confirm|want).{0,30}(log|sign)(ging|ning)? ?-?(out|off)|sicher|möchte(st|n)|wirklich|voulez-vous|vraiment|seguro|sicuro|weet je/i;
const ASSENT =
  /^(yes|ok|continue|confirm|proceed|log ?-?out|sign ?-?out|log ?-?off|ja|abmelden|oui|se déconnecter|confirmer|s[ií]|cerrar sesión)(?!\p{L})/iu;

export async function check(
  scene: Scene,
  instruction: Extract<Instruction, { kind: 'check' }>,
): Promise<void> {
  const toggle = await toggleNamed(scene, instruction.target.text);
  await scene.journal.step(
    { action: 'check', instruction: instruction.text, element: labelOf(toggle) },
    async () => {
      const wanted = instruction.on ? 'ticked' : 'not ticked';
      if ((toggle.checked === true) === instruction.on) return `it is ${wanted} already`;
      const [box, since] = [scene.tab.locate(toggle), Date.now()];
      await box.setChecked(instruction.on, { timeout: 4000 });
      const isKept = async () => (await box.isChecked({ timeout: 500 })) === instruction.on;
      await refuseTakenBack(scene, { since, label: labelOf(toggle), isKept });
      return `it is ${wanted}`;
    },
  );
}

async function toggleNamed(scene: Scene, name: string): Promise<Seen> {
  const sight = await scene.tab.look();
  const choice = toggleChoice(sight, name);
  if (choice.kind === 'chosen') return choice.candidate.item;
  const locked = choice.kind === 'none' ? toggleChoice(enabled(sight), name) : choice;
  if (locked.kind === 'chosen')
    throw new Obstacle('element_blocked', `${locked.candidate.label} is disabled. Nothing was done.`);
  throw noChoice(`the checkbox "${name}"`, choice);
}

function enabled(sight: Sight): Sight {
  return { ...sight, elements: sight.elements.map(seen => ({ ...seen, disabled: false })) };
}

export function radiosNamed(sight: Sight, name: string): readonly Seen[] {
  return sight.elements.filter(seen => seen.role === 'radio' && similarity(name, seen.name) >= 0.88);
}

export function toggleChoice(sight: Sight, name: string): Choice<Seen> {
  const candidates = sight.elements
    .filter(seen => TOGGLES.has(seen.role) && !seen.disabled)
    .map(seen => {
      const own = similarity(name, seen.name);
      const row = seen.rowText ? similarity(name, seen.rowText) * 0.95 : 0;
      return { item: seen, score: Math.max(own, row), label: labelOf(seen), target: seen.ref };
    });
  return choose(candidates);
}

/** Enter in the one form that was filled, or its one submit button. */
export async function submit(
  scene: Scene,
  instruction: Extract<Instruction, { kind: 'submit' }>,
): Promise<void> {
  const sight = await scene.tab.look();
  const buttons = sight.elements.filter(
    seen =>
      seen.role === 'button' &&
      /^(submit|send|save|apply|ok|continue|next|search|go|log ?in|sign ?in|create|confirm)\b/i.test(
        seen.name,
      ),
  );
  const [only, ...others] = buttons;
  if (!only) throw new Obstacle('element_not_found', 'There is no button that evidently submits a form.');
  if (others.length > 0) {
    throw new Obstacle(
      'ambiguous_target',
      `Several buttons could submit: ${buttons.map(labelOf).join(', ')}. Name one of them.`,
    );
  }
  const target = { phrase: { text: only.name, quoted: true }, kind: 'button', row: null } as const;
  await clickTarget(scene, { text: instruction.text, target });
}

export async function press(
  scene: Scene,
  instruction: Extract<Instruction, { kind: 'press' }>,
): Promise<void> {
  await scene.journal.step(
    { action: 'press', instruction: instruction.text, element: instruction.key },
    async () => {
      const before = await scene.tab.look();
      await scene.tab.pressKey(instruction.key);
      return changeBetween(before, await scene.tab.look());
    },
  );
}

export async function waitFor(
  scene: Scene,
  instruction: Extract<Instruction, { kind: 'wait' }>,
): Promise<void> {
  await scene.journal.step({ action: 'wait', instruction: instruction.text, element: null }, async () => {
    const text = instruction.shown.text.toLowerCase();
    const deadline = Date.now() + WAIT_LIMIT;
    for (;;) {
      await scene.tab.settle(2000);
      const shown = (await scene.tab.look()).text.toLowerCase().includes(text);
      if (shown !== instruction.gone)
        return text === ''
          ? 'the page is quiet'
          : `"${instruction.shown.text}" is ${shown ? 'shown' : 'gone'}`;
      if (Date.now() > deadline) {
        throw new Obstacle(
          'wrong_page_state',
          `"${instruction.shown.text}" did not ${instruction.gone ? 'go away' : 'appear'} in ${WAIT_LIMIT / 1000} s.`,
        );
      }
      await sleep(100, undefined, { signal: scene.signal });
    }
  });
}

export async function signOut(
  scene: Scene,
  instruction: Extract<Instruction, { kind: 'sign-out' }>,
): Promise<void> {
  const sight = await scene.tab.look();
  const names = ['Log out', 'Logout', 'Sign out', 'Signout', 'Log off'];
  const name =
    names.find(each => sight.elements.some(seen => similarity(each, seen.name) >= 0.88)) ??
    signOutOf(sight)?.name ??
    'Log out';
  const target = { phrase: { text: name, quoted: false }, kind: null, row: null };
  await clickTarget(scene, { text: instruction.text, target });
  await refuseStandingSession(scene, name);
}

/** A page that goes on offering to sign out has ended no session. */
async function refuseStandingSession(scene: Scene, name: string): Promise<void> {
  const deadline = Date.now() + SIGN_OUT_LIMIT;
  for (;;) {
    const now = await scene.tab.look();
    const { elements } = now;
    const control = elements.find(
      seen => /^(link|button|menuitem)$/.test(seen.role) && similarity(name, seen.name) >= 0.88,
    );
    const asks = elements.some(seen => /^(dialog|alertdialog)$/.test(seen.role));
    if (!control) return refuseQuestion(now);
    if (asks || Date.now() > deadline) {
      throw new Obstacle('wrong_page_state', `The page still offers "${control.name}" afterwards.`);
    }
    await scene.tab.settle(500);
    await sleep(100, undefined, { signal: scene.signal });
  }
}

/** A page that wants to know first whether one means it: the session goes on until it has an answer. */
function refuseQuestion(now: Sight): void {
  const texts = now.elements.filter(
    seen => /^(heading|paragraph|generic)$/.test(seen.role) && seen.name.length < 200,
  );
  const question = texts.find(seen => ASKS_WHETHER.test(seen.name));
  const answers = now.elements.some(seen => /^(button|link)$/.test(seen.role) && ASSENT.test(seen.name));
  if (!question || !answers || OFFERS_SIGN_IN.test(now.text)) return;
  throw new Obstacle(
    'wrong_page_state',
    `The site asks before it ends the session: "${question.name}". It has not ended yet.`,
  );
}
