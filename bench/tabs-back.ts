import { setTimeout as delay } from 'node:timers/promises';

/* Tabs of a site whose visitor has signed in, before a browser dies and after. */

export interface Caller {
  command(method: string, params?: object, sessionId?: string): Promise<Record<string, unknown>>;
}

const pollMs = 10;

/** Opens each address in a tab of its own, and closes the tabs that were there. */
export async function openTabs(browser: Caller, addresses: readonly string[]): Promise<void> {
  const before = await tabs(browser);
  for (const url of addresses) await browser.command('Target.createTarget', { url });
  for (const { id } of before) await browser.command('Target.closeTarget', { targetId: id });
  await untilBack(browser, addresses);
}

/** Resolves when every address is in a tab whose document has been loaded whole and says `says`. */
export async function untilBack(browser: Caller, addresses: readonly string[], says = ''): Promise<void> {
  const waiting = new Set(addresses);
  while (waiting.size > 0) {
    for (const { id, url } of await tabs(browser)) {
      if (waiting.has(url) && (await isLoaded(browser, { id, says }))) waiting.delete(url);
    }
    if (waiting.size > 0) await delay(pollMs);
  }
}

/** Restored tabs load when they come to the front. */
export async function bringUp(browser: Caller, count: number): Promise<void> {
  for (;;) {
    const open = await tabs(browser);
    if (open.length >= count) {
      for (const { id } of open) await browser.command('Target.activateTarget', { targetId: id });
      return;
    }
    await delay(pollMs);
  }
}

async function isLoaded(browser: Caller, { id, says }: { id: string; says: string }): Promise<boolean> {
  const { sessionId } = await browser.command('Target.attachToTarget', { targetId: id, flatten: true });
  const expression = `document.readyState === 'complete' && document.body.innerText.includes(${JSON.stringify(says)})`;
  const answer = await browser.command('Runtime.evaluate', { expression }, String(sessionId));
  await browser.command('Target.detachFromTarget', { sessionId });
  return (answer.result as { value?: unknown } | undefined)?.value === true;
}

async function tabs(browser: Caller): Promise<readonly { id: string; url: string }[]> {
  const { targetInfos } = await browser.command('Target.getTargets');
  return (targetInfos as { type: string; targetId: string; url: string }[])
    .filter(({ type }) => type === 'page')
    .map(({ targetId, url }) => ({ id: targetId, url }));
}
