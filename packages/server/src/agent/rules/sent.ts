import { setTimeout as sleep } from 'node:timers/promises';
import { Obstacle } from '../obstacle.ts';
import type { Scene } from './scene.ts';

const ANSWER_LIMIT = 20_000;

/**
 * Many pages show what was asked for as done while their site is still to be asked. What the page sent because of an
 * action is waited for, and what the site refuses has not been done, whatever the page shows.
 */
export async function refuseRefusedSending(
  scene: Scene,
  { since, label }: { since: number; label: string },
): Promise<void> {
  const deadline = Date.now() + ANSWER_LIMIT;
  for (;;) {
    const sendings = scene.tab.sendingsSince(since);
    const refused = sendings.find(({ status }) => status !== null && status >= 400);
    if (refused) {
      await scene.tab.settle(1000);
      throw new Obstacle(
        'wrong_page_state',
        `After ${label} the page sent something to its site, which answered with status ${refused.status}.`,
      );
    }
    if (sendings.every(({ status }) => status !== null)) return;
    if (Date.now() > deadline) {
      throw new Obstacle(
        'page_load_timeout',
        `After ${label} the site has not answered in ${ANSWER_LIMIT / 1000} s: it may have been done. Look before doing it again.`,
      );
    }
    await sleep(50, undefined, { signal: scene.signal });
  }
}
