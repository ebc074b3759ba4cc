import type { Readable } from 'node:stream';
import type { BrowserState } from '../domain/browser-state.ts';
import type { BrowserRef } from '../domain/session.ts';
import type { Browsers } from '../sessions/ports.ts';
import { CdpClient } from './client.ts';
import { LiveBrowser, type RunningProcess } from './live-browser.ts';
import { beginFrom } from './restore/begin-from.ts';
import { HeldRequests, holdRequests } from './restore/held-requests.ts';
import { restoreState } from './restore/restore-state.ts';

/** Processes as this room needs them; `browser/chromium.ts` has them. */
export interface Processes {
  /** With `openFiles`, on the saved profile that this archive holds. */
  start(home: string, openFiles: (() => Readable | null) | null): Promise<RunningProcess>;
  /**
   * The same on what a browser that is gone left in its home; Chromium opens the tabs of its last session again. `first`
   * is a message that it finds when it starts.
   */
  restart(home: string, first: string): Promise<RunningProcess>;
  adopt(ref: BrowserRef): RunningProcess | null;
  readLeft(home: string): Promise<{ files: Readable; browser: string }>;
  /** Ends whatever runs in a home, and leaves the home. */
  quit(home: string): Promise<void>;
  discard(home: string): Promise<void>;
  listHomes(): Promise<readonly string[]>;
}

const silent = { event: () => undefined, closed: () => undefined };

/** Browsers that answer: what the sessions work with, made of processes. */
export function createBrowsers(processes: Processes): Browsers {
  return {
    async launch({ home, startUrl, saved, signal }) {
      signal.throwIfAborted();
      const openFiles = saved === null ? null : () => saved.openFiles();
      const browser = new LiveBrowser(await processes.start(home, openFiles));
      try {
        if (saved === null) await browser.openFirstPage(startUrl, signal);
        else await browser.untilAborted(begin(browser, saved.state, startUrl), signal);
        return browser;
      } catch (fault) {
        await browser.end();
        throw fault;
      }
    },
    async restore({ home, state, signal }) {
      signal.throwIfAborted();
      const browser = new LiveBrowser(await processes.restart(home, holdRequests));
      const held = new HeldRequests(browser.multiplexer);
      try {
        const client = await browser.untilAborted(CdpClient.connect(browser, silent), signal);
        const report = await browser.untilAborted(restoreState(client, held, state), signal);
        client.close();
        return { browser, report };
      } catch (fault) {
        await browser.kill();
        throw fault;
      }
    },
    async adopt(ref) {
      const process = processes.adopt(ref);
      // One that runs but does not answer may be stopped or swapping: its heartbeat decides.
      return process === null ? null : new LiveBrowser(process);
    },
    readLeft: home => processes.readLeft(home),
    quit: home => processes.quit(home),
    discard: home => processes.discard(home),
    listHomes: () => processes.listHomes(),
  };
}

async function begin(browser: LiveBrowser, state: BrowserState, startUrl: string | null): Promise<void> {
  const held = new HeldRequests(browser.multiplexer);
  const client = await CdpClient.connect(browser, silent);
  await beginFrom(client, held, { state, startUrl });
  client.close();
}
