import { setTimeout as sleep } from 'node:timers/promises';
import type { JSHandle } from 'playwright-core';
import { type Motion, watchMotion } from '../page/motion.page.ts';
import { handleInPage } from '../page/page-script.ts';
import type { Seen } from '../page/sight.ts';
import type { Scene } from './scene.ts';

// A page that asks its site for something because of a click does so at once.
const ASKS_WITHIN = 500;
const ACTS_WITHIN = 1000;
// By then a clock or a carousel has moved a second time.
const TOLD_AFTER = 2600;

/** Whether what changes on a page comes of a click, and not of a page that changes by itself. */
export interface Cause {
  /** Resolves with `true` where the change may be put down to the click. Call it as soon as there is a change. */
  isClick(): Promise<boolean>;
}

/** Begin before the click: what moves already then is not its doing. */
export async function watchCause(scene: Scene, item: Seen): Promise<Cause> {
  const { tab } = scene;
  // Frames are not watched: what is clicked there is given credit for any change, as is what brings up another document.
  const isFramed = /^f\d/.test(item.ref);
  const page = tab.page;
  const handle = isFramed ? null : await handleInPage(page.mainFrame(), [watchMotion]).catch(() => null);
  const startedAt = Date.now();
  return { isClick };

  async function isClick(): Promise<boolean> {
    if (!handle || tab.page !== page) return true;
    const first = await told(handle);
    if (!first || first.atOnce || tab.askedWithin(startedAt, ASKS_WITHIN)) return true;
    while (Date.now() - startedAt < TOLD_AFTER) await sleep(200, undefined, { signal: scene.signal });
    const motion = await told(handle);
    return !motion || (motion.after !== null && motion.after <= ACTS_WITHIN);
  }
}

async function told(handle: JSHandle): Promise<Motion | null> {
  return handle.evaluate((watch: ReturnType<typeof watchMotion>) => watch.told()).catch(() => null);
}
