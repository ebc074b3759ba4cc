import type { Decline, Phrase } from './instruction.ts';
import type { Token } from './tokens.ts';

// Words in an unquoted name that make it a description to be judged, not a name to be found.
const DESCRIPTIVE = new Set(
  `if unless whether which whose where who cheapest expensive largest biggest smallest best worst random any every
   each either appropriate relevant suitable until because suggests seems looks first second third fourth fifth last
   one ones it them him her`.split(/\s+/),
);
const LOCATIONS = new Set([
  'in',
  'from',
  'inside',
  'within',
  'under',
  'below',
  'above',
  'beside',
  'near',
  'next',
]);

/** A name made of the given tokens; a decline when they describe instead of name; `null` when there are none. */
export function plainPhrase(tokens: readonly Token[]): Phrase | Decline | null {
  const named = trimMarks(withoutPagePlace(tokens));
  if (named.length === 0) return null;
  const words = named.filter(token => token.kind === 'word');
  const descriptive = words.find(
    (token, at) => DESCRIPTIVE.has(token.lower) && !isPersonName(token, words[at + 1]),
  );
  if (descriptive)
    return { phrase: joined(named), why: `"${descriptive.text}" asks for a judgement, not for a name` };
  const location = named.findIndex(
    (token, index) => index > 0 && LOCATIONS.has(token.lower) && isArticle(named[index + 1]),
  );
  if (location !== -1) {
    return {
      phrase: joined(named.slice(location)),
      why: 'a place on the page is not something this engine can use',
    };
  }
  if (named.length > 1 && named.some(token => token.kind === 'quoted')) {
    return { phrase: joined(named), why: 'it mixes a quoted name with other words' };
  }
  return phraseOf(named);
}

/** "Save and pay the bill": an unquoted name that goes on with "and" and several plain words is a second wish. */
export function secondWish(tokens: readonly Token[]): Decline | null {
  const and = tokens.findIndex((token, at) => at > 0 && token.kind === 'word' && token.lower === 'and');
  const after = tokens.slice(and + 1);
  if (and === -1 || after.length === 0) return null;
  const goesOn = /^(then|also|afterwards|finally)$/.test(after[0]?.lower ?? '');
  if (!goesOn && after.some(token => token.text !== token.lower)) return null;
  const before = tokens[and - 1];
  const breaksOff = before !== undefined && before.text !== before.lower;
  if (!goesOn && after.length < 2 && !breaksOff) return null;
  return { phrase: joined(tokens.slice(and)), why: 'this part has no meaning here' };
}

/** "Save or Submit", "Save twice", "the one that …": unquoted words that say more about a target than its name. */
export function described(tokens: readonly Token[], beyond = /^$/): Decline | null {
  const said = tokens.find(
    (token, at) =>
      token.kind === 'word' &&
      token.text === token.lower &&
      (/^(or|that|twice|thrice|everything|both)$/.test(token.lower) ||
        (at > 0 && beyond.test(token.lower)) ||
        (at === 0 && token.lower === 'all' && tokens.length > 1) ||
        (token.lower === 'times' && at > 0)),
  );
  if (!said) return null;
  return { phrase: said.text, why: 'it is no part of a name; a label that contains it needs quotes' };
}

export function phraseOf(tokens: readonly Token[]): Phrase {
  const only = tokens.length === 1 ? tokens[0] : undefined;
  return { text: joined(tokens), quoted: only?.kind === 'quoted' };
}

/** Cuts at the last of the given words that has something on both sides (and whose right side passes). */
export function cutAt(
  tokens: readonly Token[],
  words: readonly string[],
  accepts: (right: readonly Token[]) => boolean = () => true,
): [readonly Token[], readonly Token[] | null] {
  for (let at = tokens.length - 2; at > 0; at -= 1) {
    const token = tokens[at];
    if (token?.kind === 'word' && words.includes(token.lower) && accepts(tokens.slice(at + 1))) {
      return [tokens.slice(0, at), tokens.slice(at + 1)];
    }
  }
  return [tokens, null];
}

/** "Delete in the row for ACME", "Edit in the ACME row", "Edit next to ACME": the target, and what its row shows. */
export function readRow(tokens: readonly Token[]): [readonly Token[], readonly Token[] | null] {
  const lower = tokens.map(token => (token.kind === 'quoted' ? '"' : token.lower));
  for (let at = 1; at < tokens.length - 1; at += 1) {
    const text = lower.slice(at).join(' ');
    const opening = /^(in|on|from) the (row|line) (for|of|with|containing) (the )?|^next to (the )?/.exec(
      text,
    );
    if (opening) return [tokens.slice(0, at), tokens.slice(at + wordCount(opening[0]))];
    if (/^(in|on|from) the .+ (row|line)$/.test(text)) return [tokens.slice(0, at), tokens.slice(at + 2, -1)];
  }
  return [tokens, null];
}

export function joined(tokens: readonly Token[]): string {
  return tokens.map(token => token.text).join(' ');
}

function withoutPagePlace(tokens: readonly Token[]): readonly Token[] {
  const text = tokens.map(token => (token.kind === 'quoted' ? '"' : token.lower)).join(' ');
  const place = / (on|in|of|from) (the|this|that) (current )?(page|screen|site|website|form)$/.exec(text);
  return place ? tokens.slice(0, tokens.length - wordCount(place[0])) : tokens;
}

function trimMarks(tokens: readonly Token[]): readonly Token[] {
  const from = tokens.findIndex(token => token.kind !== 'mark');
  const to = tokens.findLastIndex(token => token.kind !== 'mark');
  return from === -1 ? [] : tokens.slice(from, to + 1);
}

/** "First name" and "last name" are names of fields. */
function isPersonName(token: Token, next: Token | undefined): boolean {
  return /^(first|last)$/.test(token.lower) && /^names?$/.test(next?.lower ?? '');
}

function isArticle(token: Token | undefined): boolean {
  return token?.lower === 'the' || token?.lower === 'a';
}

function wordCount(text: string): number {
  return text.trim().split(' ').length;
}
