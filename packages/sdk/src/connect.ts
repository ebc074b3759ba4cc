import type { Browser } from 'playwright-core';
import { BerthError, BerthTimeoutError, SessionEndedError } from './errors.ts';
import { withDeadline } from './http/deadline.ts';
import { requestHeaders } from './http/headers.ts';
import type { Settings } from './settings.ts';
import type { BrowserSession } from './types.gen.ts';

/**
 * The part of a session that `connect` needs.
 *
 * @example
 * ```ts
 * const session: ConnectableSession = { browser_session_id: 'pbs_1', browser_address: 'http://127.0.0.1:8000/cdp/pbs_1' };
 * ```
 */
export type ConnectableSession = Pick<BrowserSession, 'browser_session_id' | 'browser_address'>;

/** Connects Playwright to a session's browser. The key goes in a header: an address ends up in logs. */
export async function connectPlaywright(settings: Settings, session: ConnectableSession): Promise<Browser> {
  const { browser_session_id: id, browser_address: address } = session;
  if (address === null) {
    throw new SessionEndedError(`Session ${id} has no browser to connect to: it has ended.`, {
      code: 'session_ended',
    });
  }
  const headers = await requestHeaders({}, { ...settings, needsKey: true });
  const { chromium } = await loadPlaywright();
  const deadline = {
    seconds: settings.timeoutInSeconds,
    signal: settings.signal,
    expired: () =>
      new BerthTimeoutError(`Session ${id} took no connection in ${settings.timeoutInSeconds} s.`),
  };
  return await withDeadline(deadline, async signal => {
    // Playwright's own time limit comes a second later: it only ends an attempt that nobody waits for any more.
    const timeout = (settings.timeoutInSeconds + 1) * 1000;
    const browser = await chromium.connectOverCDP(address, { headers, timeout });
    if (signal.aborted) await browser.close();
    return browser;
  });
}

async function loadPlaywright(): Promise<typeof import('playwright-core')> {
  try {
    return await import('playwright-core');
  } catch (cause) {
    throw new BerthError('connect() needs the package playwright-core: npm install playwright-core', {
      code: 'playwright_missing',
      cause,
    });
  }
}
