import { setTimeout as sleep } from 'node:timers/promises';
import type { Frame } from 'playwright-core';
import { Obstacle } from '../obstacle.ts';
import { handleInPage, inPage } from '../page/page-script.ts';
import { isNavigating, type Tab } from '../page/tab.ts';
import { contentOf } from './collection.ts';
import { PAGER_ELEMENT, READ_RECORD_SETS, SCROLL_LIST } from './in-page/kits.ts';
import type { RecordSet } from './record-set.ts';

const POLL = 70;
const EQUAL_PAGE_AFTER = 1000;

export interface FramedSet {
  readonly frame: Frame;
  readonly set: RecordSet;
}

export interface Locus {
  readonly frame: Frame;
  readonly signature: string;
}

/** Reads the lists of the page, in all its frames. */
export async function readAll(tab: Tab): Promise<FramedSet[]> {
  const readings = await Promise.all(
    tab.page.frames().map(async frame => {
      try {
        const sets = await inPage<RecordSet[]>(frame, READ_RECORD_SETS);
        return sets.map(set => ({ frame, set }));
      } catch (cause) {
        // A frame that is going away has nothing to read; the main frame comes back after its navigation.
        if (!isNavigating(cause)) throw cause;
        return [];
      }
    }),
  );
  return readings.flat();
}

/** One list again, `null` while it is not on the page (a table that is being replaced). */
export async function readOne({ frame, signature }: Locus): Promise<RecordSet | null> {
  try {
    const sets = await inPage<RecordSet[]>(frame, READ_RECORD_SETS);
    return sets.find(set => set.signature === signature) ?? null;
  } catch (cause) {
    if (isNavigating(cause)) return null;
    throw cause;
  }
}

export async function clickPager(
  tab: Tab,
  { frame, signature }: Locus,
  which: 'next' | 'more' | 'back' | 'silent' | number,
): Promise<void> {
  const handle = await handleInPage(frame, PAGER_ELEMENT, { signature, which });
  const element = handle.asElement();
  if (!element) {
    const name = typeof which === 'number' ? `page ${which}` : `the ${which} page`;
    throw new Obstacle('incomplete_data', `The control towards ${name} went away.`);
  }
  await tab.click(element);
}

export async function scrollOn(tab: Tab, locus: Locus, toStart: boolean): Promise<boolean> {
  const moved = await inPage<boolean>(locus.frame, SCROLL_LIST, { signature: locus.signature, toStart });
  if (moved) await tab.settle(2000);
  return moved;
}

export interface ChangeWatch {
  readonly before: string;
  readonly limit: number;
  readonly signal: AbortSignal;
  /** Two pages may legitimately show equal rows: only a pager that says that it moved makes them two pages. */
  readonly hasMoved?: (now: RecordSet) => boolean;
}

/** Waits until the list shows something else than before and has stopped changing; `null` when it never does. */
export async function awaitChange(
  tab: Tab,
  locus: Locus,
  { before, limit, signal, hasMoved }: ChangeWatch,
): Promise<RecordSet | null> {
  const startedAt = Date.now();
  const deadline = startedAt + limit;
  let last: RecordSet | null = null;
  while (Date.now() < deadline) {
    signal.throwIfAborted();
    const now = await readOne(locus);
    const steady = now !== null && last !== null && contentOf(now) === contentOf(last);
    if (now && steady && !now.busy && now.rows.length > 0) {
      if (contentOf(now) !== before) return now;
      if (Date.now() - startedAt > EQUAL_PAGE_AFTER && hasMoved?.(now)) return now;
    }
    last = now;
    await sleep(POLL, undefined, { signal });
    if (!now) await tab.settle(1000);
  }
  return last && last.rows.length > 0 && contentOf(last) !== before ? last : null;
}
