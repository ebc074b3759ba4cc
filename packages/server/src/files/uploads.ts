import type { Readable } from 'node:stream';
import { BerthError } from '../domain/errors.ts';
import { safeFilename } from '../domain/file-name.ts';
import type { IdSource } from '../domain/ids.ts';
import type { Upload } from '../domain/session-file.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { UploadFiles } from './ports.ts';

export interface UploadLimits {
  readonly maxUploadBytes: number;
  readonly maxSessionBytes: number;
}

const maxUploads = 200;

/** A file as it arrives, named by the client. */
export interface UploadPart {
  readonly filename: string;
  readonly bytes: Readable;
}

/** Files that clients put into a session, for its file inputs. */
export class Uploads {
  readonly #ports: { sessions: Sessions; files: UploadFiles; ids: IdSource; now: () => number };
  readonly #limits: UploadLimits;

  constructor(
    ports: { sessions: Sessions; files: UploadFiles; ids: IdSource; now: () => number },
    limits: UploadLimits,
  ) {
    this.#ports = ports;
    this.#limits = limits;
  }

  get maxUploadBytes(): number {
    return this.#limits.maxUploadBytes;
  }

  /** All of them, or none: what was saved of a request that fails is removed again. */
  async add(
    organizationId: string,
    sessionId: string,
    parts: () => AsyncIterable<UploadPart>,
  ): Promise<readonly Upload[]> {
    const { home } = (await this.#ports.sessions.browserOf(organizationId, sessionId)).ref;
    const saved: Upload[] = [];
    try {
      for await (const part of parts()) saved.push(await this.#save(home, part));
    } catch (fault) {
      for (const { id } of saved) this.#ports.files.remove(home, id);
      // The session may have ended, and its home gone, while the bytes came.
      await this.#ports.sessions.browserOf(organizationId, sessionId);
      throw fault;
    }
    if (saved.length === 0) {
      throw new BerthError('invalid_request', 'Send at least one file, as the multipart field `file`.');
    }
    return saved;
  }

  /** Newest first; an ended session has none. */
  list(organizationId: string, sessionId: string): readonly Upload[] {
    const record = this.#ports.sessions.get(organizationId, sessionId);
    if (record.state.phase !== 'live') return [];
    return this.#ports.files.list(record.state.browser.home);
  }

  #save(home: string, part: UploadPart): Promise<Upload> {
    const { files, ids, now } = this.#ports;
    const present = files.list(home);
    const left = this.#limits.maxSessionBytes - present.reduce((sum, { size }) => sum + size, 0);
    if (present.length >= maxUploads || left <= 0) {
      throw new BerthError(
        'file_limit_reached',
        `The session holds ${present.length} uploads, as many as it may (at most ${maxUploads}, and BERTH_MAX_FILES_MB in all). A new session starts with none.`,
      );
    }
    return files.save(home, {
      id: ids.next('file'),
      filename: safeFilename(part.filename),
      bytes: part.bytes,
      maxBytes: Math.min(this.#limits.maxUploadBytes, left),
      at: now(),
    });
  }
}
