import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserState, StorageArea } from '../../domain/browser-state.ts';
import type { CdpClient } from '../client.ts';
import type { HeldRequests } from './held-requests.ts';
import { plantInto, plantLocalStorage } from './plant.ts';
import { putCookies } from './put-cookies.ts';

/**
 * Gives a browser that was started on the files of a saved state what those files lack, then opens its first page. The
 * tabs of the saved browser are not opened again: what they held in sessionStorage goes into the first page's tab.
 */
export async function beginFrom(
  client: CdpClient,
  held: HeldRequests,
  { state, startUrl }: { state: BrowserState; startUrl: string | null },
): Promise<void> {
  await held.ready();
  // First of all: when the last tab closes, Chromium deletes the session cookies.
  const { targetId } = await client.command('Target.createTarget', { url: 'about:blank' });
  if (state.cookies !== null) await putCookies(client, state.cookies);
  await Promise.all(state.localStorage.map(area => plantLocalStorage(client, held, area)));
  const tabId = String(targetId);
  const { sessionId } = await client.command('Target.attachToTarget', { targetId, flatten: true });
  const page = (method: string, params: object) => client.command(method, params, String(sessionId));
  for (const area of sessionAreas(state)) {
    const navigated = page('Page.navigate', { url: `${area.origin}/` });
    await held.answerEmpty(tabId);
    await navigated;
    await plantInto(client, { tabId, kind: 'sessionStorage', area });
  }
  await held.release();
  await page('Page.navigate', { url: startUrl ?? 'about:blank' });
  await forgetHistory(page);
  await client.command('Target.detachFromTarget', { sessionId });
}

/** While a page gives way to the next one, Chromium refuses this. */
async function forgetHistory(page: (method: string, params: object) => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await page('Page.resetNavigationHistory', {});
      return;
    } catch (fault) {
      if (attempt === historyAttempts) throw fault;
      await delay(historyRetryMs);
    }
  }
}

const historyAttempts = 40;
const historyRetryMs = 25;

/** One area for each origin: that of the tab which comes first. */
function sessionAreas(state: BrowserState): readonly StorageArea[] {
  const byOrigin = new Map<string, StorageArea>();
  for (const { sessionStorage } of state.tabs) {
    for (const area of sessionStorage) if (!byOrigin.has(area.origin)) byOrigin.set(area.origin, area);
  }
  return [...byOrigin.values()];
}
