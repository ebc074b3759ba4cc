import { Obstacle } from '../obstacle.ts';
import type { ShownDocument } from '../page/shown-document.page.ts';
import { complaintsOn } from './complaint.ts';
import type { Scene } from './scene.ts';

/** A new document that is an error is no success of the action that asked for it, in whichever tab it came. */
export async function refuseErrorAnswer(
  scene: Scene,
  { before, label }: { before: ShownDocument; label: string },
): Promise<void> {
  const now = await scene.tab.document();
  if (now.since === before.since) return;
  if (now.failed) {
    throw new Obstacle('navigation_failure', `${label} led to a page that could not be loaded.`);
  }
  if (now.status < 400) return;
  const { said, marked } = await complaintsOn(scene);
  const words = marked[0] ?? said[0];
  throw new Obstacle(
    'navigation_failure',
    `${label} led to an answer with status ${now.status}${words ? `, which says: "${words}"` : '.'}`,
  );
}
