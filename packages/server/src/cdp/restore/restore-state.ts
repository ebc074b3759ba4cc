import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserState, RestoreReport, StorageArea, TabState } from '../../domain/browser-state.ts';
import type { CdpClient } from '../client.ts';
import { isRecord } from '../message.ts';
import type { HeldRequests } from './held-requests.ts';
import { plantInto, plantLocalStorage } from './plant.ts';
import { putCookies } from './put-cookies.ts';

interface OpenTab {
  readonly id: string;
  readonly url: string;
}

const tabPollMs = 20;
const tabPolls = 50;

/**
 * Completes what Chromium restores by itself (tabs, histories, what was on disk) with what the journal has:
 *
 *   requests held → cookies → localStorage → each tab's sessionStorage → requests released → tabs load
 */
export async function restoreState(
  client: CdpClient,
  held: HeldRequests,
  state: BrowserState,
): Promise<RestoreReport> {
  await held.ready();
  const [cookies, restored] = await Promise.all([
    state.cookies === null ? 0 : putCookies(client, state.cookies),
    restoredTabs(client, state.tabs.length),
  ]);

  const front = held.firstTab;
  const open = await completeTabs(client, restored, state.tabs);
  const local = await Promise.all(
    state.localStorage.map(area =>
      inTime(plantLocalStorage(client, held, area)).then(done => (done ? [area] : [])),
    ),
  );
  const tabs: CompleteTab[] = [];
  for (const tab of open) tabs.push(await plantSessionStorage(client, held, tab));
  await Promise.all(tabs.map(({ id }) => client.command('Target.activateTarget', { targetId: id })));
  const overtakers = await held.overtakersAmong(tabs.filter(isOnWeb).map(({ id }) => id));
  await held.release();
  await load(client, tabs, front);
  if (overtakers.size > 0)
    await askAgain(client, { state, tabs: tabs.filter(({ id }) => overtakers.has(id)) });

  await closeOthers(client, new Set(tabs.map(({ id }) => id)));
  const origins = new Set([
    ...local.flat().map(({ origin }) => origin),
    ...tabs.flatMap(({ area }) => area?.origin ?? []),
  ]);
  return { tabs: tabs.length, cookies, origins: origins.size };
}

const blank = 'about:blank';

interface CompleteTab {
  readonly id: string;
  /** Where Chromium restored it. */
  readonly url: string;
  /** Where it was when its browser died. */
  readonly lastUrl: string;
  /** What of its sessionStorage is, or was, completed. What a tab held for other origins is left to Chromium's own disk. */
  readonly area: StorageArea | null;
}

/** Pairs each tab of the journal with one that Chromium restored, and makes those that it did not. */
async function completeTabs(
  client: CdpClient,
  restored: readonly OpenTab[],
  wanted: readonly TabState[],
): Promise<readonly CompleteTab[]> {
  const left = [...restored];
  const take = (matches: (tab: OpenTab) => boolean): OpenTab | undefined => {
    const index = left.findIndex(matches);
    return index === -1 ? undefined : left.splice(index, 1)[0];
  };
  const exact = wanted.map(saved => ({ saved, tab: take(({ url }) => url === saved.url) }));
  const tabs: CompleteTab[] = [];
  for (const { saved, tab } of exact) {
    // Without one of the same address, a tab that had gone on to another since Chromium last noted it.
    const own = tab ?? take(() => true) ?? (await openTab(client, saved.url));
    tabs.push({ ...own, lastUrl: saved.url, area: areaAt(own.url, saved) });
  }
  // One that was opened after the journal's last look.
  for (const tab of left) tabs.push({ ...tab, lastUrl: tab.url, area: null });
  // A session without any tab would be of no use to most clients.
  if (tabs.length === 0) tabs.push({ ...(await openTab(client, blank)), lastUrl: blank, area: null });
  return tabs;
}

const isOnWeb = ({ url }: CompleteTab): boolean => /^https?:/.test(url);

function areaAt(url: string, { sessionStorage }: TabState): StorageArea | null {
  return sessionStorage.find(area => area.origin === URL.parse(url)?.origin) ?? null;
}

/** The tab as it is then: without an area when nothing was written. */
async function plantSessionStorage(
  client: CdpClient,
  held: HeldRequests,
  tab: CompleteTab,
): Promise<CompleteTab> {
  if (tab.area === null) return tab;
  // A restored tab asks for its document when it comes to the front.
  await client.command('Target.activateTarget', { targetId: tab.id });
  const { id: tabId, area } = tab;
  if ((await held.answerEmpty(tabId)) === 'form') return { ...tab, area: null };
  const isDone = await inTime(plantInto(client, { tabId, kind: 'sessionStorage', area }));
  return isDone ? tab : { ...tab, area: null };
}

/** One page that does not take its storage back must not keep a whole session from coming back. */
async function inTime(work: Promise<void>): Promise<boolean> {
  const isDone = work.then(
    () => true,
    () => false,
  );
  return Promise.race([isDone, delay(plantMs, false, { ref: false })]);
}

const plantMs = 2000;

/** Brings every tab to the document that it showed, and the one that was in front to the front. */
async function load(client: CdpClient, tabs: readonly CompleteTab[], front: string | null): Promise<void> {
  for (const { id, url, lastUrl, area } of tabs) {
    // Answered when the document comes, which may be never.
    if (url !== lastUrl)
      void onPage(client, id, { method: 'Page.navigate', params: { url: lastUrl } }).catch(gone);
    else if (area !== null) await onPage(client, id, { method: 'Page.reload', params: {} });
  }
  const last = tabs.find(({ id }) => id === front) ?? tabs[0];
  if (last !== undefined) await client.command('Target.activateTarget', { targetId: last.id });
  await loaded(client, tabs);
}

/**
 * Tabs that asked their site before they had its cookies: the site took them for a stranger's, may have led them to its
 * sign-in page, and may have given them cookies of a stranger.
 */
async function askAgain(
  client: CdpClient,
  { state, tabs }: { state: BrowserState; tabs: readonly CompleteTab[] },
): Promise<void> {
  if (state.cookies !== null) await putCookies(client, state.cookies);
  const asked = tabs.map(({ id, lastUrl }) =>
    onPage(client, id, { method: 'Page.navigate', params: { url: lastUrl } }),
  );
  await Promise.race([Promise.allSettled(asked), delay(loadMs, null, { ref: false })]);
  await loaded(client, tabs);
}

async function loaded(client: CdpClient, tabs: readonly CompleteTab[]): Promise<void> {
  const all = Promise.allSettled(
    tabs.map(({ id }) => onPage(client, id, { method: 'Runtime.evaluate', params: untilLoaded })),
  );
  await Promise.race([all, delay(loadMs, null, { ref: false })]);
}

/** A client that connects sees the tabs as they were; a site that takes longer than this is not waited for. */
const loadMs = 3000;
const untilLoaded = {
  expression:
    "document.readyState === 'complete' || new Promise(done => addEventListener('load', () => done(true)))",
  awaitPromise: true,
};

/** Chromium opens the tabs of its last session while it starts, all at once. */
async function restoredTabs(client: CdpClient, expected: number): Promise<readonly OpenTab[]> {
  for (let poll = 0; ; poll++) {
    const open = await openTabs(client);
    const own = open.filter(tab => !isStartPage(tab));
    if (own.length >= expected || poll >= tabPolls || own.length < open.length) return own;
    await new Promise(resolve => setTimeout(resolve, tabPollMs));
  }
}

async function openTabs(client: CdpClient): Promise<readonly OpenTab[]> {
  const { targetInfos } = await client.command('Target.getTargets', {});
  const infos = Array.isArray(targetInfos) ? targetInfos.filter(isRecord) : [];
  return infos
    .filter(({ type, subtype }) => type === 'page' && subtype === undefined)
    .map(({ targetId, url }) => ({ id: String(targetId), url: String(url) }));
}

/** What Chromium opens when it finds nothing to restore. */
const isStartPage = ({ url }: OpenTab): boolean => url.startsWith('chrome://');

async function closeOthers(client: CdpClient, kept: ReadonlySet<string>): Promise<void> {
  for (const { id } of await openTabs(client)) {
    if (!kept.has(id)) await client.command('Target.closeTarget', { targetId: id });
  }
}

/** The tab went, or the connection was closed behind it. */
const gone = (): void => undefined;

async function openTab(client: CdpClient, url: string): Promise<OpenTab> {
  const { targetId } = await client.command('Target.createTarget', { url });
  return { id: String(targetId), url };
}

async function onPage(
  client: CdpClient,
  targetId: string,
  { method, params }: { method: string; params: object },
): Promise<void> {
  const { sessionId } = await client.command('Target.attachToTarget', { targetId, flatten: true });
  await client
    .command(method, params, String(sessionId))
    .finally(() => client.command('Target.detachFromTarget', { sessionId }));
}
