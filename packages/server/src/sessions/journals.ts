import { setTimeout as delay } from 'node:timers/promises';
import type { BrowserState } from '../domain/browser-state.ts';
import type { SessionRecord } from '../domain/session.ts';
import type { Browser, JournalStore, StateWatch } from './ports.ts';

export interface JournalsPorts {
  readonly store: JournalStore;
  readonly watchState: (browser: Browser, options: { onClosed: () => void }) => Promise<StateWatch>;
  readonly onFault: (record: SessionRecord, fault: unknown) => void;
}

const lookMs = 2000;
const wholeLookMs = 3000;

/**
 * The journal of each live session: what its browser holds in memory only, looked at every two seconds and written
 * when it differs. It is what a session's next browser is told.
 */
export class Journals {
  readonly #ports: JournalsPorts;
  readonly #watches = new Map<string, Promise<StateWatch>>();

  constructor(ports: JournalsPorts) {
    this.#ports = ports;
  }

  /** Keeps the journal of this session for as long as this browser serves it. */
  follow(record: SessionRecord, browser: Browser): void {
    void this.#keep(record, browser).catch((fault: unknown) => this.#ports.onFault(record, fault));
  }

  read(record: SessionRecord): BrowserState {
    const url = record.startUrl ?? 'about:blank';
    const atStart = { cookies: null, tabs: [{ url, sessionStorage: [] }], localStorage: [] };
    try {
      return this.#ports.store.read(record) ?? atStart;
    } catch (fault) {
      // One that does not open must not keep the session from coming back with what its browser had on disk.
      this.#ports.onFault(record, fault);
      return atStart;
    }
  }

  /** Looks at all that the browser holds and writes it down. A browser that does not answer in time leaves the last look. */
  async lookWhole(record: SessionRecord): Promise<BrowserState> {
    const watch = this.#watches.get(record.id);
    if (watch !== undefined) {
      const looked = watch.then(started => started.look({ isWhole: true })).catch(() => null);
      const state = await Promise.race([looked, delay(wholeLookMs, null, { ref: false })]);
      if (state !== null) this.#ports.store.write(record, state);
    }
    return this.read(record);
  }

  forget(sessionId: string): void {
    this.#ports.store.remove(sessionId);
  }

  /** At start: removes the journals that no session needs any more. */
  sweep(unfinished: ReadonlySet<string>): void {
    for (const id of this.#ports.store.list()) if (!unfinished.has(id)) this.#ports.store.remove(id);
  }

  async #keep(record: SessionRecord, browser: Browser): Promise<void> {
    const over = new AbortController();
    let last = (): void => undefined;
    const starting = this.#ports.watchState(browser, {
      onClosed: () => {
        over.abort();
        if (this.#watches.get(record.id) === starting) this.#watches.delete(record.id);
        last();
      },
    });
    this.#watches.set(record.id, starting);
    const watch = await starting.catch((fault: unknown) => {
      // A browser that goes before it is watched leaves what is on its disk.
      if (over.signal.aborted) return null;
      throw fault;
    });
    if (watch === null) return;
    const write = this.#writer(record);
    while (!over.signal.aborted) {
      const state = await watch.look({ isWhole: false }).catch(() => null);
      if (over.signal.aborted) return;
      if (state !== null) {
        write(state);
        // When the browser dies or is let go, what was heard since the last look is written still.
        last = () => write(watch.last());
      }
      await delay(lookMs, null, { signal: over.signal, ref: false }).catch(() => undefined); // over
    }
  }

  /** Writes what differs from what it wrote before. A fault, a full disk say, is left to the next look. */
  #writer(record: SessionRecord): (state: BrowserState) => void {
    let written = '';
    return state => {
      const text = JSON.stringify(state);
      if (text === written) return;
      try {
        this.#ports.store.write(record, state);
        written = text;
      } catch (fault) {
        this.#ports.onFault(record, fault);
      }
    };
  }
}
