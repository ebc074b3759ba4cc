import type { Instruction, Phrase } from '../language/instruction.ts';
import { choose, noChoice } from '../match/choose.ts';
import { type Field, fieldCandidates, fieldLabel } from '../match/elements.ts';
import { similarity } from '../match/similarity.ts';
import { Obstacle } from '../obstacle.ts';
import { fieldsOf, type Scene } from './scene.ts';
import { refuseTakenBack } from './standing.ts';

const WAIT = 4000;

/** Chooses in a native list; resolves with `false` where none offers the option. */
export async function select(
  scene: Scene,
  instruction: Extract<Instruction, { kind: 'select' }>,
): Promise<boolean> {
  const fields = await fieldsOf(scene, await scene.tab.look());
  const { offers: fitting } = offersFor(fields, instruction);
  const [offer, ...others] = fitting;
  if (!offer) return false;
  if (others.length > 0) {
    throw new Obstacle(
      'ambiguous_target',
      `Several lists offer "${instruction.option.text}": ${fitting.map(each => fieldLabel(each.box)).join(', ')}.`,
    );
  }
  await pick(scene, { ...offer, instruction: instruction.text });
  return true;
}

interface Offer {
  readonly box: Field;
  readonly option: string;
}

/** The native lists that are meant, and those of them that offer the option. */
export function offersFor(
  fields: readonly Field[],
  { option, field }: Extract<Instruction, { kind: 'select' }>,
): { readonly boxes: readonly Field[]; readonly offers: readonly Offer[] } {
  const boxes = fields.filter(each => each.facts.tag === 'select');
  const named = field ? choose(fieldCandidates(boxes, field)) : null;
  if (named && named.kind === 'ambiguous') throw noChoice(`the field "${field?.text}"`, named);
  const among = named?.kind === 'chosen' ? [named.candidate.item] : field ? [] : boxes;
  const offers = among.map(box => offerOf(box, option)).filter(offer => offer !== null);
  return { boxes: among, offers };
}

export async function pick(
  scene: Scene,
  { box, option, instruction }: { box: Field; option: string; instruction: string },
): Promise<void> {
  await scene.journal.step({ action: 'select', instruction, element: fieldLabel(box) }, async () => {
    const since = Date.now();
    await scene.tab.locate(box.seen).selectOption({ label: option }, { timeout: WAIT });
    const { value } = await scene.tab.facts(box.seen);
    if (value !== option)
      throw new Obstacle('wrong_page_state', `${fieldLabel(box)} did not take "${option}".`);
    const isKept = async () => (await scene.tab.facts(box.seen)).value === option;
    await refuseTakenBack(scene, { since, label: fieldLabel(box), isKept });
    return `"${option}" is selected`;
  });
}

function offerOf(box: Field, option: Phrase): Offer | null {
  const candidates = box.facts.options.map(text => ({
    item: text,
    score: similarity(option.text, text),
    label: `option "${text}"`,
    target: text,
  }));
  const choice = choose(candidates);
  if (choice.kind === 'ambiguous') throw noChoice(`the option "${option.text}"`, choice);
  return choice.kind === 'chosen' ? { box, option: choice.candidate.item } : null;
}
export function listFor(fields: readonly Field[], phrase: Phrase): Field | null {
  const choice = choose(
    fieldCandidates(
      fields.filter(field => field.facts.tag === 'select'),
      phrase,
    ),
  );
  return choice.kind === 'chosen' ? choice.candidate.item : null;
}

export function optionFor(list: Field, text: string): string {
  const offer = offerOf(list, { text, quoted: false });
  if (offer) return offer.option;
  throw new Obstacle('element_not_found', `${fieldLabel(list)} does not offer "${text}".`);
}
