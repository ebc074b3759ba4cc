import type { Readable } from 'node:stream';
import { BerthError } from '../domain/errors.ts';
import { distinctName, safeFilename } from '../domain/file-name.ts';
import type { IdSource } from '../domain/ids.ts';
import type {
  DownloadEvent,
  DownloadFailure,
  DownloadRecord,
  DownloadState,
} from '../domain/session-file.ts';
import type { Browser } from '../sessions/ports.ts';
import type { DownloadFiles, DownloadStore } from './ports.ts';

export interface DownloadsPorts {
  readonly store: DownloadStore;
  readonly files: DownloadFiles;
  readonly ids: IdSource;
  readonly now: () => number;
  /** A download did not come to be kept; for the log. */
  readonly onFailed: (record: DownloadRecord, reason: DownloadFailure, fault: unknown) => void;
  /** A download could not be noted; for the log. */
  readonly onFault: (fault: unknown) => void;
}

export interface DownloadLimits {
  /** Of one session, together. */
  readonly maxSessionBytes: number;
  readonly keepMs: number;
}

const maxDownloads = 1000;

interface Session {
  readonly id: string;
  readonly organizationId: string;
}

/**
 * What browsers download: noted when it begins, copied out of the browser's home when it is complete, kept for days
 * after. A download that was complete when the server or the browser died is found and kept by whoever comes next:
 * `follow` where the browser runs on, `rescue` before its home is removed.
 */
export class Downloads {
  readonly #ports: DownloadsPorts;
  readonly #limits: DownloadLimits;
  /** Bytes of the downloads that are under way, by guid. */
  readonly #received = new Map<string, number>();
  readonly #keeping = new Map<string, Promise<void>>();
  /** Called when a download has ended, one way or the other. */
  readonly #waiting = new Set<() => void>();

  constructor(ports: DownloadsPorts, limits: DownloadLimits) {
    this.#ports = ports;
    this.#limits = limits;
  }

  /** Notes what this session's browser downloads from now on, and what it finished while nobody looked. */
  follow(session: Session, browser: Browser): void {
    const { home } = browser.ref;
    browser.followDownloads(event => {
      try {
        this.#onEvent(session, browser, event);
      } catch (fault) {
        this.#ports.onFault(fault);
      }
    });
    for (const record of this.#ports.store.listInProgress(home)) {
      if (this.#ports.files.isFinished(home, record.guid)) void this.#keep(record);
    }
  }

  /** Of a session, newest first. */
  list(sessionId: string): readonly DownloadRecord[] {
    return this.#ports.store.listOfSession(sessionId);
  }

  /** Resolves when no download of this session is under way that began at `since` or later, or when `signal` aborts. */
  async settled(sessionId: string, { since, signal }: { since: number; signal: AbortSignal }): Promise<void> {
    const isUnderWay = ({ state, startedAt }: DownloadRecord): boolean =>
      state.phase === 'in_progress' && startedAt >= since;
    while (!signal.aborted && this.list(sessionId).some(isUnderWay)) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#waiting.add(resolve);
      signal.addEventListener('abort', () => resolve(), { once: true });
      await promise;
      this.#waiting.delete(resolve);
    }
  }

  /** A completed download of this organisation; `null` for whoever was let in by a link to this very one. */
  get(
    organizationId: string | null,
    id: string,
  ): DownloadRecord & { readonly state: Extract<DownloadState, { phase: 'completed' }> } {
    const record = this.#ports.store.find(id);
    const isOwn = organizationId === null || record?.organizationId === organizationId;
    if (record === null || !isOwn || record.state.phase !== 'completed') {
      throw new BerthError(
        'artifact_not_found',
        `There is no artifact ${JSON.stringify(id.slice(0, 100))} for this API key, or it is not complete, or no longer kept.`,
      );
    }
    return { ...record, state: record.state };
  }

  open(id: string, range: { start: number; end: number }): Readable {
    return this.#ports.files.open(id, range);
  }

  /** Keeps what a browser that has ended had finished, before its home is removed. Never rejects. */
  async rescue(home: string): Promise<void> {
    const { store, files, onFault } = this.#ports;
    try {
      const left = store.listInProgress(home);
      const finished = left.filter(({ guid }) => files.isFinished(home, guid));
      for (const record of left) if (!finished.includes(record)) this.#fail(record, 'session_ended', null);
      await Promise.all(finished.map(record => this.#keep(record)));
    } catch (fault) {
      onFault(fault);
    }
  }

  /** Removes what has been kept long enough, and files that no record stands for. */
  sweep(): void {
    const { store, files, now } = this.#ports;
    for (const { id } of store.listEndedBefore(now() - this.#limits.keepMs)) {
      files.remove(id);
      store.remove(id);
    }
    for (const id of files.list()) if (store.find(id) === null) files.remove(id);
  }

  #onEvent(session: Session, browser: Browser, event: DownloadEvent): void {
    if (event.type === 'began') {
      this.#begin(session, browser, event);
      return;
    }
    const { home } = browser.ref;
    const record = this.#ports.store.listInProgress(home).find(({ guid }) => guid === event.guid);
    if (record === undefined) {
      // Refused, and complete before the browser heard of it.
      if (event.type === 'completed') this.#ports.files.discard(home, event.guid);
    } else if (event.type === 'completed') void this.#keep(record);
    else if (event.type === 'canceled') this.#fail(record, 'canceled', null);
    else this.#measure(record, browser, event);
  }

  #begin(
    session: Session,
    browser: Browser,
    event: { guid: string; url: string; suggestedName: string },
  ): void {
    const { store, ids, now } = this.#ports;
    const former = store.listOfSession(session.id);
    if (former.some(({ guid }) => guid === event.guid)) return;
    const record: DownloadRecord = {
      id: ids.next('a'),
      organizationId: session.organizationId,
      sessionId: session.id,
      home: browser.ref.home,
      guid: event.guid,
      filename: distinctName(
        safeFilename(event.suggestedName),
        new Set(former.map(({ filename }) => filename)),
      ),
      host: URL.parse(event.url)?.host ?? '',
      startedAt: now(),
      state: { phase: 'in_progress' },
    };
    store.insert(record);
    if (former.length >= maxDownloads || this.#left(record) <= 0) this.#refuse(record, browser);
  }

  #measure(
    record: DownloadRecord,
    browser: Browser,
    progress: { receivedBytes: number; totalBytes: number },
  ): void {
    const bytes = Math.max(progress.receivedBytes, progress.totalBytes);
    this.#received.set(record.guid, bytes);
    if (bytes > this.#left(record)) this.#refuse(record, browser);
  }

  /** Bytes that this download may have, beside all others of its session. */
  #left(record: DownloadRecord): number {
    const others = this.#ports.store.listOfSession(record.sessionId).filter(({ id }) => id !== record.id);
    const sizes = others.map(({ state, guid }) => {
      if (state.phase === 'completed') return state.size;
      return state.phase === 'in_progress' ? (this.#received.get(guid) ?? 0) : 0;
    });
    return this.#limits.maxSessionBytes - sizes.reduce((sum, size) => sum + size, 0);
  }

  #refuse(record: DownloadRecord, browser: Browser): void {
    this.#fail(record, 'over_quota', null);
    void browser.cancelDownload(record.guid);
  }

  /** Never rejects. A second call for the same download waits for the first. */
  #keep(record: DownloadRecord): Promise<void> {
    const underway =
      this.#keeping.get(record.id) ??
      this.#copy(record)
        .catch(this.#ports.onFault)
        .finally(() => this.#keeping.delete(record.id));
    this.#keeping.set(record.id, underway);
    return underway;
  }

  async #copy(record: DownloadRecord): Promise<void> {
    const { files, now } = this.#ports;
    try {
      const kept = await files.keep(record.home, record);
      if (kept.size > this.#left(record)) {
        files.remove(record.id);
        this.#fail(record, 'over_quota', null);
      } else {
        this.#save({ ...record, state: { phase: 'completed', ...kept, completedAt: now() } });
      }
    } catch (fault) {
      const isFull = fault instanceof BerthError && fault.code === 'insufficient_storage';
      this.#fail(record, isFull ? 'insufficient_storage' : 'not_readable', fault);
    }
    this.#received.delete(record.guid);
    files.discard(record.home, record.guid);
  }

  #fail(record: DownloadRecord, reason: DownloadFailure, fault: unknown): void {
    const { now, onFailed } = this.#ports;
    this.#received.delete(record.guid);
    this.#save({ ...record, state: { phase: 'failed', reason, failedAt: now() } });
    onFailed(record, reason, fault);
  }

  #save(record: DownloadRecord): void {
    this.#ports.store.save(record);
    for (const resolve of this.#waiting) resolve();
  }
}
