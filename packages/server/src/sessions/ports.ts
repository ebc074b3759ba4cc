import type { Readable } from 'node:stream';
import type { BrowserState, RestoreReport } from '../domain/browser-state.ts';
import type { BrowserRef, SessionRecord } from '../domain/session.ts';
import type { DownloadEvent } from '../domain/session-file.ts';
import type { NumberedNews, SessionNews } from '../domain/session-news.ts';
import type { CapturedState, SavedState } from '../profiles/ports.ts';
import type { KeptResult } from '../profiles/profiles.ts';

/** Where sessions are kept. Each call returns when its effect is on disk. */
export interface SessionStore {
  insert(record: SessionRecord): void;
  /** Saves `record`, and what its change means to followers, over version `record.version - 1`; `false` when the store holds another version. */
  save(record: SessionRecord, news: readonly SessionNews[]): boolean;
  /** News that no change of the record comes with. */
  tell(id: string, at: number, news: readonly SessionNews[]): void;
  /** The news of one session behind `after`, oldest first. */
  listNews(id: string, page: { after: number; count: number }): readonly NumberedNews[];
  /** Whether any news of these types was ever told of the session. */
  hasNews(id: string, types: readonly SessionNews['type'][]): boolean;
  find(id: string): SessionRecord | null;
  /** Not yet ending, newest first. */
  listLive(organizationId: string): readonly SessionRecord[];
  /** Live, or created at `since` or later; running ones first, then newest first. */
  listRecent(
    organizationId: string,
    window: { since: number; offset: number; count: number },
  ): readonly SessionRecord[];
  /** Live sessions whose deadline is at or before `now`. */
  listDue(now: number): readonly string[];
  /** All that have not reached `ended`: what a starting server must account for. */
  listUnfinished(): readonly SessionRecord[];
  /** Removes sessions that ended at `instant` or before, oldest first, except those with downloads. Returns how many. */
  removeEndedUntil(instant: number, atMost: number): number;
}

/** Browsers as processes, each in a home of its own. */
export interface Browsers {
  /** Starts a browser and opens its first page. Rejects with a reason that a person can act on. */
  launch(request: {
    home: string;
    startUrl: string | null;
    /** `null`: with nothing. */
    saved: SavedState | null;
    signal: AbortSignal;
  }): Promise<Browser>;
  /** Starts a browser on what the last one left in its home, and completes that from the journal. */
  restore(request: {
    home: string;
    state: BrowserState;
    signal: AbortSignal;
  }): Promise<{ browser: Browser; report: RestoreReport }>;
  /** Takes over a browser that a former server left running; `null` when it is no longer there. */
  adopt(ref: BrowserRef): Promise<Browser | null>;
  /** The state that a browser left in its home. */
  readLeft(home: string): Promise<{ files: Readable; browser: string }>;
  /** Ends whatever runs in a home that no `Browser` of this server stands for, and leaves the home. */
  quit(home: string): Promise<void>;
  /** Ends whatever runs in a home that no `Browser` of this server stands for, and removes the home. */
  discard(home: string): Promise<void>;
  /** Homes of this server on disk. */
  listHomes(): Promise<readonly string[]>;
}

export interface Browser {
  readonly ref: BrowserRef;
  /** Settles when the browser is found dead or hung, and not when `end` was called. */
  readonly died: Promise<'browser_crashed' | 'browser_hung'>;
  /** A client of its own at the browser; see the gateway for what a client may do. */
  connect(receiver: CdpReceiver, options?: ConnectOptions): Promise<CdpConnection>;
  /** Tells of each download, from the browser's start on, whenever this is called. */
  followDownloads(listener: (event: DownloadEvent) => void): void;
  /** Never rejects; one that has ended stays as it is. */
  cancelDownload(guid: string): Promise<void>;
  /** Milliseconds since 1970 of the last message that any client sent. */
  readonly lastActivityAt: number | null;
  /** Its state as it is now, whole; the browser stands still for the time that copying its files takes. */
  copyFiles(): Promise<{ files: Readable; browser: string }>;
  /** Closes the browser, politely when it answers, and resolves when nothing of it is left. */
  end(): Promise<void>;
  /** Closes the browser as `end` does, and leaves its home with what it wrote there. */
  quit(): Promise<void>;
  /** Lets go of the browser and leaves it running, for the next server to adopt. */
  release(): void;
}

/** Saved states: what sessions start from, and where the state of those that keep it goes when they end. */
export interface SavedStates {
  /** Throws when there is no such profile, or it does not open; `null` when it is blank. */
  load(organizationId: string, profileId: string): Promise<SavedState | null>;
  keep(session: SessionRecord, captured: CapturedState): Promise<KeptResult>;
  /** What `keep` came to; `null` when nothing of the session was kept. */
  keptOf(session: SessionRecord): KeptResult | null;
}

/** Knows what a browser holds that its disk may not have yet. */
export interface StateWatch {
  /** `isWhole`: with all that the tabs' storages hold, not only what changed lately. */
  look(options: { isWhole: boolean }): Promise<BrowserState>;
  /** The same without asking the browser, which may be gone. */
  last(): BrowserState;
  close(): void;
}

/** The last state of each session, sealed. Each call returns when its effect is on disk. */
export interface JournalStore {
  write(session: { id: string; organizationId: string }, state: BrowserState): void;
  /** `null` when there is none. */
  read(session: { id: string; organizationId: string }): BrowserState | null;
  remove(sessionId: string): void;
  list(): readonly string[];
}

export interface ConnectOptions {
  /** The page that the client sees as its whole connection; the browser when left out. */
  readonly pageId?: string;
  /** What a watcher asks for is no use of the session: it does not count as activity. */
  readonly isWatcher?: boolean;
}

/** One client's side of a connection to a browser. */
export interface CdpReceiver {
  /** One whole CDP message in UTF-8. */
  message(bytes: Buffer): void;
  /** The browser's side ended the connection. */
  closed(reason: string): void;
}

export interface CdpConnection {
  send(bytes: Buffer): void;
  close(): void;
}
