import type { ClauseReader } from './clause-reader.ts';
import type { Attribute, Decline } from './instruction.ts';
import { ARTICLES, BEYOND, FILTERING } from './lexicon.ts';
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
const PAGE_ONLY =
  /^(only )?(on|from|of|in) (this|the current|the first|the visible|the same) (page|screen|view)( only| alone)?$/;
const PAGE_ANY =
  /^(on|from|of|in|across) (the|all|every|all the|all of the|each) (page|pages|site|website|table|list|grid|results|result)$/;
const FORMATS =
  /^(as|in|into|to) (a |an )?(json|json array|array|list|csv|table|plain text|json format|csv format)( format)?$/;

/** "extract all invoice numbers", "get the name and email of every customer on this page". */
export function readExtraction(reader: ClauseReader): ClauseReading {
  const start = reader.position;
  const tokens = [...reader.rest()];
  const beyond = tokens.find(token => token.kind === 'word' && BEYOND.has(token.lower));
  if (beyond)
    return { phrase: reader.text, why: `"${beyond.text}" asks for more than reading what a page lists` };
  const tail = takeTail(tokens);
  const limit = takeLimit(tail.rest);
  const [attributePart, entityPart] = cutEntity(limit.rest);
  const attributes = readAttributes(attributePart);
  if ('why' in attributes) return attributes;
  const entity = entityPart ? contentWords(entityPart) : [];
  const filter = filterIn(entity) ?? attributes.map(each => filterIn(each.words)).find(each => each !== null);
  if (filter)
    return {
      phrase: reader.text,
      why: `"${filter}" chooses among records, and only all of them can be read`,
    };
  if (attributes.length === 0) {
    reader.rewind(start);
    return { phrase: reader.text, why: 'it does not say what to extract' };
  }
  while (!reader.done) reader.take();
  return {
    kind: 'extract',
    text: reader.text,
    attributes,
    entity,
    onlyThisPage: tail.onlyThisPage,
    limit: limit.count,
  };
}

interface Tail {
  readonly rest: readonly Token[];
  readonly onlyThisPage: boolean;
}

/** Takes "on this page", "from the table", "as JSON" off the end, in any order. */
function takeTail(tokens: readonly Token[]): Tail {
  let rest = tokens;
  let onlyThisPage = false;
  for (;;) {
    const cut = tailLength(rest);
    if (!cut) return { rest, onlyThisPage };
    onlyThisPage ||= cut.onlyThisPage;
    rest = rest.slice(0, rest.length - cut.length);
  }
}

function tailLength(tokens: readonly Token[]): { length: number; onlyThisPage: boolean } | null {
  for (let length = Math.min(8, tokens.length - 1); length > 0; length -= 1) {
    const ending = tokens.slice(-length);
    const text = ending.map(token => token.lower).join(' ');
    if (PAGE_ONLY.test(text)) return { length, onlyThisPage: true };
    if (PAGE_ANY.test(text) || FORMATS.test(text)) return { length, onlyThisPage: false };
    if (/^(on|from) (the )?.+ page$/.test(text) && isOnlyPlace(ending))
      return { length, onlyThisPage: false };
    if (/^(from|in|on) (the )?(\w+ ){1,2}(table|list|grid)$/.test(text) && isOnlyPlace(ending)) {
      return { length, onlyThisPage: false };
    }
    if (
      /^(you (can )?(see|find)|there|here|that (you )?(see|find|are listed|are shown)|listed|shown|displayed)( there| here)?$/.test(
        text,
      )
    ) {
      return { length, onlyThisPage: false };
    }
  }
  return null;
}

function isOnlyPlace(ending: readonly Token[]): boolean {
  return ending.slice(1).every(token => !/^(of|for|from|on|in|and)$/.test(token.lower));
}

/** "the first 5 invoice numbers". */
function takeLimit(tokens: readonly Token[]): { count: number | null; rest: readonly Token[] } {
  const at = tokens.findIndex(token => token.lower === 'first');
  const number = tokens[at + 1];
  if (at === -1 || number?.kind !== 'number' || !/^\d{1,5}$/.test(number.text))
    return { count: null, rest: tokens };
  return { count: Number(number.text), rest: [...tokens.slice(0, at), ...tokens.slice(at + 2)] };
}

/** "name and email | of every customer". */
function cutEntity(tokens: readonly Token[]): [readonly Token[], readonly Token[] | null] {
  const of = tokens.findIndex(
    (token, index) =>
      index > 0 &&
      token.kind === 'word' &&
      /^(of|for|from|in)$/.test(token.lower) &&
      hasContent(tokens.slice(0, index)),
  );
  return of === -1 ? [tokens, null] : [tokens.slice(0, of), tokens.slice(of + 1)];
}

function hasContent(tokens: readonly Token[]): boolean {
  return contentWords(tokens).length > 0;
}

function readAttributes(tokens: readonly Token[]): Attribute[] | Decline {
  const attributes: Attribute[] = [];
  let part: Token[] = [];
  const close = () => {
    const words = contentWords(part);
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
  const odd = tokens.find(
    token => token.kind === 'url' || token.kind === 'email' || token.kind === 'placeholder',
  );
  if (odd) return { phrase: odd.text, why: 'it is not the name of something to extract' };
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
    /^(last|current|previous|new|old|top|total) (name|names|login|logins|seen|updated|modified|activity|balance|balances|price|prices|value|values)$/;
  return isLabel.test(`${first} ${second}`) ? null : first;
}
