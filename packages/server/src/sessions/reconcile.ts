import type { SessionRecord } from '../domain/session.ts';
import type { Browsers, SessionStore } from './ports.ts';
import type { Sessions } from './sessions.ts';

export interface Reconciliation {
  readonly adopted: number;
  readonly lost: number;
}

/**
 * At start: brings what the store says of the last server's sessions together with the browsers that still run, and
 * removes the homes that no session stands for.
 */
export async function reconcile(ports: {
  store: SessionStore;
  browsers: Browsers;
  sessions: Sessions;
  now: () => number;
}): Promise<Reconciliation> {
  const unfinished = ports.store.listUnfinished();
  const kept = await Promise.all(unfinished.map(record => takeOver(record, ports)));
  const owned = new Set(unfinished.map(homeOf));
  const strays = (await ports.browsers.listHomes()).filter(home => !owned.has(home));
  await Promise.all(strays.map(home => ports.browsers.discard(home)));
  const live = unfinished.filter(record => record.state.phase === 'live').length;
  const adopted = kept.filter(Boolean).length;
  return { adopted, lost: live - adopted };
}

async function takeOver(
  record: SessionRecord,
  ports: { browsers: Browsers; sessions: Sessions; now: () => number },
): Promise<boolean> {
  const supervisor = ports.sessions.supervise(record);
  const at = ports.now();
  switch (record.state.phase) {
    case 'launching':
      supervisor.dispatch({
        type: 'launchFailed',
        reason: 'server_restarted',
        detail: 'the server stopped while the browser was starting',
        at,
      });
      return false;
    case 'live': {
      const browser = await ports.browsers.adopt(record.state.browser);
      if (browser === null) supervisor.dispatch({ type: 'browserDied', reason: 'browser_crashed', at });
      else supervisor.watch(browser);
      return browser !== null;
    }
    case 'ending':
      supervisor.resumeEnd();
      return false;
    case 'ended':
      return false;
  }
}

function homeOf(record: SessionRecord): string | null {
  const { state } = record;
  if (state.phase === 'live') return state.browser.home;
  return state.phase === 'ended' ? null : state.home;
}
