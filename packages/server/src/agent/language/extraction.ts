import type { ClauseReader } from './clause-reader.ts';
import { takePlace } from './extraction-place.ts';
import type { Attribute, Decline, Instruction } from './instruction.ts';
import { ARTICLES, BEYOND, FILTERING } from './lexicon.ts';
import { joined } from './phrases.ts';
import type { ClauseReading } from './prompt.ts';
import type { Token } from './tokens.ts';

const QUANTIFIERS = new Set([
  'all',
  'every',
  'each',
  'everything',
  'of',
  'complete',
  'full',
  'entire',
  'whole',
  'list',
  'out',
]);
const NUMBER_WORDS = 'one two three four five six seven eight nine ten'.split(' ');
// Words that make a description out of a name: they choose among records, order them, or speak of something said before.
const DESCRIBING = new Set(
  `or not but are is was were be been has have had dated yet half alphabetical alphabetically reverse duplicates you
   they them it those these him her up until grouped by that what when then second third fourth fifth sixth seventh
   eighth ninth tenth`.split(/\s+/),
);
const ANSWERED = new Set(
  `them it this that the all results result list data output answer everything names numbers values`.split(
    ' ',
  ),
);

/** "extract all invoice numbers", "get the name and email of every customer on this page". */
export function readExtraction(reader: ClauseReader): ClauseReading {
  const asked = withoutOnly(reader.rest());
  const other = countOrOne(asked);
  if (other) return other;
  const place = takePlace(ofColumn(asked));
  if ('why' in place) return place;
  const beyond = place.rest.find(token => token.kind === 'word' && BEYOND.has(token.lower));
  if (beyond)
    return { phrase: beyond.text, why: `"${beyond.text}" asks for more than reading what a page lists` };
  const limit = takeLimit(place.rest);
  const odd = oddWord(limit.rest);
  if (odd) return odd;
  const [attributePart, entityPart] = cutEntity(limit.rest);
  const attributes = readAttributes(attributePart);
  const entity = entityPart ? contentWords(entityPart) : [];
  const filter = filterIn(entity) ?? attributes.map(each => filterIn(each.words)).find(each => each !== null);
  if (filter)
    return { phrase: filter, why: `"${filter}" chooses among records, and only all of them can be read` };
  if (attributes.length === 0) return { phrase: reader.text, why: 'it does not say what to extract' };
  while (!reader.done) reader.take();
  const { onlyThisPage, section } = place;
  return {
    kind: 'extract',
    text: reader.text,
    attributes,
    entity,
    onlyThisPage,
    limit: limit.count,
    section,
  };
}

/** "the number of invoices" asks how many, "the last name in the list" asks for one record: neither is a list. */
function countOrOne(tokens: readonly Token[]): Decline | null {
  const text = tokens.map(token => (token.kind === 'quoted' ? '""' : token.lower)).join(' ');
  const count =
    /^(the |a )?(total |exact )?(number|count|amount|quantity) of (?!(each|every|an?|this)\b)/.exec(text);
  const isMoney = /^(the |a )?amount of (all |the )*(invoice|bill|order|payment|transaction)/.test(text);
  if (count && !isMoney)
    return {
      phrase: count[0].trim(),
      why: 'it asks how many there are, and records can only be read: "extract all invoice numbers" reads numbers',
    };
  const one =
    /^(the )?(very )?(last|first|top|bottom|final|next) (\p{L}+ )?\p{L}*[^s\s] (in|of|on|from) (the|this) (whole |entire )?(list|table|page|grid|results)\b/u.exec(
      text,
    );
  return one ? { phrase: one[0], why: 'it chooses among records, and only all of them can be read' } : null;
}

/** "and return them as a list": says nothing new about what was just extracted. */
export function onlyRepeats(clause: readonly Token[], previous: Instruction | undefined): boolean {
  if (previous?.kind !== 'extract') return false;
  const verb = /^(return|output|print|show|report|present|give|list) /;
  const text = `${clause
    .map(token => token.lower)
    .join(' ')
    .replace(/ (as|in) (a |an )?(json|json array|array|list|csv|table|plain text|plain list)$/, '')} `;
  if (!verb.test(text)) return false;
  const rest = text.replace(verb, '').replace(/^me /, '').trim().split(' ');
  const isShort = rest.length <= 2 && rest.every(word => ANSWERED.has(word));
  return isShort && !/^(all|names|numbers|values)/.test(rest.join(' '));
}

function withoutOnly(tokens: readonly Token[]): readonly Token[] {
  return /^(only|just|me|us)$/.test(tokens[0]?.lower ?? '') ? tokens.slice(1) : tokens;
}

/** "all values in the Amount column": the column is what is asked for. */
function ofColumn(tokens: readonly Token[]): readonly Token[] {
  const inColumn = tokens.findIndex(
    (token, at) => at > 0 && /^(in|of|from)$/.test(token.lower) && tokens[at + 1]?.lower === 'the',
  );
  if (inColumn === -1 || !/^columns?$/.test(tokens.at(-1)?.lower ?? '')) return tokens;
  const before = contentWords(tokens.slice(0, inColumn));
  return before.every(word => /^(values?|cells?|entries|items|contents?|texts?)$/.test(word))
    ? tokens.slice(inColumn + 1)
    : tokens;
}

/** "the first 5 invoice numbers". */
function takeLimit(tokens: readonly Token[]): { count: number | null; rest: readonly Token[] } {
  const at = tokens.findIndex(token => token.kind === 'word' && token.lower === 'first');
  const number = tokens[at + 1];
  if (at === -1 || !number) return { count: null, rest: tokens };
  const count = /^[1-9]\d{0,4}$/.test(number.text)
    ? Number(number.text)
    : NUMBER_WORDS.indexOf(number.lower) + 1;
  if (count === 0) return { count: null, rest: tokens };
  return { count, rest: [...tokens.slice(0, at), ...tokens.slice(at + 2)] };
}

function oddWord(tokens: readonly Token[]): Decline | null {
  for (const [at, token] of tokens.entries()) {
    if (/^(url|email|placeholder)$/.test(token.kind))
      return { phrase: token.text, why: 'it is not the name of something to extract' };
    if (token.kind === 'number' || NUMBER_WORDS.includes(token.lower))
      return {
        phrase: token.text,
        why: 'only "the first N" limits a list; a number that belongs to a name needs quotes',
      };
    if (token.kind !== 'word') continue;
    if (DESCRIBING.has(token.lower))
      return { phrase: token.text, why: 'it describes records instead of naming what to read' };
    const isFirst = token.lower === 'first' && !/^names?$/.test(tokens[at + 1]?.lower ?? '');
    if (isFirst) return { phrase: token.text, why: 'it does not say how many: "the first 1"' };
    if (namesOne(tokens, at))
      return {
        phrase: joined(tokens.slice(at)),
        why: 'it chooses among records, and only all of them can be read',
      };
  }
  return null;
}

/** "for ACME": without "every", a name after "for" is one of the records, not what the records are. */
function namesOne(tokens: readonly Token[], at: number): boolean {
  const after = tokens[at + 1];
  if (tokens[at]?.lower !== 'for' || !after) return false;
  return after.kind === 'quoted' || after.text !== after.lower;
}

/** "name and email | of every customer". */
function cutEntity(tokens: readonly Token[]): [readonly Token[], readonly Token[] | null] {
  const of = tokens.findIndex(
    (token, index) =>
      index > 0 &&
      token.kind === 'word' &&
      /^(of|for|from|in)$/.test(token.lower) &&
      contentWords(tokens.slice(0, index)).length > 0,
  );
  return of === -1 ? [tokens, null] : [tokens.slice(0, of), tokens.slice(of + 1)];
}

function readAttributes(tokens: readonly Token[]): Attribute[] {
  const attributes: Attribute[] = [];
  let part: Token[] = [];
  const close = () => {
    const words = contentWords(part);
    // "the Amount column": the noun says what it is, not what it is called.
    if (words.length > 1 && /^columns?$/.test(words.at(-1) ?? '')) words.pop();
    if (words.length > 0) attributes.push({ words, text: words.join(' ') });
    part = [];
  };
  for (const token of tokens) {
    const separates =
      (token.kind === 'mark' && /^[,&/:]$/.test(token.text)) ||
      /^(and|plus|with|their|along|together)$/.test(token.lower);
    if (separates && token.kind !== 'quoted') close();
    else part.push(token);
  }
  close();
  return attributes;
}

function contentWords(tokens: readonly Token[]): string[] {
  return tokens
    .filter(token => token.kind !== 'mark')
    .flatMap(token => (token.kind === 'quoted' ? token.lower.split(/\s+/) : [token.lower]))
    .map(word => word.replace(/['’]s?$/, ''))
    .filter(word => !ARTICLES.has(word) && !QUANTIFIERS.has(word));
}

/** A filtering word counts only where it stands before a noun: "paid invoices", not "amount paid" or "last name". */
function filterIn(words: readonly string[]): string | null {
  const [first, second] = words;
  if (first === undefined || second === undefined || !FILTERING.has(first)) return null;
  const isLabel =
    /^((last|current|previous|new|old|top|total|open) (names?|logins?|seen|updated|modified|activity|balances?|prices?|values?|amounts?)|(sent|shipped|delivered|assigned|published|confirmed|opened|finished) (dates?|times?|on|at|by|to|users?))$/;
  return isLabel.test(`${first} ${second}`) ? null : first;
}
