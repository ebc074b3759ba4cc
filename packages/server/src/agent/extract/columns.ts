import type { Attribute } from '../language/instruction.ts';
import { meaningOf, stem, wordsOf } from '../match/words.ts';
import type { RecordSet } from './record-set.ts';
import { columnType, typeVote } from './value-type.ts';

const FLOOR = 0.5;
const GAP = 0.08;
const NAMED_BY_RECORD = 0.45;
// "customer names" under a header "Customer": these words add nothing of their own.
const WEAK = new Set([
  'name',
  'value',
  'field',
  'detail',
  'info',
  'information',
  'record',
  'entry',
  'row',
  'text',
]);

// "phone number" under "Phone", "email address" under "E-mail", "due date" under "Due".
const SPARE_AFTER: Readonly<Record<string, readonly string[]>> = {
  phone: ['number'],
  email: ['address'],
  zip: ['number'],
  due: ['date'],
  created: ['date'],
  updated: ['date'],
  issued: ['date'],
};

export type ColumnChoice =
  | { readonly kind: 'column'; readonly column: number; readonly score: number }
  | { readonly kind: 'ambiguous'; readonly columns: readonly number[] }
  | { readonly kind: 'none' };

/** What the records are called on the page: title, headings, address. Words of a question that these explain name no column. */
export function contextOf(set: RecordSet, url: string): Set<string> {
  const path = URL.canParse(url) ? decodeURIComponent(new URL(url).pathname) : '';
  return new Set([set.title, ...set.headings, path].flatMap(wordsOf).map(meaningOf));
}

/** The one column that an attribute means, by words first and by the kind of value second. */
export function chooseColumn(
  set: RecordSet,
  attribute: Attribute,
  context: ReadonlySet<string>,
): ColumnChoice {
  const all = set.columns
    .map((name, column) => columnScore({ set, column, name, attribute, context }))
    .sort((a, b) => b.score - a.score);
  const good = all.filter(each => each.score >= FLOOR);
  const matching = good.filter(each => each.words === 1 || !countsRows(set, each.column));
  const [top, ...others] = matching.length > 0 ? matching : good;
  if (!top) return { kind: 'none' };
  if (matching.length === 0 && isMark(set, top.column))
    return { kind: 'ambiguous', columns: [top.column, ...identifiers(set, top.column)] };
  const rivals = others.filter(
    other => top.score - other.score < GAP && !sameCells(set, top.column, other.column),
  );
  // A better name over values of another kind: name and values contradict each other, so neither decides.
  const better = all.filter(each => each.vote === -1 && each.words > top.words && each.column !== top.column);
  rivals.push(...better);
  if (rivals.length > 0) return { kind: 'ambiguous', columns: [top, ...rivals].map(each => each.column) };
  return { kind: 'column', column: top.column, score: top.score };
}

interface Scored {
  readonly set: RecordSet;
  readonly column: number;
  readonly name: string;
  readonly attribute: Attribute;
  readonly context: ReadonlySet<string>;
}

interface Score {
  readonly column: number;
  readonly words: number;
  readonly vote: -1 | 0 | 1;
  readonly score: number;
}

function columnScore({ set, column, name, attribute, context }: Scored): Score {
  const words = wordScore(attribute.words, name, context);
  if (words === 0) return { column, words, vote: 0, score: 0 };
  const cells = set.rows.map(row => row.cells[column] ?? '');
  if (lacksName(attribute.words, name, cells)) return { column, words: 0, vote: 0, score: 0 };
  const vote = typeVote(attribute.words, cells);
  // "Invoice" over INV-1, INV-2 is what "invoice numbers" means, whatever "#" there is beside it.
  const isNamed = words === NAMED_BY_RECORD && columnType(cells) === 'identifier';
  const base = isNamed ? 0.88 : words;
  // "#" says so little that its values have to say the rest.
  if (isMark(set, column) && vote !== 1) return { column, words: base, vote, score: 0 };
  return { column, words: base, vote, score: base + (vote === 1 ? 0.1 : vote === -1 ? -0.5 : 0) };
}

/** "Customer" over C-001, C-002 holds codes, and no customer's name. */
function lacksName(asked: readonly string[], header: string, cells: readonly string[]): boolean {
  const isName = (word: string) => meaningOf(stem(word)) === 'name';
  const last = asked.flatMap(wordsOf).at(-1) ?? '';
  if (!isName(last) || wordsOf(header).some(isName)) return false;
  const kind = columnType(cells);
  return (kind === 'identifier' || kind === 'number') && cells.every(text => !/^\p{L}+$/u.test(text));
}

/** 1, 2, 3 … in reading order: a place in the list, no property of the record. */
function countsRows(set: RecordSet, column: number): boolean {
  const numbers = set.rows.map(row => Number.parseInt((row.cells[column] ?? '').replace(/^#/, ''), 10));
  const [first] = numbers;
  if (first === undefined || !numbers.every((number, at) => number === first + at)) return false;
  if (!isMark(set, column)) return first === 1 && numbers.length > 1;
  const { back, current } = set.pager;
  const isLater = (current !== null && current > 1) || (back !== null && !back.disabled);
  return first <= 1 || isLater || set.totals.some(({ from }) => from === first);
}

/** Headers that may as well count the rows. */
function isMark(set: RecordSet, column: number): boolean {
  return /^(#|№|no\.?|nr\.?|row|pos\.?|s\.? ?no\.?|)$/i.test((set.columns[column] ?? '').trim());
}

function identifiers(set: RecordSet, except: number): number[] {
  return set.columns.flatMap((_, column) => {
    const cells = set.rows.map(row => row.cells[column] ?? '');
    return column !== except && columnType(cells) === 'identifier' ? [column] : [];
  });
}

/** How the words of a header answer to the words of an attribute; 0 when a word stays unexplained. */
export function wordScore(asked: readonly string[], header: string, context: ReadonlySet<string>): number {
  const question = asked.flatMap(wordsOf).map(stem);
  const name = wordsOf(header.replace(/\([^)]*\)/g, ' ')).map(stem);
  if (question.length === 0 || name.length === 0) return 0;
  if (question.join(' ') === name.join(' ')) return 1;
  const meanings = name.map(meaningOf);
  const explained = question.filter(word => meanings.includes(meaningOf(word)));
  const unexplained = question.filter(word => !meanings.includes(meaningOf(word)));
  const open = unexplained.filter(word => !context.has(meaningOf(word)) && !isSpare(word, explained));
  // "invoice number" under "Invoice": only identifiers in the cells can make up for the missing word.
  const needsNumber = open.length > 0 && open.every(word => meaningOf(word) === 'number');
  if ((open.length > 0 && !needsNumber) || explained.length === 0) return 0;
  const extra = meanings.filter(word => !question.map(meaningOf).includes(word) && !context.has(word));
  const exact = explained.every(word => name.includes(word));
  // Where only the record's own name agrees ("Invoice" for "invoice number"), the kind of value has to decide.
  const tail = question.at(-1) ?? '';
  const answersTail = explained.includes(tail) || isSpare(tail, explained);
  const base = needsNumber ? NAMED_BY_RECORD : (answersTail ? 0.92 : 0.55) - (exact ? 0 : 0.15);
  return base - 0.28 * extra.length - 0.02 * unexplained.length;
}

function isSpare(word: string, explained: readonly string[]): boolean {
  if (explained.length === 0) return false;
  const meanings = explained.map(meaningOf);
  return WEAK.has(word) || meanings.some(meaning => SPARE_AFTER[meaning]?.includes(meaningOf(word)));
}

function sameCells(set: RecordSet, a: number, b: number): boolean {
  return set.rows.length > 0 && set.rows.every(row => row.cells[a] === row.cells[b]);
}
