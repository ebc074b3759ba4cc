import type { Phrase } from '../language/instruction.ts';
import { similarity } from '../match/similarity.ts';
import { stemsOf } from '../match/words.ts';
import type { RecordSet } from './record-set.ts';

const EXACT = 0.88;
const NEGATION = new Set('not no non without except other never un'.split(' '));

/** The lists that stand under the named heading: those under exactly it, else those under one that contains its words. */
export function listsUnder<T extends { readonly set: RecordSet }>(
  all: readonly T[],
  section: Phrase,
): readonly T[] {
  const ways: readonly ((set: RecordSet) => boolean)[] = [
    set => set.trail.some(text => similarity(section.text, text) >= EXACT),
    set => !section.quoted && set.trail.some(text => contains(text, section.text)),
    // A page of one subject may say so in its title only.
    set => !section.quoted && set.headings.some(text => contains(text, section.text)),
  ];
  for (const isUnder of ways) {
    const found = all.filter(({ set }) => isUnder(set));
    if (found.length > 0) return found;
  }
  return [];
}

/** Whether the name stands in some records of a list and not in others: it may as well choose among them. */
export function choosesAmong({ rows }: RecordSet, section: Phrase): boolean {
  const name = stemsOf(section.text).join(' ');
  const having = rows.filter(({ cells }) => cells.some(text => stemsOf(text).join(' ') === name));
  return having.length > 0 && having.length < rows.length;
}

function contains(heading: string, name: string): boolean {
  const there = stemsOf(heading);
  const asked = stemsOf(name);
  const denies = there.some(word => NEGATION.has(word) && !asked.includes(word));
  return !denies && asked.length > 0 && asked.every(word => there.includes(word));
}
