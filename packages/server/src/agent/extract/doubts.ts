import type { Phrase } from '../language/instruction.ts';
import { stemsOf } from '../match/words.ts';
import type { Collection } from './collection.ts';
import type { Doubt, RecordSet } from './record-set.ts';
import { listsUnder } from './section.ts';
import { columnType, typeOf } from './value-type.ts';

const GENERIC = new Set([
  'name',
  'number',
  'no',
  'nr',
  'id',
  '#',
  'code',
  'email',
  'phone',
  'status',
  'date',
]);
const PART =
  /archiv|\bold(er)?\b|past|previous|paid|open|closed|draft|overdue|inactive|\b(19|20)\d\d\b|january|february|march|april|june|july|august|september|october|november|december|quarter|\bq[1-4]\b/i;

export interface Evidence {
  readonly last: RecordSet;
  readonly others: readonly RecordSet[];
  readonly columns: readonly number[];
  readonly collection: Collection;
  /** What the list was said to stand under: lists elsewhere are not asked for. */
  readonly section: Phrase | null;
}

/** Why records that seem to be all may be a part of what there is; `null` when nothing suggests it. */
export function doubtAbout({ last, others, columns, collection, section }: Evidence): string | null {
  const count = collection.settle().length;
  const { isProven, unseenPlace } = collection;
  if (!isProven && collection.hasMoved) return 'records moved from page to page while it was read';
  if (!isProven && unseenPlace !== null) return `page ${unseenPlace} of its pager was never opened`;
  for (const doubt of last.doubts) {
    const reason = reasonOf(doubt, { last, count, isProven });
    if (reason) return reason;
  }
  const recent = last.trail.find(text => /^(recent|latest|newest)\b/i.test(text));
  // Who names that very list asks for no other.
  if (!isProven && !section && recent !== undefined) return `it is headed "${recent}"`;
  const meant = section
    ? listsUnder(
        [last, ...others].map(set => ({ set })),
        section,
      ).map(({ set }) => set)
    : others;
  const more = meant.find(other => other !== last && isMoreOfTheSame(last, other, { columns, collection }));
  return more ? `the page has another list of the same kind ("${more.title}")` : null;
}

function reasonOf(
  doubt: Doubt,
  { last, count, isProven }: { last: RecordSet; count: number; isProven: boolean },
): string | null {
  const quoted = `"${doubt.text}"`;
  switch (doubt.kind) {
    case 'words':
      return doubt.atLeast !== null && doubt.atLeast <= count ? null : `the page says ${quoted}`;
    case 'filter':
      return `a filter is set (${quoted})`;
    case 'tab':
      return namesList(doubt.text, last) ? null : `only the tab ${quoted} is on show`;
    case 'section':
      return `a closed section is next to it (${quoted})`;
    case 'control':
    case 'unnamed':
    case 'unknown':
      return isProven ? null : `there is a control next to the list that may show more: ${quoted}`;
  }
}

/** "Invoices" over a list of invoices is a part of the site, "Open" is a part of the list. */
function namesList(text: string, set: RecordSet): boolean {
  const own = new Set([set.title, ...set.headings, ...set.columns].flatMap(stemsOf));
  return stemsOf(text).some(word => /\p{L}/u.test(word) && own.has(word));
}

function isMoreOfTheSame(
  set: RecordSet,
  other: RecordSet,
  { columns, collection }: Pick<Evidence, 'columns' | 'collection'>,
): boolean {
  if (other.rows.length === 0 || other.kind === 'pairs' || set.kind === 'pairs') return false;
  if (isHeld(other, collection)) return false;
  if ((set.kind === 'cards') !== (other.kind === 'cards')) return false;
  if (set.kind === 'cards') return isSameShape(set, other);
  return columns.some(column => {
    const name = stemsOf(set.columns[column] ?? '');
    const hasIt = other.columns.some((_, at) => isSameColumn(set, column, { other, at }));
    if (!hasIt) return false;
    const ownTitle = stemsOf(set.title);
    const isPart = PART.test(other.title) || stemsOf(other.title).some(word => ownTitle.includes(word));
    return isPart || !name.every(word => GENERIC.has(word));
  });
}

/** By name, or by a part of the name over values of one telling kind ("Number" for "Invoice number"). */
function isSameColumn(
  set: RecordSet,
  column: number,
  { other, at }: { other: RecordSet; at: number },
): boolean {
  const name = stemsOf(set.columns[column] ?? '');
  const theirs = stemsOf(other.columns[at] ?? '');
  if (name.length === 0 || theirs.length === 0) return false;
  if (name.join(' ') === theirs.join(' ')) return true;
  const kind = columnType(set.rows.map(row => row.cells[column] ?? ''));
  const theirKind = columnType(other.rows.map(row => row.cells[at] ?? ''));
  if (kind !== 'identifier' || kind !== theirKind) return false;
  // "Number" is any number, "Credit note number" is one of another kind of record.
  const own = new Set([set.title, ...set.headings].flatMap(stemsOf));
  const extra = theirs.filter(word => !name.includes(word));
  return extra.length < theirs.length && extra.every(word => own.has(word));
}

/** A list whose every record was read: a part of the whole, or a copy of it. */
function isHeld(other: RecordSet, collection: Collection): boolean {
  const known = new Set(collection.rows.map(row => valuesOf(row.cells)));
  return other.rows.every(row => known.has(valuesOf(row.cells)));
}

function valuesOf(cells: readonly string[]): string {
  return cells.filter(text => text !== '').join('|');
}

function isSameShape(set: RecordSet, other: RecordSet): boolean {
  const shape = ({ signature }: RecordSet) => signature.replace(/\|\d+$/, '');
  if (shape(set) !== shape(other)) return false;
  if (set.columns.some(name => name !== '') || /\.[\w-]/.test(shape(set))) return true;
  const kind = columnType(set.rows.map(row => row.cells[0] ?? ''));
  return kind !== 'text' && kind === columnType(other.rows.map(row => row.cells[0] ?? ''));
}

function isWord(text: string): boolean {
  return typeOf(text) === 'text' && /^\D*\p{L}\D*$/u.test(text);
}

/** A value that the page leaves out or cuts short, in words; `null` when every value is whole and in its column. */
export function gapIn(collection: Collection, columns: readonly number[]): string | null {
  const rows = collection.settle();
  const coded = columns.filter(
    column => columnType(rows.map(row => row.cells[column] ?? '')) === 'identifier',
  );
  const width = Math.max(0, ...rows.map(row => row.cells.length));
  for (const [at, row] of rows.entries()) {
    // Which cell is missing cannot be told, so every value after it may stand under another's name.
    if (row.cells.length < width) return `record ${at + 1} has ${row.cells.length} of ${width} cells`;
    const texts = columns.map(column => row.cells[column] ?? '');
    if (texts.every(text => text === '')) return `record ${at + 1} has no value`;
    const late = texts.find(text => /^(…|\.{3}|loading.{0,3})$/i.test(text));
    if (late !== undefined) return `a value has not arrived ("${late}")`;
    const cut = texts.find(text => /\S(…|\.{3})$/.test(text));
    if (cut !== undefined) return `the page cuts a value short ("${cut}")`;
    const odd = coded.map(column => row.cells[column] ?? '').find(isWord);
    if (rows.length > 2 && odd !== undefined) return `record ${at + 1} is unlike the others ("${odd}")`;
  }
  return null;
}
