import { type Collection, contentOf, statementOf } from './collection.ts';
import type { RecordSet } from './record-set.ts';

/** What two readings of a list, and its pager, say about where in the list one is. */

export function isFirst(set: RecordSet): boolean {
  const statement = statementOf(set);
  if (statement?.from !== null && statement?.from !== undefined)
    return statement.from <= 1 || !set.pager.back;
  if (set.pager.current !== null) return set.pager.current <= 1 || !set.pager.back;
  return !set.pager.back || set.pager.back.disabled;
}

/** By range, by page number: the pager says that this is another page. */
export function hasMovedOn(before: RecordSet, now: RecordSet): boolean {
  const from = statementOf(before)?.from ?? null;
  const to = statementOf(now)?.from ?? null;
  if (from !== null && to !== null) return to > from;
  const was = statementOf(before)?.page ?? before.pager.current;
  const is = statementOf(now)?.page ?? now.pager.current;
  return was !== null && is !== null && is > was;
}

/** "»" often stays a link on the last page, to that same page. */
export function isArrowAtEnd({ pager: { next, current, lastNumber } }: RecordSet): boolean {
  return current !== null && current === lastNumber && /^[»›>→\s]+$/.test(next?.label ?? '');
}

export function hasSkipped(before: RecordSet, now: RecordSet): boolean {
  const was = before.pager.current;
  const is = now.pager.current;
  return was !== null && is !== null && is > was + 1;
}

export function startsWith(longer: RecordSet, shorter: RecordSet): boolean {
  if (longer.rows.length <= shorter.rows.length) return false;
  return contentOf({ ...longer, rows: longer.rows.slice(0, shorter.rows.length) }) === contentOf(shorter);
}

/** A way on that works outranks a number of things: only the list's own range says that it ends here. */
export function isWhole(collection: Collection, { pager: { next, more } }: RecordSet): boolean {
  const goesOn = (next && !next.disabled) || (more && !more.disabled);
  return holdsAll(collection) && (!goesOn || collection.isAtEnd);
}

export function holdsAll(collection: Collection): boolean {
  return collection.total !== null && collection.rows.length >= collection.total;
}

export function isRanged(set: RecordSet): boolean {
  return statementOf(set)?.basis === 'range';
}

/** Where the pager does not mark the page on show, the number that was clicked last tells what comes next. */
export function followingNumber({ pager }: RecordSet, { place }: Collection): number | null {
  if (place === null || pager.current !== null) return null;
  return pager.numbers.includes(place + 1) ? place + 1 : null;
}
