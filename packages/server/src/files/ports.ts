import type { Readable } from 'node:stream';
import type { DownloadRecord, Upload } from '../domain/session-file.ts';

/** Uploads on disk, in the home of the browser that may read them; they go with it. */
export interface UploadFiles {
  /** Rejects when there are more than `maxBytes`; nothing is left then. */
  save(
    home: string,
    upload: { id: string; filename: string; bytes: Readable; maxBytes: number; at: number },
  ): Promise<Upload>;
  remove(home: string, id: string): void;
  /** Newest first. */
  list(home: string): readonly Upload[];
}

/** Downloads on disk: where the browser leaves them, and where they are kept. */
export interface DownloadFiles {
  /** Whether the browser has finished writing this one. */
  isFinished(home: string, guid: string): boolean;
  /** Copies a finished download to where it is kept; on disk when it resolves. */
  keep(home: string, download: { guid: string; id: string }): Promise<{ size: number; checksum: string }>;
  /** Removes what the browser left of a download. */
  discard(home: string, guid: string): void;
  /** The bytes from `start` to `end`, both included. */
  open(id: string, range: { start: number; end: number }): Readable;
  remove(id: string): void;
  /** The ids of all that are kept, whole or not. */
  list(): readonly string[];
}

/** Where downloads are noted. Each call returns when its effect is on disk. */
export interface DownloadStore {
  insert(record: DownloadRecord): void;
  save(record: DownloadRecord): void;
  find(id: string): DownloadRecord | null;
  /** Newest first. */
  listOfSession(sessionId: string): readonly DownloadRecord[];
  listInProgress(home: string): readonly DownloadRecord[];
  /** Ended at or before `instant`. */
  listEndedBefore(instant: number): readonly DownloadRecord[];
  remove(id: string): void;
}
