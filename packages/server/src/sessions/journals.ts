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

/**
 * The journal of each live session: what its browser holds in memory only, looked at every two seconds and written
 * when it differs. It is what a session's next browser is told.
 */
export class Journals {
  readonly #ports: JournalsPorts;

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
    const watch = await this.#ports.watchState(browser, {
      onClosed: () => {
        over.abort();
        last();
      },
    });
    let written = '';
    const write = (state: BrowserState): void => {
      const text = JSON.stringify(state);
      if (text === written) return;
      this.#ports.store.write(record, state);
      written = text;
    };
    const attempt = (look: () => BrowserState): void => {
      try {
        write(look());
      } catch (fault) {
        this.#ports.onFault(record, fault); // a full disk, say: the next look tries again
      }
    };
    while (!over.signal.aborted) {
      const state = await watch.look().catch(() => null);
      if (over.signal.aborted) return;
      if (state !== null) {
        attempt(() => state);
        // When the browser dies or is let go, what was heard since the last look is written still.
        last = () => attempt(() => watch.last());
      }
      await delay(lookMs, null, { signal: over.signal, ref: false }).catch(() => undefined); // over
    }
  }
}
