import { createHmac, randomInt } from 'node:crypto';
import { hostname } from 'node:os';
import type { DatabaseSync } from 'node:sqlite';
import type { Logger } from 'pino';
import { Chromium } from '../browser/chromium.ts';
import { findExecutable, type InstalledBrowser, identify } from '../browser/executable.ts';
import { homeAt } from '../browser/home.ts';
import { chooseHomesDirectory } from '../browser/homes-directory.ts';
import { sanitiseArchive } from '../browser/profile/sanitise-archive.ts';
import { readSiteData } from '../browser/profile/site-data.ts';
import { createUploadFiles } from '../browser/upload-files.ts';
import { createBrowsers } from '../cdp/browsers.ts';
import { watchState } from '../cdp/journal/state-watch.ts';
import type { Config } from '../config.ts';
import { createIdSource } from '../domain/ids.ts';
import { keepsState, type SessionRecord } from '../domain/session.ts';
import { ArtifactLinks } from '../files/artifact-links.ts';
import { Downloads } from '../files/downloads.ts';
import { Uploads } from '../files/uploads.ts';
import { ConnectTokens } from '../keys/connect-tokens.ts';
import { IdempotencyKeys } from '../keys/idempotency-keys.ts';
import { Keys } from '../keys/keys.ts';
import { Contents } from '../profiles/contents.ts';
import type { ArchiveTools, ProfiledSession, StateSource } from '../profiles/ports.ts';
import { Profiles } from '../profiles/profiles.ts';
import { Transfers } from '../profiles/transfers.ts';
import type { RunStore } from '../runs/ports.ts';
import { SealingKeys } from '../seal/sealing-keys.ts';
import { Journals } from '../sessions/journals.ts';
import { type Reconciliation, reconcile } from '../sessions/reconcile.ts';
import { Sessions } from '../sessions/sessions.ts';
import { createBlobs } from '../store/blobs.ts';
import { createConnectTokenStore } from '../store/connect-token-rows.ts';
import {
  type DataDirectory,
  lockDataDirectory,
  openDataDirectory,
  readOrMakeSecret,
} from '../store/data-directory.ts';
import { openDatabase } from '../store/database.ts';
import { createDownloadFiles } from '../store/download-files.ts';
import { createDownloadStore } from '../store/download-rows.ts';
import { createIdempotencyStore } from '../store/idempotency-rows.ts';
import { createJournalFiles } from '../store/journal-files.ts';
import { createKeyStore } from '../store/key-rows.ts';
import { readMasterKey } from '../store/master-keys.ts';
import { createProfileStore } from '../store/profile-rows.ts';
import { createRunStore } from '../store/run-rows.ts';
import { createSealingKeyStore } from '../store/sealing-key-rows.ts';
import { createSessionStore } from '../store/session-rows.ts';

const launchTimeoutMs = 30_000;
const now = Date.now;

/** Everything below the edge: the store, the browsers, the sessions. `compose/edge.ts` puts HTTP in front of it. */
export interface Core {
  readonly directory: DataDirectory;
  readonly sessions: Sessions;
  readonly keys: Keys;
  readonly connectTokens: ConnectTokens;
  readonly uploads: Uploads;
  readonly downloads: Downloads;
  readonly artifactLinks: ArtifactLinks;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly profiles: Profiles;
  readonly transfers: Transfers;
  readonly contents: Contents;
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
  const ids = createIdSource({ now, worker: randomInt(2 ** 21) });
  const downloads = new Downloads(
    {
      store: createDownloadStore(database),
      files: createDownloadFiles({
        directory: directory.artifacts,
        leftIn: home => homeAt(home).downloads,
      }),
      ids,
      now,
      onFailed: ({ id, sessionId }, reason, fault) =>
        logger.warn({ err: fault, download: id, session: sessionId, reason }, 'a download was not kept'),
      onFault: fault => logger.error({ err: fault }, 'a download could not be noted'),
    },
    { maxSessionBytes: config.maxFilesBytes, keepMs: config.keepDownloadsMs },
  );
  const chromium = new Chromium({
    installed,
    homesDirectory: homes.path,
    marker: homes.marker,
    noSandbox: config.noSandbox,
    afterBrowser: home => downloads.rescue(home),
  });
  const browsers = createBrowsers(chromium);
  const sessionStore = createSessionStore(database);
  const onSessionFault = (record: SessionRecord, fault: unknown): void =>
    logger.error({ err: fault, session: record.id }, 'a session met a fault');
  const sealingKeys = openSealing(config, directory, database);
  const journals = new Journals({
    store: createJournalFiles(directory.journals, sealingKeys),
    watchState: (browser, { onClosed }) => watchState(browser, { now, onClosed }),
    onFault: onSessionFault,
  });
  const sessions: Sessions = new Sessions(
    {
      store: sessionStore,
      browsers,
      ids,
      now,
      newHome: () => chromium.newHome(),
      onBrowser: (record, browser) => {
        downloads.follow(record, browser);
        journals.follow(record, browser);
      },
      journals,
      states: {
        load: (organizationId, profileId) => profiles.load(organizationId, profileId),
        keep: (record, captured) => profiles.keep(profiledSession(record), captured),
        keptOf: record => profiles.keptOf(record),
      },
      onEnded: record => journals.forget(record.id),
      onFault: onSessionFault,
    },
    {
      maxTimeoutMinutes: config.maxTimeoutMinutes,
      maxLiveSessions: config.maxSessions,
      maxLivePerOrganization: config.maxSessionsPerOrganization,
      launchTimeoutMs,
    },
  );
  const connectTokens = new ConnectTokens(createConnectTokenStore(database), now);
  sessions.onEnd(record => connectTokens.forget(record.id));
  const uploads = new Uploads(
    { sessions, files: createUploadFiles(), ids, now },
    { maxUploadBytes: config.maxUploadBytes, maxSessionBytes: config.maxFilesBytes },
  );
  const runStore = createRunStore(database);
  const linkSecret = readOrMakeSecret(directory.linkSecretFile);
  const profiles: Profiles = new Profiles({
    store: createProfileStore(database),
    blobs: createBlobs(directory.blobs),
    keys: sealingKeys,
    source: statesOf(sessions, runStore),
    runs: runStore,
    ids,
    now,
    hashOf: text =>
      createHmac('sha256', linkSecret).update(`profile content\0${text}`).digest('base64url').slice(0, 16),
  });
  return {
    directory,
    uploads,
    downloads,
    artifactLinks: new ArtifactLinks(linkSecret, now),
    connectTokens,
    sessions,
    profiles,
    transfers: new Transfers(profiles, archives),
    contents: new Contents(profiles, archives),
    idempotencyKeys: new IdempotencyKeys(createIdempotencyStore(database), { ids, now }),
    keys: new Keys(createKeyStore(database), { ids, now }),
    runStore,
    sessionStore,
    ids,
    now,
    node: hostname(),
    installed,
    homesDirectory: homes.path,
    reconcile: async () => {
      await profiles.reconcile();
      journals.sweep(new Set(sessionStore.listUnfinished().map(({ id }) => id)));
      return await reconcile({ store: sessionStore, browsers, sessions, now });
    },
    close() {
      database.close();
      unlock();
    },
  };
}

const archives: ArchiveTools = {
  sanitise: files => sanitiseArchive(files),
  siteData: files => readSiteData(files),
};

/** Where profiles find the state of sessions, and who uses them. */
function statesOf(sessions: Sessions, runs: RunStore): StateSource {
  return {
    find: (organizationId, sessionId) => profiledSession(sessions.get(organizationId, sessionId)),
    capture: (organizationId, sessionId) => sessions.capture(organizationId, sessionId),
    usage: (profileId, since) => ({
      liveSessionIds: sessions.startedFrom(profileId),
      runCount: runs.countFromProfile(profileId, since),
    }),
  };
}

/** A session as profiles see it. */
function profiledSession(record: SessionRecord): ProfiledSession & { saveToProfile: boolean } {
  const { id, organizationId, profile, state } = record;
  return {
    id,
    organizationId,
    profileId: profile?.profileId ?? null,
    versionId: profile?.versionId ?? null,
    keepsState: keepsState(record),
    phase: state.phase === 'ending' || state.phase === 'ended' ? state.phase : 'live',
    saveToProfile: profile?.isSavedTo ?? false,
  };
}

function openSealing(config: Config, directory: DataDirectory, database: DatabaseSync): SealingKeys {
  const store = createSealingKeyStore(database);
  const own = { file: directory.masterKeyFile, inUse: store.masterIds() };
  return new SealingKeys(store, { master: readMasterKey(config.masterKey, own), now });
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
