/** A command for a session of the browser. */
interface Release {
  readonly method: string;
  readonly sessionId: string;
}

/**
 * The clients of a server that was killed leave their sessions in the browser. Those are not taken away, for the overrides
 * that they set must last; but nobody is there to answer any more. What lets go of that which an event says is held:
 * a tab that waits to be started, a request, a script. `null` when nothing is.
 */
export function releaseOf(method: string, { sessionId, readParams }: Held): Release | null {
  switch (method) {
    case 'Target.attachedToTarget': {
      const { waitingForDebugger, sessionId: child } = readParams();
      if (waitingForDebugger !== true || typeof child !== 'string') return null;
      return { method: 'Runtime.runIfWaitingForDebugger', sessionId: child };
    }
    case 'Fetch.requestPaused':
    case 'Fetch.authRequired':
      return { method: 'Fetch.disable', sessionId };
    case 'Debugger.paused':
      return { method: 'Debugger.disable', sessionId };
    default:
      return null;
  }
}

interface Held {
  readonly sessionId: string;
  /** Most events hold nothing, and are not parsed. */
  readonly readParams: () => Readonly<Record<string, unknown>>;
}
