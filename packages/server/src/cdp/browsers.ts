import type { BrowserRef } from '../domain/session.ts';
import type { Browsers } from '../sessions/ports.ts';
import { LiveBrowser, type RunningProcess } from './live-browser.ts';

/** Processes as this room needs them; `browser/chromium.ts` has them. */
export interface Processes {
  start(home: string): Promise<RunningProcess>;
  adopt(ref: BrowserRef): RunningProcess | null;
  discard(home: string): Promise<void>;
  listHomes(): Promise<readonly string[]>;
}

/** Browsers that answer: what the sessions work with, made of processes. */
export function createBrowsers(processes: Processes): Browsers {
  return {
    async launch({ home, startUrl, signal }) {
      signal.throwIfAborted();
      const browser = new LiveBrowser(await processes.start(home));
      try {
        await browser.openFirstPage(startUrl, signal);
        return browser;
      } catch (fault) {
        await browser.end();
        throw fault;
      }
    },
    async adopt(ref) {
      const process = processes.adopt(ref);
      // One that runs but does not answer may be stopped or swapping: its heartbeat decides.
      return process === null ? null : new LiveBrowser(process);
    },
    discard: home => processes.discard(home),
    listHomes: () => processes.listHomes(),
  };
}
