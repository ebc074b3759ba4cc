import { setTimeout as sleep } from 'node:timers/promises';
import { Obstacle } from '../obstacle.ts';
import type { Scene } from './scene.ts';
import { refuseRefusedSending } from './sent.ts';

const KEEPING = 600;
// A page that takes a choice back because of the answer of its site does so a moment after it.
const KEEPING_AFTER_ANSWER = 1500;

/** Many pages send a choice off at once, and take it back when the site refuses it: it is claimed when it has stood. */
export async function refuseTakenBack(
  scene: Scene,
  { since, label, isKept }: { since: number; label: string; isKept: () => Promise<boolean> },
): Promise<void> {
  await scene.tab.settle(1500);
  await refuseRefusedSending(scene, { since, label });
  const hasAnswer = scene.tab.sendingsSince(since).length > 0;
  await sleep(hasAnswer ? KEEPING_AFTER_ANSWER : KEEPING, undefined, { signal: scene.signal });
  await refuseRefusedSending(scene, { since, label });
  // What is gone by now has been replaced by what was asked for.
  if (await isKept().catch(() => true)) return;
  throw new Obstacle('wrong_page_state', `The page took it back: ${label} is as it was before.`);
}
