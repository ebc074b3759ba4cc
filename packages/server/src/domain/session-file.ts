/* Files that go into a session's browser (uploads) and that come out of it (downloads). */

export interface Upload {
  readonly id: string;
  readonly filename: string;
  readonly size: number;
  /** SHA-256 in hex. */
  readonly checksum: string;
  readonly uploadedAt: number;
}

/** What file inputs take for this upload, beside its name. */
export const uploadPath = (upload: Upload): string => `/uploads/${upload.id}/${upload.filename}`;

export interface DownloadRecord {
  readonly id: string;
  readonly organizationId: string;
  readonly sessionId: string;
  /** The home of the browser, in which the file lies under `guid` until it is kept elsewhere. */
  readonly home: string;
  readonly guid: string;
  readonly filename: string;
  /** Where it came from; no path, which may hold secrets. */
  readonly host: string;
  readonly startedAt: number;
  readonly state: DownloadState;
}

export type DownloadState =
  | { readonly phase: 'in_progress' }
  | {
      readonly phase: 'completed';
      readonly size: number;
      /** SHA-256 in hex. */
      readonly checksum: string;
      readonly completedAt: number;
    }
  | { readonly phase: 'failed'; readonly reason: DownloadFailure; readonly failedAt: number };

export type DownloadFailure =
  | 'canceled'
  | 'over_quota'
  | 'session_ended'
  | 'not_readable'
  | 'insufficient_storage';

/** What a browser tells of its downloads. */
export type DownloadEvent =
  | {
      readonly type: 'began';
      readonly guid: string;
      readonly url: string;
      readonly suggestedName: string;
    }
  | {
      readonly type: 'progress';
      readonly guid: string;
      readonly receivedBytes: number;
      /** 0: not known. */
      readonly totalBytes: number;
    }
  | { readonly type: 'completed'; readonly guid: string }
  | { readonly type: 'canceled'; readonly guid: string };
