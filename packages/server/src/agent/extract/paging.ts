import { setTimeout as sleep } from 'node:timers/promises';
import type { Phrase } from '../language/instruction.ts';
import { Obstacle } from '../obstacle.ts';
import type { Tab } from '../page/tab.ts';
import { Collection, contentOf, statementOf } from './collection.ts';
import { doubtAbout, gapIn } from './doubts.ts';
import { awaitChange, clickPager, type Locus, readAll, readOne, scrollOn } from './reader.ts';
import type { RecordSet } from './record-set.ts';

const PAGES_READ = 500;
const CHANGE_LIMIT = 8000;
const FILL_LIMIT = 2500;
// A pager that marks no page may be at its first already, so that nothing has to change.
const UNMARKED_LIMIT = 3000;
const GROWTH_LIMIT = 3500;
const ENABLED_LIMIT = 2500;
const EMPTY_FOR = 3200;

export interface Gathered {
  readonly collection: Collection;
  /** Why the end of the list was not evidently reached; `null` when it was. */
  readonly stopped: string | null;
}

interface Walk {
  readonly tab: Tab;
  readonly locus: Locus;
  readonly columns: readonly number[];
  readonly signal: AbortSignal;
  readonly enough: number | null;
  readonly section: Phrase | null;
}

/** Reads every page of a list, from its first to its last. */
export async function gatherAll(walk: Walk, first: RecordSet): Promise<Gathered> {
  const collection = new Collection();
  const start = first.rows.length > 0 ? first : await untilRows(walk, first);
  const opening = await toFirstPage(walk, start);
  let current = await filled(walk, opening.set);
  collection.arriveAt(opening.place, current);
  collection.addPage(current);
  while (collection.pages < PAGES_READ) {
    walk.signal.throwIfAborted();
    if (walk.enough !== null && collection.rows.length >= walk.enough) return sound(walk, collection);
    const step = isWhole(collection, current)
      ? { stopped: null }
      : await advance(walk, { current: await enabled(walk, current), collection });
    if ('stopped' in step) return conclude(walk, { current, collection }, step.stopped);
    current = step.set;
  }
  return { collection, stopped: `it goes on after ${PAGES_READ} pages` };
}

export async function gatherThisPage(walk: Walk, first: RecordSet): Promise<Gathered> {
  const collection = new Collection();
  const start = first.rows.length > 0 ? first : await untilRows(walk, first);
  collection.addPage(await filled(walk, start));
  return sound(walk, collection);
}

/** The end of the pages is the end of the list only where nothing on the page speaks against it. */
async function conclude(
  walk: Walk,
  { current, collection }: Progress,
  stopped: string | null,
): Promise<Gathered> {
  if (stopped !== null) return { collection, stopped };
  const last = (await readOne(walk.locus)) ?? current;
  if (last.trouble !== null && collection.rows.length > 0)
    return { collection, stopped: `the page says "${last.trouble}"` };
  const all = await readAll(walk.tab);
  const others = all.flatMap(({ frame, set }) =>
    frame === walk.locus.frame && set.signature === walk.locus.signature ? [] : [set],
  );
  const doubt = doubtAbout({ ...walk, last, others, collection });
  return doubt === null || collection.rows.length === 0
    ? sound(walk, collection)
    : { collection, stopped: doubt };
}

/** Values that are missing or cut short make no result, however many records there are. */
function sound(walk: Walk, collection: Collection): Gathered {
  const gap = gapIn(collection, walk.columns);
  if (gap === null) return { collection, stopped: null };
  const [column] = walk.columns;
  const rows = collection.settle();
  const single = walk.columns.length === 1 && column !== undefined;
  const output = single ? rows.map(row => row.cells[column] ?? '') : rows.map(row => row.cells);
  throw new Obstacle('incomplete_data', `Found ${rows.length} records, but ${gap}.`, { output });
}

/** Rows often arrive after the words "nothing found": only a list that stays empty is empty. */
async function untilRows(walk: Walk, first: RecordSet): Promise<RecordSet> {
  const deadline = Date.now() + EMPTY_FOR;
  let current = first;
  while (Date.now() < deadline && current.rows.length === 0) {
    await sleep(150, undefined, { signal: walk.signal });
    current = (await readOne(walk.locus)) ?? current;
  }
  if (current.rows.length > 0) return current;
  if (current.trouble !== null)
    throw new Obstacle(
      'data_extraction_failure',
      `The list has no rows, and the page says "${current.trouble}".`,
    );
  if (current.emptyText === null || current.busy)
    throw new Obstacle(
      'data_extraction_failure',
      'The list has no rows, and the page does not say that it is empty.',
    );
  return current;
}

/** A control that is disabled while its rows load is not at its end. */
async function enabled(walk: Walk, set: RecordSet): Promise<RecordSet> {
  const deadline = Date.now() + ENABLED_LIMIT;
  let current = set;
  while (isHeld(current) && Date.now() < deadline) {
    await sleep(150, undefined, { signal: walk.signal });
    current = (await readOne(walk.locus)) ?? current;
  }
  return current;
}

function isHeld({ pager: { next, more } }: RecordSet): boolean {
  return Boolean(next ?? more) && (next?.disabled ?? true) && (more?.disabled ?? true);
}

type Step = { readonly set: RecordSet } | { readonly stopped: string | null };

interface Progress {
  readonly current: RecordSet;
  readonly collection: Collection;
}

function advance(walk: Walk, progress: Progress): Promise<Step> {
  const { next, more } = progress.current.pager;
  if (next && !next.disabled) return turnPage(walk, progress, 'next');
  const number = followingNumber(progress);
  if (number !== null) return turnPage(walk, progress, number);
  if (more && !more.disabled) return loadMore(walk, progress);
  return scroll(walk, progress);
}

/** Where the pager does not mark the page on show, the number that was clicked last tells what comes next. */
function followingNumber({ current: { pager }, collection: { place } }: Progress): number | null {
  if (place === null || pager.current !== null) return null;
  return pager.numbers.includes(place + 1) ? place + 1 : null;
}

async function turnPage(
  walk: Walk,
  { current, collection }: Progress,
  which: 'next' | number,
): Promise<Step> {
  const before = contentOf(current);
  await clickPager(walk.tab, walk.locus, which);
  const hasMoved = (now: RecordSet) => hasMovedOn(current, now);
  const changed = await awaitChange(walk.tab, walk.locus, {
    before,
    limit: isArrowAtEnd(current) ? ENABLED_LIMIT : CHANGE_LIMIT,
    signal: walk.signal,
    hasMoved,
  });
  if (!changed && (isArrowAtEnd(current) || holdsAll(collection))) return { stopped: null };
  if (!changed) return { stopped: 'the control towards the next page changed nothing' };
  const set = await filled(walk, changed);
  if (hasSkipped(current, set)) return { stopped: 'the control towards the next page skipped pages' };
  // Some pagers begin again after their last page.
  if (collection.hasSeen(set) && !hasMovedOn(current, set)) return { stopped: null };
  if (startsWith(set, current) && !hasMovedOn(current, set)) collection.replace(set);
  else collection.addPage(set);
  const step = collection.place === null ? null : collection.place + 1;
  collection.arriveAt(typeof which === 'number' ? which : (set.pager.current ?? step), set);
  return { set };
}

async function loadMore(walk: Walk, { current, collection }: Progress): Promise<Step> {
  const before = contentOf(current);
  await clickPager(walk.tab, walk.locus, 'more');
  const set = await awaitChange(walk.tab, walk.locus, { before, limit: CHANGE_LIMIT, signal: walk.signal });
  if (!set) return { stopped: 'the control for more rows changed nothing' };
  if (startsWith(set, current)) collection.replace(set);
  else collection.addPage(set);
  return { set };
}

/** Lists without a pager may grow, or show a window of themselves, when scrolled. */
async function scroll(walk: Walk, { current, collection }: Progress): Promise<Step> {
  if (!current.scrollable) return { stopped: null };
  const before = contentOf(current);
  for (;;) {
    const moved = await scrollOn(walk.tab, walk.locus, false);
    const expected = collection.total !== null && collection.rows.length < collection.total;
    const limit = moved && !expected ? 250 : expected ? GROWTH_LIMIT * 1.5 : GROWTH_LIMIT;
    const set = await awaitChange(walk.tab, walk.locus, { before, limit, signal: walk.signal });
    if (set) {
      if (startsWith(set, current)) collection.replace(set);
      else collection.addWindow(set);
      return { set };
    }
    if (!moved) return { stopped: null };
  }
}

/** A list left on a later page by an earlier visit is taken back to its start. */
async function toFirstPage(walk: Walk, first: RecordSet): Promise<{ set: RecordSet; place: number | null }> {
  let current = first;
  let byNumber: number | null = null;
  for (let step = 0; step < PAGES_READ && byNumber === null && !isFirst(current); step += 1) {
    const before = contentOf(current);
    if (current.pager.numbers.includes(1)) byNumber = 1;
    await clickPager(walk.tab, walk.locus, byNumber ?? 'back');
    const limit = current.pager.current === null ? UNMARKED_LIMIT : CHANGE_LIMIT;
    const set = await awaitChange(walk.tab, walk.locus, { before, limit, signal: walk.signal });
    current = set ?? (await readOne(walk.locus)) ?? current;
    if (!set) break;
  }
  if (current.scrollable) await scrollOn(walk.tab, walk.locus, true);
  const set = (await readOne(walk.locus)) ?? current;
  return { set, place: set.pager.current ?? byNumber };
}

function isFirst(set: RecordSet): boolean {
  const statement = statementOf(set);
  if (statement?.from !== null && statement?.from !== undefined)
    return statement.from <= 1 || !set.pager.back;
  if (set.pager.current !== null) return set.pager.current <= 1 || !set.pager.back;
  return !set.pager.back || set.pager.back.disabled;
}

/** Cells that arrive after their row: wait a little for the columns in question. */
async function filled(walk: Walk, set: RecordSet): Promise<RecordSet> {
  const deadline = Date.now() + FILL_LIMIT;
  let current = set;
  while (current.busy || hasPlaceholders(current, walk.columns)) {
    if (Date.now() > deadline) return current;
    await walk.tab.settle(500);
    current = (await readOne(walk.locus)) ?? current;
  }
  return current;
}

function hasPlaceholders(set: RecordSet, columns: readonly number[]): boolean {
  return set.rows.some(row =>
    columns.some(column => /^(|…|\.{3}|loading.{0,3})$/i.test(row.cells[column] ?? '')),
  );
}

/** By range, by page number: the pager says that this is another page. */
function hasMovedOn(before: RecordSet, now: RecordSet): boolean {
  const from = statementOf(before)?.from ?? null;
  const to = statementOf(now)?.from ?? null;
  if (from !== null && to !== null) return to > from;
  const was = statementOf(before)?.page ?? before.pager.current;
  const is = statementOf(now)?.page ?? now.pager.current;
  return was !== null && is !== null && is > was;
}

/** "»" often stays a link on the last page, to that same page. */
function isArrowAtEnd({ pager: { next, current, lastNumber } }: RecordSet): boolean {
  return current !== null && current === lastNumber && /^[»›>→\s]+$/.test(next?.label ?? '');
}

function hasSkipped(before: RecordSet, now: RecordSet): boolean {
  const was = before.pager.current;
  const is = now.pager.current;
  return was !== null && is !== null && is > was + 1;
}

function startsWith(longer: RecordSet, shorter: RecordSet): boolean {
  if (longer.rows.length <= shorter.rows.length) return false;
  return contentOf({ ...longer, rows: longer.rows.slice(0, shorter.rows.length) }) === contentOf(shorter);
}

/** A way on that works outranks a number of things: only the list's own range says that it ends here. */
function isWhole(collection: Collection, { pager: { next, more } }: RecordSet): boolean {
  const goesOn = (next && !next.disabled) || (more && !more.disabled);
  return holdsAll(collection) && (!goesOn || collection.isAtEnd);
}

function holdsAll(collection: Collection): boolean {
  return collection.total !== null && collection.rows.length >= collection.total;
}
