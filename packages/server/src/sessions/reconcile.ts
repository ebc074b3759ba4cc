import { homeOf, type SessionRecord } from '../domain/session.ts';
import type { Browsers, SessionStore } from './ports.ts';
import type { Sessions } from './sessions.ts';

export interface Reconciliation {
  readonly adopted: number;
  /** Sessions whose browser is gone: their next use starts another. */
  readonly asleep: number;
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
  const owned = new Set(unfinished.map(({ state }) => (state.phase === 'ended' ? null : homeOf(state))));
  const strays = (await ports.browsers.listHomes()).filter(home => !owned.has(home));
  await Promise.all(strays.map(home => ports.browsers.discard(home)));
  return {
    adopted: kept.filter(fate => fate === 'adopted').length,
    asleep: kept.filter(fate => fate === 'asleep').length,
  };
}

type Fate = 'adopted' | 'asleep' | 'ends';

async function takeOver(
  record: SessionRecord,
  ports: { browsers: Browsers; sessions: Sessions; now: () => number },
): Promise<Fate> {
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
      return 'ends';
    case 'live': {
      const browser = await ports.browsers.adopt(record.state.browser);
      if (browser !== null) supervisor.watch(browser);
      else supervisor.dispatch({ type: 'browserMissing' });
      return browser === null ? 'asleep' : 'adopted';
    }
    case 'restoring':
      // What the former server had started serves nobody, and must not run until the session is used.
      await ports.browsers.quit(record.state.home);
      supervisor.dispatch({ type: 'browserMissing' });
      return 'asleep';
    case 'asleep':
      return 'asleep';
    case 'ending':
      supervisor.resumeEnd();
      return 'ends';
    case 'ended':
      return 'ends';
  }
}
