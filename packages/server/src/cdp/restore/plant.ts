import type { StorageArea } from '../../domain/browser-state.ts';
import type { CdpClient } from '../client.ts';
import { isRecord } from '../message.ts';
import type { HeldRequests } from './held-requests.ts';

/* Storage can only be written from within a document of its origin: an empty one stands in for the site's own. */

export type StorageKind = 'localStorage' | 'sessionStorage';

const documentPollMs = 10;
const documentPolls = 200;

/** Writes what changed in localStorage, through a tab of its own for the time of it. */
export async function plantLocalStorage(
  client: CdpClient,
  held: HeldRequests,
  area: StorageArea,
): Promise<void> {
  const { targetId } = await client.command('Target.createTarget', {
    url: `${area.origin}/`,
    background: true,
  });
  try {
    await held.answerEmpty(String(targetId));
    await plantInto(client, { tabId: String(targetId), kind: 'localStorage', area });
  } finally {
    await client.command('Target.closeTarget', { targetId });
  }
}

/** Writes into a tab that stands at an empty document of the area's origin. */
export async function plantInto(
  client: CdpClient,
  { tabId, kind, area }: { tabId: string; kind: StorageKind; area: StorageArea },
): Promise<void> {
  const { sessionId } = await client.command('Target.attachToTarget', { targetId: tabId, flatten: true });
  const expression = `(${plant})(${JSON.stringify({ ...area, kind })})`;
  try {
    for (let poll = 0; poll < documentPolls; poll++) {
      const answer = await client.command(
        'Runtime.evaluate',
        { expression, returnByValue: true },
        String(sessionId),
      );
      if (isRecord(answer.result) && answer.result.value === true) return;
      await new Promise(resolve => setTimeout(resolve, documentPollMs));
    }
    throw new Error(`no document of ${area.origin} came to write its ${kind} into`);
  } finally {
    await client.command('Target.detachFromTarget', { sessionId });
  }
}

/** Runs in the page. `false`: the document has not come yet. */
const plant = `({ origin, kind, isCleared, items }) => {
  if (location.origin !== origin) return false;
  const storage = globalThis[kind];
  if (isCleared) storage.clear();
  for (const [key, value] of items) {
    if (value === null) storage.removeItem(key);
    else storage.setItem(key, value);
  }
  return true;
}`;
