import type { BrowserState, RestoreReport } from '../domain/browser-state.ts';
import type { BrowserRef, SessionRecord } from '../domain/session.ts';
import type { DownloadEvent } from '../domain/session-file.ts';
import type { NumberedNews, SessionNews } from '../domain/session-news.ts';

/** Where sessions are kept. Each call returns when its effect is on disk. */
export interface SessionStore {
  insert(record: SessionRecord): void;
  /** Saves `record`, and what its change means to followers, over version `record.version - 1`; `false` when the store holds another version. */
  save(record: SessionRecord, news: readonly SessionNews[]): boolean;
  /** The news of one session behind `after`, oldest first. */
  listNews(id: string, page: { after: number; count: number }): readonly NumberedNews[];
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
  launch(request: { home: string; startUrl: string | null; signal: AbortSignal }): Promise<Browser>;
  /** Starts a browser on what the last one left in its home, and completes that from the journal. */
  restore(request: {
    home: string;
    state: BrowserState;
    signal: AbortSignal;
  }): Promise<{ browser: Browser; report: RestoreReport }>;
  /** Takes over a browser that a former server left running; `null` when it is no longer there. */
  adopt(ref: BrowserRef): Promise<Browser | null>;
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
  /** Closes the browser, politely when it answers, and resolves when nothing of it is left. */
  end(): Promise<void>;
  /** Lets go of the browser and leaves it running, for the next server to adopt. */
  release(): void;
}

/** Knows what a browser holds that its disk may not have yet. */
export interface StateWatch {
  look(): Promise<BrowserState>;
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
