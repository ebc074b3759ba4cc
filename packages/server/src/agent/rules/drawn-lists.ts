import type { Instruction, Phrase } from '../language/instruction.ts';
import { choose } from '../match/choose.ts';
import { type Field, fieldCandidates, fieldLabel } from '../match/elements.ts';
import { clickTarget } from './click.ts';
import { fieldsOf, type Scene } from './scene.ts';
import { check, radiosNamed } from './toggles.ts';

type Select = Extract<Instruction, { kind: 'select' }>;

/** Without a native list: a radio button, or an option of a list drawn by the page. */
export async function selectDrawn(scene: Scene, instruction: Select): Promise<void> {
  const sight = await scene.tab.look();
  const [only, ...others] = radiosNamed(sight, instruction.option.text);
  if (only && others.length === 0) {
    const target = { text: only.name, quoted: true };
    return check(scene, { ...instruction, kind: 'check', target, on: true });
  }
  if (instruction.field) await open(scene, instruction, instruction.field);
  const target = { phrase: instruction.option, kind: null, row: null };
  await clickTarget(scene, { text: instruction.text, target });
}

/** The box that shows what is chosen, and opens the list; a page may draw it as a button as well. */
async function open(scene: Scene, { text }: Select, field: Phrase): Promise<void> {
  const box = drawnBox(await fieldsOf(scene, await scene.tab.look()), field);
  if (!box) return clickTarget(scene, { text, target: { phrase: field, kind: null, row: null } });
  if (box.facts.expanded === true) return;
  await scene.journal.step({ action: 'click', instruction: text, element: fieldLabel(box) }, async () => {
    await scene.tab.click(scene.tab.locate(box.seen));
    return null;
  });
}

export function drawnBox(fields: readonly Field[], field: Phrase): Field | null {
  const boxes = fields.filter(({ seen, facts }) => seen.role === 'combobox' && facts.tag !== 'select');
  const choice = choose(fieldCandidates(boxes, field));
  return choice.kind === 'chosen' ? choice.candidate.item : null;
}
