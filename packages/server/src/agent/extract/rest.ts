import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame } from 'playwright-core';
import { Obstacle } from '../obstacle.ts';
import { inPage } from '../page/page-script.ts';
import { isNavigating, type Tab } from '../page/tab.ts';
import { contentOf } from './collection.ts';
import { AGE_OF_SCRIPTED, CONTROLS_AROUND } from './in-page/kits.ts';
import { type Locus, readOne } from './reader.ts';
import type { RecordSet } from './record-set.ts';

// Scripts fill a list in waves: what a young document shows may be the first of them.
const MATURE_AFTER = 3200;
const ANSWER_LIMIT = 14_000;
const FILL_LIMIT = 2500;
const ENABLED_LIMIT = 2500;
const EMPTY_FOR = 3200;
const POLL = 150;

export interface Watch {
  readonly tab: Tab;
  readonly locus: Locus;
  readonly signal: AbortSignal;
}

/** The list once its document is no longer young; the same reading where no script could add to it. */
export async function matured({ tab, locus, signal }: Watch, set: RecordSet): Promise<RecordSet> {
  const age = await ageOf(locus.frame);
  if (age === null || age > MATURE_AFTER) return set;
  await sleep(MATURE_AFTER - age, undefined, { signal });
  await tab.settle(1000);
  return (await readOne(locus)) ?? set;
}

/**
 * Waits for data that the page asked for since the reading began: it may be the rest of the list. `due` when the answer
 * is still out, `set` when the list is another one now.
 */
export async function afterAnswers(
  { tab, locus, signal }: Watch,
  { set, since }: { set: RecordSet; since: number },
): Promise<{ readonly due: boolean; readonly set: RecordSet | null }> {
  const deadline = Date.now() + ANSWER_LIMIT;
  let hasWaited = false;
  while (tab.awaitsDataSince(since) && Date.now() < deadline) {
    hasWaited = true;
    await sleep(POLL, undefined, { signal });
  }
  if (!hasWaited) return { due: false, set: null };
  await tab.settle(1000);
  const now = await readOne(locus);
  const isOther = now !== null && contentOf(now) !== contentOf(set);
  return { due: tab.awaitsDataSince(since), set: isOther ? now : null };
}

/** What the pages around the list's frame offer that may turn the pages of the list. */
export async function offeredAround(frame: Frame): Promise<string[]> {
  const offered: string[] = [];
  for (let at = frame.parentFrame(); at; at = at.parentFrame())
    offered.push(...(await inPage<string[]>(at, CONTROLS_AROUND)));
  return offered;
}

async function ageOf(frame: Frame): Promise<number | null> {
  try {
    return await inPage<number | null>(frame, AGE_OF_SCRIPTED);
  } catch (cause) {
    if (!isNavigating(cause)) throw cause;
    return 0;
  }
}

/** Rows often arrive after the words "nothing found": only a list that stays empty is empty. */
export async function untilRows({ locus, signal }: Watch, first: RecordSet): Promise<RecordSet> {
  const deadline = Date.now() + EMPTY_FOR;
  let current = first;
  while (Date.now() < deadline && current.rows.length === 0) {
    await sleep(150, undefined, { signal });
    current = (await readOne(locus)) ?? current;
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
export async function enabled({ locus, signal }: Watch, set: RecordSet): Promise<RecordSet> {
  const deadline = Date.now() + ENABLED_LIMIT;
  let current = set;
  while (isHeld(current) && Date.now() < deadline) {
    await sleep(150, undefined, { signal });
    current = (await readOne(locus)) ?? current;
  }
  return current;
}

function isHeld({ pager: { next, more } }: RecordSet): boolean {
  return Boolean(next ?? more) && (next?.disabled ?? true) && (more?.disabled ?? true);
}

/** Cells that arrive after their row: wait a little for the columns in question. */
export async function filled(
  { tab, locus, columns }: Watch & { readonly columns: readonly number[] },
  set: RecordSet,
): Promise<RecordSet> {
  const deadline = Date.now() + FILL_LIMIT;
  let current = set;
  while (current.busy || hasPlaceholders(current, columns)) {
    if (Date.now() > deadline) return current;
    await tab.settle(500);
    current = (await readOne(locus)) ?? current;
  }
  return current;
}

function hasPlaceholders(set: RecordSet, columns: readonly number[]): boolean {
  return set.rows.some(row =>
    columns.some(column => /^(|…|\.{3}|loading.{0,3})$/i.test(row.cells[column] ?? '')),
  );
}
