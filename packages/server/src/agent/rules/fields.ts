import { setTimeout as sleep } from 'node:timers/promises';
import type { FieldValue, Instruction, Phrase } from '../language/instruction.ts';
import { readPrompt } from '../language/prompt.ts';
import { type Choice, choose, noChoice } from '../match/choose.ts';
import { type Field, fieldCandidates, fieldLabel } from '../match/elements.ts';
import { Obstacle } from '../obstacle.ts';
import { refuseErrorAnswer } from './answer.ts';
import { awaitVisibleChange } from './click.ts';
import { sameContent } from './content.ts';
import { listFor, optionFor, pick } from './lists.ts';
import { fieldsOf, resolve, type Scene } from './scene.ts';
import { isPassword } from './sign-in/form.ts';

const WAIT = 4000;
const KEEPING = 600;
// What nothing is done with afterwards is watched a little longer.
const KEEPING_AT_LAST = 2000;
// "the text field" names no field: it means the only one.
const NAMELESS = /^(text|input|textbox|text box|input text|text input|text area)$/i;

/** All fields are found before the first is typed into: a form is never left half filled for a name that is not there. */
export async function fill(scene: Scene, instruction: Extract<Instruction, { kind: 'fill' }>): Promise<void> {
  const sight = await scene.tab.look();
  const fields = await fieldsOf(scene, sight);
  const pairs = instruction.entries.map(entry => ({ entry, field: fieldFor(fields, entry) }));
  for (const { entry, field } of pairs) refuseOtherContent(entry, field);
  for (const { entry, field } of pairs) {
    const text = resolve(scene, entry.value);
    if (field.facts.tag === 'select') {
      await pick(scene, { box: field, option: optionFor(field, text), instruction: instruction.text });
      continue;
    }
    if (entry.value.kind === 'parameter' || isPassword(field)) scene.mask.learn(text);
    refuseMisplacedSecret(entry, field);
    await put(scene, { field, text, instruction: instruction.text });
  }
  const last = pairs.at(-1)?.field;
  const following = readPrompt(scene.task.prompt);
  const isLast = following.understood && following.instructions.at(-1)?.text === instruction.text;
  const check = () => refuseLosses(scene, pairs);
  if (last) await whileLeft(scene, last, { check, keeping: isLast ? KEEPING_AT_LAST : KEEPING });
}

/** Many pages judge a field when the focus leaves it. It comes back, for the key that may be pressed next. */
async function whileLeft(
  scene: Scene,
  field: Field,
  { check, keeping }: { check: () => Promise<void>; keeping: number },
): Promise<void> {
  const input = scene.tab.locate(field.seen);
  // Its suggestions would go away with the focus, and one of them may be wanted next.
  const leaves = !(await suggests(scene, field));
  // A field that is gone by now is judged below.
  if (leaves) await input.blur({ timeout: WAIT }).catch(() => undefined);
  await scene.tab.settle(2000);
  await sleep(keeping, undefined, { signal: scene.signal });
  await check();
  // A field that is gone has been replaced by what it asked for.
  if (leaves) await input.focus({ timeout: 500 }).catch(() => undefined);
}

async function suggests(scene: Scene, field: Field): Promise<boolean> {
  if (field.seen.role === 'combobox') return true;
  const now = await scene.tab.facts(field.seen).catch(() => null);
  return now?.expanded === true;
}

interface Typed {
  readonly field: Field;
  readonly entry: FieldValue;
}

/** Pages check what was typed a little later too, and may empty the field or put something else in it. */
async function refuseLosses(scene: Scene, pairs: readonly Typed[]): Promise<void> {
  for (const { entry, field } of pairs) {
    if (field.facts.tag === 'select') continue;
    // A field that is gone has been replaced by what it asked for, as a list of chosen things does.
    const facts = await scene.tab.facts(field.seen).catch(() => null);
    if (facts) refuseLoss(scene, field, { typed: resolve(scene, entry.value), shown: facts.value });
  }
}

function refuseLoss(scene: Scene, field: Field, { typed, shown }: { typed: string; shown: string }): void {
  const kept = isPassword(field) ? shown === typed : sameContent(typed, shown);
  if (kept) return;
  // What is left of a secret is a part of it, which no mask knows.
  const isSecret = isPassword(field) || Object.values(scene.task.parameters).includes(typed);
  const holds = shown === '' ? 'it is empty' : isSecret ? 'it holds something else' : `it shows "${shown}"`;
  throw new Obstacle(
    'wrong_page_state',
    `${fieldLabel(field)} did not keep what was typed into it: ${holds}.`,
  );
}

export async function clear(
  scene: Scene,
  instruction: Extract<Instruction, { kind: 'clear' }>,
): Promise<void> {
  const fields = await fieldsOf(scene, await scene.tab.look());
  const field = fieldFor(fields, { field: instruction.field, value: { kind: 'literal', text: '' } });
  await put(scene, { field, text: '', instruction: instruction.text });
  const entry = { field: instruction.field, value: { kind: 'literal', text: '' } } as const;
  const check = () => refuseLosses(scene, [{ field, entry }]);
  await whileLeft(scene, field, { check, keeping: KEEPING });
}

export async function search(
  scene: Scene,
  instruction: Extract<Instruction, { kind: 'search' }>,
): Promise<void> {
  const sight = await scene.tab.look();
  const fields = await fieldsOf(scene, sight);
  const boxes = fields.filter(
    field => field.seen.role === 'searchbox' || field.facts.type === 'search' || isSearch(field),
  );
  const [box, ...others] = boxes;
  if (!box) throw new Obstacle('element_not_found', 'There is no search box on the page.');
  if (others.length > 0) {
    throw new Obstacle(
      'ambiguous_target',
      `The page has several search boxes: ${boxes.map(each => fieldLabel(each)).join(', ')}.`,
    );
  }
  await put(scene, { field: box, text: resolve(scene, instruction.query), instruction: instruction.text });
  await scene.journal.step({ action: 'press', instruction: instruction.text, element: 'Enter' }, async () => {
    const before = await scene.tab.look();
    const document = await scene.tab.document();
    await scene.tab.press(scene.tab.locate(box.seen), 'Enter');
    await refuseErrorAnswer(scene, { before: document, label: 'The search' });
    return awaitVisibleChange(scene, { before, label: fieldLabel(box) });
  });
}

export function fieldFor(fields: readonly Field[], { field: phrase, value }: FieldValue): Field {
  if (phrase && !NAMELESS.test(phrase.text)) {
    const choice = choose(fieldCandidates(textual(fields), phrase));
    // "Set the country to Germany": a list is set as well.
    const list =
      choice.kind === 'none' && value.kind === 'literal' && value.text !== ''
        ? listFor(fields, phrase)
        : null;
    if (list && value.kind === 'literal') optionFor(list, value.text);
    if (!list && choice.kind === 'none') refuseLocked(textual(fields), phrase);
    return list ?? chosen(choice, phrase.text);
  }
  const open = textual(fields).filter(field => field.facts.editable);
  const [only, ...others] = open;
  if (only && others.length === 0) return only;
  throw new Obstacle(
    only ? 'ambiguous_target' : 'element_not_found',
    only
      ? `The instruction names no field, and there are several: ${open.map(fieldLabel).join(', ')}.`
      : 'There is no field to type into.',
  );
}

/** A field that is there and takes nothing is not told to be absent. */
function refuseLocked(fields: readonly Field[], phrase: Phrase): void {
  const opened = fields.map(field => ({ ...field, facts: { ...field.facts, editable: true } }));
  const choice = choose(fieldCandidates(opened, phrase));
  if (choice.kind !== 'chosen') return;
  const { seen } = choice.candidate.item;
  throw new Obstacle(
    'element_blocked',
    `${choice.candidate.label} is ${seen.disabled ? 'disabled' : 'read-only'}: nothing can be typed into it. Nothing was done.`,
  );
}

/** "Change the name from Ann to Bob" where the name is another one is a misunderstanding. */
function refuseOtherContent({ from }: FieldValue, field: Field): void {
  if (from === undefined || sameContent(from, field.facts.value)) return;
  const holds = isPassword(field) ? 'something else' : `"${field.facts.value}"`;
  throw new Obstacle(
    'wrong_page_state',
    `${fieldLabel(field)} does not hold "${from}" but ${holds}. Nothing was done.`,
  );
}

function textual(fields: readonly Field[]): readonly Field[] {
  return fields.filter(
    field =>
      field.facts.tag !== 'select' && !/^(checkbox|radio|button|submit|file|range)$/.test(field.facts.type),
  );
}

function chosen(choice: Choice<Field>, text: string): Field {
  if (choice.kind === 'chosen') return choice.candidate.item;
  throw noChoice(`the field "${text}"`, choice);
}

/** A parameter is a secret: it goes into password and account fields only, whatever the instruction says. */
function refuseMisplacedSecret({ value, field: phrase }: FieldValue, field: Field): void {
  if (value.kind !== 'parameter' || !/pass|secret|pin|token|key/i.test(value.name) || isPassword(field))
    return;
  throw new Obstacle(
    'wrong_page_state',
    `"${phrase?.text ?? fieldLabel(field)}" is no password field: {{${value.name}}} is not typed there.`,
  );
}

async function put(
  scene: Scene,
  { field, text, instruction }: { field: Field; text: string; instruction: string },
): Promise<void> {
  await scene.journal.step({ action: 'fill', instruction, element: fieldLabel(field) }, async () => {
    const input = scene.tab.locate(field.seen);
    await input.fill(text, { timeout: WAIT });
    const facts = await scene.tab.facts(field.seen);
    refuseLoss(scene, field, { typed: text, shown: facts.value });
    return 'the field holds the value';
  });
}

function isSearch({ seen, facts }: Field): boolean {
  const words = [seen.name, facts.placeholder, ...facts.labels, ...facts.names].join(' ');
  return /\bsearch|^q$|\bquery\b/i.test(words) || facts.names.includes('q');
}
