import { contentStems, meaningOf, sameSet, stemsOf, wordsOf } from './words.ts';

/**
 * How well a name on a page answers to a phrase, 0 to 1, by falling kinds of agreement. Everything under the acceptance
 * floor of `choose.ts` only serves to name near misses.
 */
export function similarity(phrase: string, name: string): number {
  const asked = tidy(phrase);
  const found = tidy(name);
  if (asked === '' || found === '') return 0;
  if (asked === found) return 1;
  if (asked.toLowerCase() === found.toLowerCase()) return 0.98;
  if (sameWords(wordsOf(asked), wordsOf(found))) return 0.96;
  if (wordsOf(asked).join('') === wordsOf(found).join('') && wordsOf(asked).length > 0) return 0.95;
  // "Invoices (3)", "Inbox 12": a badge is not part of the name.
  const withoutBadge = found.replace(/[\s(]*\d+\+?\)?$/, '');
  if (withoutBadge && sameWords(wordsOf(asked), wordsOf(withoutBadge))) return 0.94;
  const askedStems = stemsOf(asked);
  const foundStems = stemsOf(found);
  if (sameWords(askedStems, foundStems)) return 0.92;
  if (sameWords(contentStems(asked), contentStems(withoutBadge || found))) return 0.88;
  if (sameSet(askedStems.map(meaningOf), foundStems.map(meaningOf))) return 0.84;
  return partial(contentStems(asked), contentStems(found));
}

/** Some of the words agree: never enough alone, except where the name says little more than the phrase. */
function partial(asked: readonly string[], found: readonly string[]): number {
  const common = asked.filter(word => found.includes(word)).length;
  if (common === 0) return 0;
  const dice = (2 * common) / (asked.length + found.length);
  const isPrefix = asked.every((word, index) => found[index] === word);
  if (common === asked.length) return (isPrefix ? 0.5 : 0.4) + 0.3 * dice + (asked.length > 1 ? 0.08 : 0);
  return 0.6 * dice;
}

function sameWords(left: readonly string[], right: readonly string[]): boolean {
  return (
    left.length > 0 && left.length === right.length && left.every((word, index) => word === right[index])
  );
}

function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
