import { randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import type { Logger } from 'pino';
import { Chromium } from '../browser/chromium.ts';
import { findExecutable, type InstalledBrowser, identify } from '../browser/executable.ts';
import { chooseHomesDirectory } from '../browser/homes-directory.ts';
import { createBrowsers } from '../cdp/browsers.ts';
import type { Config } from '../config.ts';
import { createIdSource } from '../domain/ids.ts';
import { ConnectTokens } from '../keys/connect-tokens.ts';
import { Keys } from '../keys/keys.ts';
import { type Reconciliation, reconcile } from '../sessions/reconcile.ts';
import { Sessions } from '../sessions/sessions.ts';
import { createConnectTokenStore } from '../store/connect-token-rows.ts';
import { type DataDirectory, lockDataDirectory, openDataDirectory } from '../store/data-directory.ts';
import { openDatabase } from '../store/database.ts';
import { createKeyStore } from '../store/key-rows.ts';
import { createRunStore } from '../store/run-rows.ts';
import { createSessionStore } from '../store/session-rows.ts';

const launchTimeoutMs = 30_000;
const now = Date.now;

/** Everything below the edge: the store, the browsers, the sessions. `compose/edge.ts` puts HTTP in front of it. */
export interface Core {
  readonly directory: DataDirectory;
  readonly sessions: Sessions;
  readonly keys: Keys;
  readonly connectTokens: ConnectTokens;
  readonly runStore: ReturnType<typeof createRunStore>;
  readonly sessionStore: ReturnType<typeof createSessionStore>;
  readonly ids: ReturnType<typeof createIdSource>;
  readonly now: () => number;
  readonly node: string;
  readonly installed: () => Promise<InstalledBrowser>;
  readonly homesDirectory: string;
  reconcile(): Promise<Reconciliation>;
  close(): void;
}

export function composeCore(config: Config, logger: Logger): Core {
  const directory = openDataDirectory(config.dataDirectory);
  const unlock = lockDataDirectory(directory);
  const database = openDatabase(directory.database);
  const homes = chooseHomesDirectory({
    dataDirectory: config.dataDirectory,
    configured: config.homesDirectory,
  });
  const installed = findsBrowser(config);
  const chromium = new Chromium({
    installed,
    homesDirectory: homes.path,
    marker: homes.marker,
    noSandbox: config.noSandbox,
  });
  const browsers = createBrowsers(chromium);
  const ids = createIdSource({ now, worker: randomInt(2 ** 21) });
  const sessionStore = createSessionStore(database);
  const sessions = new Sessions(
    {
      store: sessionStore,
      browsers,
      ids,
      now,
      newHome: () => chromium.newHome(),
      onFault: (record, fault) => logger.error({ err: fault, session: record.id }, 'a session met a fault'),
    },
    {
      maxTimeoutMinutes: config.maxTimeoutMinutes,
      maxLiveSessions: config.maxSessions,
      launchTimeoutMs,
    },
  );
  const connectTokens = new ConnectTokens(createConnectTokenStore(database), now);
  sessions.onEnd(record => connectTokens.forget(record.id));
  return {
    directory,
    connectTokens,
    sessions,
    keys: new Keys(createKeyStore(database), { ids, now }),
    runStore: createRunStore(database),
    sessionStore,
    ids,
    now,
    node: hostname(),
    installed,
    homesDirectory: homes.path,
    reconcile: () => reconcile({ store: sessionStore, browsers, sessions, now }),
    close() {
      database.close();
      unlock();
    },
  };
}

/** Looks for the browser when it is first needed, and again until one is found. */
function findsBrowser(config: Config): () => Promise<InstalledBrowser> {
  let found: Promise<InstalledBrowser> | null = null;
  const find = async (): Promise<InstalledBrowser> => {
    const executable = config.chromium ?? findExecutable(config.path);
    if (executable === null) {
      throw new Error(
        'no Chromium, Chrome or Edge is installed. Install one (Debian: apt-get install chromium) or set BERTH_CHROMIUM',
      );
    }
    return identify(executable);
  };
  return () => {
    found ??= find().catch((fault: unknown) => {
      found = null;
      throw fault;
    });
    return found;
  };
}
