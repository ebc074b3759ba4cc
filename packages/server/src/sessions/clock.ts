import type { SessionStore } from './ports.ts';
import type { Sessions } from './sessions.ts';

const tickMs = 250;

/**
 * Ends the sessions whose deadline has passed, and notes which are in use. Deadlines are instants in the store, so one
 * that passed while no server ran is met by the first tick of the next.
 */
export function startClock(options: {
  store: SessionStore;
  sessions: Sessions;
  now: () => number;
  onFault: (fault: unknown) => void;
}): () => void {
  const tick = (): void => {
    options.sessions.noteActivity();
    try {
      for (const id of options.store.listDue(options.now())) options.sessions.expire(id);
    } catch (fault) {
      // A full disk or a locked store: the deadline stands, the next tick tries again.
      options.onFault(fault);
    }
  };
  tick();
  const timer = setInterval(tick, tickMs);
  return () => clearInterval(timer);
}
