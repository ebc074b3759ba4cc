import type { TestServer } from '../fixtures/server.ts';
import type { Api } from './api.ts';
import type { History } from './history.ts';
import { Pages } from './pages.ts';

/** What a storm goes over. */
export interface Ground {
  readonly server: TestServer;
  readonly api: Api;
  readonly history: History;
  /** The demo app, in a process that is not killed. */
  readonly demoOrigin: string;
  /** Resolves when the server can be asked, at once as long as nobody has killed it. */
  serverReady(): Promise<void>;
}

/** Work with a browser that may break off at any moment: then the result is null, and the history says why. */
export async function tryPages<Result>(
  { server, history }: Ground,
  session: string,
  work: (pages: Pages) => Promise<Result>,
): Promise<Result | null> {
  const since = Date.now();
  try {
    return await Pages.use({ server, session }, work);
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    history.add({ type: 'broke_off', since, session, reason });
    return null;
  }
}
