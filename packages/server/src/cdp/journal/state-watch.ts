import type { BrowserState, TabState } from '../../domain/browser-state.ts';
import type { Browser, StateWatch } from '../../sessions/ports.ts';
import { CdpClient, type CdpEvent } from '../client.ts';
import { isRecord } from '../message.ts';
import { toCookieParam } from './cookie.ts';
import { ChangeBudget, StorageChanges } from './storage-changes.ts';

const mostCharacters = 16 * 1024 * 1024;
const storageEvents = 'DOMStorage.domStorageItem';

interface WatchedTab {
  url: string;
  readonly changes: StorageChanges;
}

/**
 * Watches what a browser holds that its disk may not have yet. Cookies have no event of their own and are asked for;
 * tabs and storage are heard of as they change.
 */
export async function watchState(
  browser: Browser,
  options: { now: () => number; onClosed: () => void },
): Promise<StateWatch> {
  const watch = new Watch(options.now);
  const client = await CdpClient.connect(browser, {
    event: event => watch.hear(client, event),
    closed: options.onClosed,
  });
  await client.command('Target.setDiscoverTargets', { discover: true });
  await client.command('Target.setAutoAttach', autoAttach);
  return {
    async look({ isWhole }) {
      const { cookies } = await client.command('Storage.getCookies', {});
      if (isWhole) await watch.readAll(client);
      return watch.seen(Array.isArray(cookies) ? cookies.filter(isRecord).map(toCookieParam) : []);
    },
    last: () => watch.state(),
    close: () => client.close(),
  };
}

const autoAttach = { autoAttach: true, waitForDebuggerOnStart: false, flatten: true };

class Watch {
  readonly #now: () => number;
  readonly #budget = new ChangeBudget(mostCharacters);
  readonly #local = new StorageChanges(this.#budget);
  readonly #tabs = new Map<string, WatchedTab>();
  /** The tab that each attached session is in: its page, or a frame of it that runs in a process of its own. */
  readonly #sessions = new Map<string, string>();
  #cookies: BrowserState['cookies'] = null;

  constructor(now: () => number) {
    this.#now = now;
  }

  seen(cookies: BrowserState['cookies']): BrowserState {
    this.#cookies = cookies;
    return this.state();
  }

  state(): BrowserState {
    const now = this.#now();
    const tabs: TabState[] = [...this.#tabs.values()].map(({ url, changes }) => ({
      url,
      sessionStorage: changes.recent(now),
    }));
    return { cookies: this.#cookies, tabs, localStorage: this.#local.recent(now) };
  }

  /** What the storages of the tabs hold, all of it. */
  async readAll(client: CdpClient): Promise<void> {
    const reads = [...this.#sessions].map(([sessionId, tabId]) => {
      const url = this.#tabs.get(tabId)?.url ?? '';
      return this.#readAreas(client, { sessionId, url, tabId });
    });
    // A page that has gone, or has no storage, has nothing to add.
    await Promise.allSettled(reads);
  }

  hear(client: CdpClient, { method, params, sessionId }: CdpEvent): void {
    if (method === 'Target.attachedToTarget') void this.#onAttached(client, params, sessionId);
    else if (method === 'Target.detachedFromTarget') this.#sessions.delete(String(params.sessionId));
    else if (method === 'Target.targetCreated' || method === 'Target.targetInfoChanged') this.#onTab(params);
    else if (method === 'Target.targetDestroyed') this.#onTabGone(String(params.targetId));
    else if (method.startsWith(storageEvents) && sessionId !== null) {
      this.#onStorage(method.slice(storageEvents.length), params, sessionId);
    }
  }

  #onTab({ targetInfo }: CdpEvent['params']): void {
    if (!isRecord(targetInfo) || targetInfo.type !== 'page' || targetInfo.subtype !== undefined) return;
    const { targetId, url, browserContextId } = targetInfo;
    if (typeof targetId !== 'string' || typeof url !== 'string') return;
    const known = this.#tabs.get(targetId);
    if (known !== undefined) known.url = url;
    else if (this.#isDefaultContext(browserContextId)) {
      this.#tabs.set(targetId, { url, changes: new StorageChanges(this.#budget) });
    }
  }

  /** Contexts that a client made live and die with its connection; the first that is seen is the browser's own. */
  #defaultContext: unknown = null;
  #isDefaultContext(id: unknown): boolean {
    this.#defaultContext ??= id;
    return id === this.#defaultContext;
  }

  #onTabGone(targetId: string): void {
    this.#tabs.get(targetId)?.changes.forget();
    this.#tabs.delete(targetId);
  }

  async #onAttached(client: CdpClient, params: CdpEvent['params'], parent: string | null): Promise<void> {
    const { sessionId, targetInfo } = params;
    if (typeof sessionId !== 'string' || !isRecord(targetInfo)) return;
    if (targetInfo.type !== 'page' && targetInfo.type !== 'iframe') return;
    // The news that a target exists may come after the news that we are attached to it.
    if (parent === null) this.#onTab(params);
    const tabId = parent === null ? String(targetInfo.targetId) : this.#sessions.get(parent);
    if (tabId === undefined || !this.#tabs.has(tabId)) return;
    this.#sessions.set(sessionId, tabId);
    try {
      await client.command('DOMStorage.enable', {}, sessionId);
      await client.command('Target.setAutoAttach', autoAttach, sessionId);
      await this.#readAreas(client, { sessionId, url: String(targetInfo.url), tabId });
    } catch {
      // The page went first, or its frame has no storage.
    }
  }

  /** What a page wrote before it was listened to. */
  async #readAreas(
    client: CdpClient,
    { sessionId, url, tabId }: { sessionId: string; url: string; tabId: string },
  ): Promise<void> {
    const origin = webOrigin(url);
    if (origin === null) return;
    for (const isLocalStorage of [true, false]) {
      const storageId = { securityOrigin: origin, isLocalStorage };
      const { entries } = await client.command('DOMStorage.getDOMStorageItems', { storageId }, sessionId);
      const changes = isLocalStorage ? this.#local : this.#tabs.get(tabId)?.changes;
      if (Array.isArray(entries)) changes?.found(origin, entries.filter(isEntry), this.#now());
    }
  }

  #onStorage(event: string, { storageId, key, newValue }: CdpEvent['params'], sessionId: string): void {
    const tab = this.#tabs.get(this.#sessions.get(sessionId) ?? '');
    const origin = isRecord(storageId) ? firstPartyOrigin(storageId.storageKey) : null;
    if (tab === undefined || !isRecord(storageId) || origin === null) return;
    const changes = storageId.isLocalStorage === true ? this.#local : tab.changes;
    const at = this.#now();
    if (event === 'sCleared') changes.clear(origin, at);
    else if (event === 'Removed') changes.set(origin, String(key), { value: null, at });
    else changes.set(origin, String(key), { value: String(newValue), at });
  }
}

/** The origin of a storage key; `null` for storage that belongs to a frame within another site. */
function firstPartyOrigin(storageKey: unknown): string | null {
  if (typeof storageKey !== 'string' || storageKey.includes('^')) return null;
  return webOrigin(storageKey);
}

function webOrigin(url: string): string | null {
  const parsed = URL.parse(url);
  return parsed?.protocol === 'http:' || parsed?.protocol === 'https:' ? parsed.origin : null;
}

function isEntry(value: unknown): value is readonly [string, string] {
  return Array.isArray(value) && typeof value[0] === 'string' && typeof value[1] === 'string';
}
