import type { Instruction } from '../language/instruction.ts';
import { readPrompt } from '../language/prompt.ts';
import { noChoice } from '../match/choose.ts';
import type { Field } from '../match/elements.ts';
import { Obstacle } from '../obstacle.ts';
import { mentioned } from '../page/mentioned.page.ts';
import { inPage } from '../page/page-script.ts';
import type { Sight } from '../page/sight.ts';
import { visibleChoice } from './click.ts';
import { drawnBox } from './drawn-lists.ts';
import { hasClosedMenu } from './explore.ts';
import { fieldFor } from './fields.ts';
import { offersFor } from './lists.ts';
import { fieldsOf, type Scene } from './scene.ts';
import { radiosNamed, toggleChoice } from './toggles.ts';

const FORM_WORK = /^(fill|clear|select|check)$/;

/**
 * Working on a form reveals little: the fields and choices that follow, and the first click after them, must be there
 * before the first is touched. What a closed menu or a list of suggestions could still bring is not foreseen, nor what
 * the page mentions out of sight.
 */
export async function foresee(scene: Scene, instruction: Instruction): Promise<void> {
  const following = chainFrom(scene.task.prompt, instruction);
  if (following.length < 2) return;
  const sight = await scene.tab.look();
  const view = { sight, fields: await fieldsOf(scene, sight) };
  for (const [at, each] of following.entries()) {
    const absence = absenceOf(view, each);
    // What is there twice is not there once because of something typed.
    if (absence && each.kind === 'click' && absence.code === 'ambiguous_target') throw untouched(absence);
    if (absence && !(at > 0 && (await mayAppear(scene, view, each)))) throw untouched(absence);
    if (each.kind === 'fill' && suggests(view, each)) return;
  }
}

interface View {
  readonly sight: Sight;
  readonly fields: readonly Field[];
}

/** Why the target of an instruction is not to be found on the page as it is. */
function absenceOf({ sight, fields }: View, instruction: Instruction): Obstacle | null {
  switch (instruction.kind) {
    case 'fill':
      return refusalOf(() => instruction.entries.map(entry => fieldFor(fields, entry)));
    case 'clear':
      return refusalOf(() =>
        fieldFor(fields, { field: instruction.field, value: { kind: 'literal', text: '' } }),
      );
    case 'check': {
      const choice = toggleChoice(sight, instruction.target.text);
      return choice.kind === 'chosen' ? null : noChoice(`the checkbox "${instruction.target.text}"`, choice);
    }
    case 'click': {
      const choice = visibleChoice(sight, instruction.target);
      return choice.kind === 'chosen' ? null : noChoice(`"${instruction.target.phrase.text}"`, choice);
    }
    case 'select':
      return refusalOf(() => refuseUnoffered({ sight, fields }, instruction));
    default:
      return null;
  }
}

type Select = Extract<Instruction, { kind: 'select' }>;

/** An option of a native list, or a radio button. A list that the page draws shows its options when it is open. */
function refuseUnoffered({ sight, fields }: View, instruction: Select): void {
  const { offers, boxes } = offersFor(fields, instruction);
  if (offers.length > 0 || radiosNamed(sight, instruction.option.text).length > 0) return;
  if (boxes.length === 0 && isDrawn({ sight, fields }, instruction)) return;
  throw new Obstacle(
    'element_not_found',
    `No list of the page${instruction.field ? ` named "${instruction.field.text}"` : ''} offers "${instruction.option.text}".`,
  );
}

/** Without a name any part of the page may open into a list. */
function isDrawn({ sight, fields }: View, { field }: Select): boolean {
  if (!field || drawnBox(fields, field)) return true;
  return visibleChoice(sight, { phrase: field, kind: null, row: null }).kind === 'chosen';
}

function refusalOf(find: () => unknown): Obstacle | null {
  try {
    find();
    return null;
  } catch (cause) {
    if (cause instanceof Obstacle) return cause;
    throw cause;
  }
}

async function mayAppear(scene: Scene, { sight }: View, instruction: Instruction): Promise<boolean> {
  if (instruction.kind === 'click' && (await hasClosedMenu(scene, sight))) return true;
  const names = namesIn(instruction);
  return names.length > 0 && (await inPage<boolean>(scene.tab.page.mainFrame(), [mentioned], { names }));
}

function namesIn(instruction: Instruction): readonly string[] {
  if (instruction.kind === 'fill') return instruction.entries.flatMap(({ field }) => field?.text ?? []);
  if (instruction.kind === 'clear') return [instruction.field.text];
  if (instruction.kind === 'check') return [instruction.target.text];
  if (instruction.kind === 'click') return [instruction.target.phrase.text];
  return instruction.kind === 'select' ? [instruction.option.text] : [];
}

function suggests({ fields }: View, { entries }: Extract<Instruction, { kind: 'fill' }>): boolean {
  return entries.some(entry => {
    const field = fields.length > 0 ? fieldOrNull(fields, entry) : null;
    return (
      field !== null && (field.seen.role !== 'textbox' || /^(off|nope|new)/.test(field.facts.autocomplete))
    );
  });
}

function fieldOrNull(
  fields: readonly Field[],
  entry: Extract<Instruction, { kind: 'fill' }>['entries'][number],
): Field | null {
  let found: Field | null = null;
  refusalOf(() => {
    found = fieldFor(fields, entry);
  });
  return found;
}

function untouched(absence: Obstacle): Obstacle {
  if (absence.code !== 'element_not_found')
    return new Obstacle(
      absence.code,
      `${absence.message.replace(/ Nothing was done\.$/, '')} Nothing was done.`,
    );
  return new Obstacle(
    absence.code,
    `${absence.message} Nothing was done. If an earlier step brings it up, give that step in a run before.`,
  );
}

/** This instruction and those after it, up to the first that could bring up something new. */
function chainFrom(prompt: string, instruction: Instruction): readonly Instruction[] {
  const reading = readPrompt(prompt);
  if (!FORM_WORK.test(instruction.kind) || !reading.understood) return [];
  const from = reading.instructions.findIndex(
    each => each.kind === instruction.kind && each.text === instruction.text,
  );
  const rest = from === -1 ? [] : reading.instructions.slice(from);
  const end = rest.findIndex(each => !FORM_WORK.test(each.kind));
  if (end === -1) return rest;
  return rest.slice(0, rest[end]?.kind === 'click' ? end + 1 : end);
}
