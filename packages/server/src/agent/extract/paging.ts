import type { Tab } from '../page/tab.ts';
import { Collection, contentOf, statementOf } from './collection.ts';
import { awaitChange, clickPager, type Locus, readOne, scrollOn } from './reader.ts';
import type { RecordSet } from './record-set.ts';

const PAGES_READ = 500;
const CHANGE_LIMIT = 8000;
const FILL_LIMIT = 2500;
const GROWTH_LIMIT = 1500;

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
}

/** Reads every page of a list, from its first to its last. */
export async function gatherAll(walk: Walk, first: RecordSet): Promise<Gathered> {
  const collection = new Collection();
  let current = await filled(walk, await toFirstPage(walk, first));
  collection.addPage(current);
  while (collection.pages < PAGES_READ) {
    walk.signal.throwIfAborted();
    if (walk.enough !== null && collection.rows.length >= walk.enough) return { collection, stopped: null };
    if (isWhole(collection)) return { collection, stopped: null };
    const step = await advance(walk, { current, collection });
    if ('stopped' in step) return { collection, stopped: step.stopped };
    current = step.set;
  }
  return { collection, stopped: `it goes on after ${PAGES_READ} pages` };
}

export async function gatherThisPage(walk: Walk, first: RecordSet): Promise<Gathered> {
  const collection = new Collection();
  collection.addPage(await filled(walk, first));
  return { collection, stopped: null };
}

type Step = { readonly set: RecordSet } | { readonly stopped: string | null };

interface Progress {
  readonly current: RecordSet;
  readonly collection: Collection;
}

function advance(walk: Walk, progress: Progress): Promise<Step> {
  const { next, more } = progress.current.pager;
  if (next && !next.disabled) return turnPage(walk, progress);
  if (more && !more.disabled) return loadMore(walk, progress);
  return scroll(walk, progress);
}

async function turnPage(walk: Walk, { current, collection }: Progress): Promise<Step> {
  const before = contentOf(current);
  await clickPager(walk.tab, walk.locus, 'next');
  const hasMoved = (now: RecordSet) => hasMovedOn(current, now);
  const changed = await awaitChange(walk.tab, walk.locus, {
    before,
    limit: CHANGE_LIMIT,
    signal: walk.signal,
    hasMoved,
  });
  if (!changed) return { stopped: 'the control towards the next page changed nothing' };
  const set = await filled(walk, changed);
  // Some pagers begin again after their last page.
  if (collection.hasSeen(set) && !hasMovedOn(current, set)) return { stopped: null };
  if (startsWith(set, current) && !hasMovedOn(current, set)) collection.replace(set);
  else collection.addPage(set);
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
    const limit = moved && !expected ? 250 : expected ? GROWTH_LIMIT * 2 : GROWTH_LIMIT / 3;
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
async function toFirstPage(walk: Walk, first: RecordSet): Promise<RecordSet> {
  let current = first;
  for (let step = 0; step < PAGES_READ && !isFirst(current); step += 1) {
    const before = contentOf(current);
    await clickPager(walk.tab, walk.locus, 'back');
    const set = await awaitChange(walk.tab, walk.locus, { before, limit: CHANGE_LIMIT, signal: walk.signal });
    if (!set) return current;
    current = set;
  }
  if (current.scrollable) await scrollOn(walk.tab, walk.locus, true);
  return (await readOne(walk.locus)) ?? current;
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

function startsWith(longer: RecordSet, shorter: RecordSet): boolean {
  if (longer.rows.length <= shorter.rows.length) return false;
  return contentOf({ ...longer, rows: longer.rows.slice(0, shorter.rows.length) }) === contentOf(shorter);
}

function isWhole(collection: Collection): boolean {
  return collection.total !== null && collection.rows.length >= collection.total;
}
