import type { Phrase } from '../language/instruction.ts';
import { Obstacle } from '../obstacle.ts';
import type { Tab } from '../page/tab.ts';
import { Collection, contentOf } from './collection.ts';
import { doubtAbout, gapIn } from './doubts.ts';
import { hearing } from './hearing.ts';
import {
  followingNumber,
  hasMovedOn,
  hasSkipped,
  holdsAll,
  isArrowAtEnd,
  isFirst,
  isRanged,
  isWhole,
  startsWith,
} from './position.ts';
import { awaitChange, clickPager, type Locus, readAll, readOne, scrollOn } from './reader.ts';
import type { RecordSet } from './record-set.ts';
import { afterAnswers, enabled, filled, matured, offeredAround, untilRows } from './rest.ts';

const PAGES_READ = 500;
const CHANGE_LIMIT = 8000;
// A pager that marks no page may be at its first already, so that nothing has to change.
const UNMARKED_LIMIT = 3000;
const GROWTH_LIMIT = 3500;
const ARROW_LIMIT = 2500;
// Data asked for while the page opened belongs to the list as well.
const BEFORE_READING = 4000;

export interface Gathered {
  readonly collection: Collection;
  /** Why the end of the list was not evidently reached; `null` when it was. */
  readonly stopped: string | null;
  /** Whether the page says itself that this is the end: by a total, or by a pager that leads no further. */
  readonly isEndStated: boolean;
}

interface Walk {
  readonly tab: Tab;
  readonly locus: Locus;
  readonly columns: readonly number[];
  readonly signal: AbortSignal;
  readonly enough: number | null;
  readonly section: Phrase | null;
  readonly startedAt: number;
}

/** Reads every page of a list, from its first to its last. */
export async function gatherAll(walk: Walk, first: RecordSet): Promise<Gathered> {
  const collection = new Collection();
  const start = first.rows.length > 0 ? first : await untilRows(walk, first);
  const opening = await toFirstPage(walk, start);
  const opened = await filled(walk, opening.set);
  let current = isRanged(opened) ? opened : await matured(walk, opened);
  const comesInWaves = contentOf(current) !== contentOf(opened);
  collection.arriveAt(opening.place, current);
  collection.addPage(current);
  while (collection.pages < PAGES_READ) {
    walk.signal.throwIfAborted();
    if (walk.enough !== null && collection.rows.length >= walk.enough) return sound(walk, collection);
    const step = isWhole(collection, current)
      ? { stopped: null }
      : await advance(walk, { current: await enabled(walk, current), collection });
    if ('set' in step) {
      current = comesInWaves ? await awaited(walk, { current: step.set, collection }) : step.set;
      continue;
    }
    const rest = step.stopped === null ? await remainder(walk, { current, collection }) : step;
    if ('stopped' in rest) return conclude(walk, { current, collection }, rest.stopped);
    current = rest.set;
  }
  return { collection, stopped: `it goes on after ${PAGES_READ} pages`, isEndStated: false };
}

/** A list that came in waves once may do so on every page. */
async function awaited(walk: Walk, { current, collection }: Progress): Promise<RecordSet> {
  const set = await matured(walk, current);
  collection.replaceLast(current, set);
  return set;
}

/** What arrives at the end without being asked for: the list goes on with it, or is not evidently whole. */
async function remainder(walk: Walk, { current, collection }: Progress): Promise<Step> {
  if (collection.isAtEnd) return { stopped: null };
  const answers = await afterAnswers(walk, { set: current, since: walk.startedAt - BEFORE_READING });
  const set = answers.set ?? (await matured(walk, current));
  if (answers.due) return { stopped: 'the page still waits for an answer that may hold more' };
  if (contentOf(set) === contentOf(current)) return { stopped: null };
  if (startsWith(set, current)) collection.replaceLast(current, set);
  else collection.addWindow(set);
  return { set };
}

export async function gatherThisPage(walk: Walk, first: RecordSet): Promise<Gathered> {
  const collection = new Collection();
  const start = first.rows.length > 0 ? first : await untilRows(walk, first);
  const opened = await filled(walk, start);
  collection.addPage(isRanged(opened) ? opened : await matured(walk, opened));
  return sound(walk, collection);
}

/** The end of the pages is the end of the list only where nothing on the page speaks against it. */
async function conclude(
  walk: Walk,
  { current, collection }: Progress,
  stopped: string | null,
): Promise<Gathered> {
  if (stopped !== null) return { collection, stopped, isEndStated: false };
  const last = (await readOne(walk.locus)) ?? current;
  if (last.trouble !== null && collection.rows.length > 0)
    return { collection, stopped: `the page says "${last.trouble}"`, isEndStated: false };
  const all = await readAll(walk.tab);
  const others = all.flatMap(({ frame, set }) =>
    frame === walk.locus.frame && set.signature === walk.locus.signature ? [] : [set],
  );
  const around = collection.isProven ? [] : await offeredAround(walk.locus.frame);
  const doubt =
    around[0] === undefined
      ? doubtAbout({ ...walk, last, others, collection })
      : `the page around its frame has a control that may show more: "${around[0]}"`;
  return doubt === null || collection.rows.length === 0
    ? { ...sound(walk, collection), isEndStated: collection.isProven || isLastPage(last, collection) }
    : { collection, stopped: doubt, isEndStated: false };
}

function isLastPage({ pager }: RecordSet, { statedPages, pages }: Collection): boolean {
  if (pager.next !== null) return pager.next.disabled;
  return pager.numbers.length > 0 || statedPages === pages;
}

/** Values that are missing or cut short make no result, however many records there are. */
function sound(walk: Walk, collection: Collection): Gathered {
  const gap = gapIn(collection, walk.columns);
  if (gap === null) return { collection, stopped: null, isEndStated: false };
  const [column] = walk.columns;
  const rows = collection.settle();
  const single = walk.columns.length === 1 && column !== undefined;
  const output = single ? rows.map(row => row.cells[column] ?? '') : rows.map(row => row.cells);
  throw new Obstacle('incomplete_data', `Found ${rows.length} records, but ${gap}.`, { output });
}

type Step = { readonly set: RecordSet } | { readonly stopped: string | null };

interface Progress {
  readonly current: RecordSet;
  readonly collection: Collection;
}

function advance(walk: Walk, progress: Progress): Promise<Step> {
  const { next, more } = progress.current.pager;
  if (next && !next.disabled) return turnPage(walk, progress, 'next');
  const number = followingNumber(progress.current, progress.collection);
  if (number !== null) return turnPage(walk, progress, number);
  if (more && !more.disabled) return loadMore(walk, progress);
  return progress.current.pager.silent ? followWords(walk, progress) : scroll(walk, progress);
}

/** "Next" on something that is no control is one where a click is heard; heard by the page at large, it has to work. */
async function followWords(walk: Walk, progress: Progress): Promise<Step> {
  const heard = await hearing(walk.tab, walk.locus);
  if (heard === 'none') return scroll(walk, progress);
  const step = await turnPage(walk, progress, 'silent');
  return heard === 'around' && 'stopped' in step ? scroll(walk, progress) : step;
}

async function turnPage(
  walk: Walk,
  { current, collection }: Progress,
  which: 'next' | 'silent' | number,
): Promise<Step> {
  const before = contentOf(current);
  await clickPager(walk.tab, walk.locus, which);
  const hasMoved = (now: RecordSet) => hasMovedOn(current, now);
  const changed = await awaitChange(walk.tab, walk.locus, {
    before,
    limit: isArrowAtEnd(current) ? ARROW_LIMIT : CHANGE_LIMIT,
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
