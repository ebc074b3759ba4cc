import { stemsOf } from '../match/words.ts';
import type { Collection } from './collection.ts';
import type { Doubt, RecordSet } from './record-set.ts';
import { columnType } from './value-type.ts';

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
}

/** Why records that seem to be all may be a part of what there is; `null` when nothing suggests it. */
export function doubtAbout({ last, others, columns, collection }: Evidence): string | null {
  const count = collection.settle().length;
  const isProven = collection.total !== null && collection.total === count;
  for (const doubt of last.doubts) {
    const reason = reasonOf(doubt, { last, count, isProven });
    if (reason) return reason;
  }
  if (!isProven && /^(recent|latest|newest)\b/i.test(last.title)) return `it is headed "${last.title}"`;
  const more = others.find(other => isMoreOfTheSame(last, other, columns));
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
      return isProven ? null : `there is a control next to the list that may show more: ${quoted}`;
  }
}

/** "Invoices" over a list of invoices is a part of the site, "Open" is a part of the list. */
function namesList(text: string, set: RecordSet): boolean {
  const own = new Set([set.title, ...set.headings, ...set.columns].flatMap(stemsOf));
  return stemsOf(text).some(word => /\p{L}/u.test(word) && own.has(word));
}

function isMoreOfTheSame(set: RecordSet, other: RecordSet, columns: readonly number[]): boolean {
  if (other.rows.length === 0 || other.kind === 'pairs' || set.kind === 'pairs') return false;
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
  return kind === 'identifier' && kind === theirKind && theirs.some(word => name.includes(word));
}

function isSameShape(set: RecordSet, other: RecordSet): boolean {
  const shape = ({ signature }: RecordSet) => signature.replace(/\|\d+$/, '');
  if (shape(set) !== shape(other)) return false;
  if (set.columns.some(name => name !== '') || /\.[\w-]/.test(shape(set))) return true;
  const kind = columnType(set.rows.map(row => row.cells[0] ?? ''));
  return kind !== 'text' && kind === columnType(other.rows.map(row => row.cells[0] ?? ''));
}

/** A value that the page leaves out or cuts short, in words; `null` when every value is whole. */
export function gapIn(collection: Collection, columns: readonly number[]): string | null {
  const rows = collection.settle();
  for (const [at, row] of rows.entries()) {
    for (const column of columns) {
      const text = row.cells[column] ?? '';
      if (text === '' && columns.length === 1) return `record ${at + 1} has no value`;
      if (/\S(…|\.{3})$/.test(text)) return `the page cuts a value short ("${text}")`;
    }
  }
  return null;
}
