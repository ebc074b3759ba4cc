import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { Busboy, type BusboyInstance } from '@fastify/busboy';
import { BerthError } from '../domain/errors.ts';
import type { UploadPart } from '../files/uploads.ts';

const maxFilesAtOnce = 50;

export interface FormPart extends UploadPart {
  readonly field: string;
}

/** The files of the multipart field `file`, one by one as they arrive; the next comes when the last was read. */
export function readFiles(body: unknown, headers: IncomingHttpHeaders): AsyncGenerator<FormPart> {
  return readParts(body, headers, ['file']);
}

/** The same for these fields; what others hold is skipped. */
export async function* readParts(
  body: unknown,
  headers: IncomingHttpHeaders,
  fields: readonly string[],
): AsyncGenerator<FormPart> {
  if (!(body instanceof Readable)) {
    throw new BerthError('unsupported_media_type', 'Send the files as `multipart/form-data`, field `file`.');
  }
  const parts = new Parts(body, headers, fields);
  try {
    for (let part = await parts.next(); part !== null; part = await parts.next()) yield part;
  } finally {
    parts.close();
  }
}

class Parts {
  readonly #body: Readable;
  readonly #parser: BusboyInstance;
  readonly #waiting: FormPart[] = [];
  readonly #open = new Set<Readable>();
  #arrived = Promise.withResolvers<void>();
  #isComplete = false;
  #fault: unknown = null;

  constructor(body: Readable, headers: IncomingHttpHeaders, fields: readonly string[]) {
    this.#body = body;
    this.#parser = makeParser(headers);
    this.#parser.on('file', (field: string, bytes: Readable, filename: string | undefined) => {
      bytes.on('error', () => undefined); // whoever reads it gets the error
      if (!fields.includes(field)) return void bytes.resume();
      this.#open.add(bytes);
      bytes.once('end', () => this.#open.delete(bytes));
      this.#waiting.push({ field, filename: filename ?? '', bytes });
      this.#wake();
    });
    this.#parser.on('filesLimit', () =>
      this.#fail(
        new BerthError('file_limit_reached', `At most ${maxFilesAtOnce} files can be sent at once.`),
      ),
    );
    this.#parser.on('error', fault => this.#fail(malformed(fault)));
    this.#parser.on('finish', () => {
      this.#isComplete = true;
      this.#wake();
    });
    body.once('error', fault => this.#fail(malformed(fault)));
    body.once('close', () => {
      if (!body.readableEnded) this.#fail(malformed(new Error('the connection ended')));
    });
    body.pipe(this.#parser);
  }

  /** `null` after the last one. */
  async next(): Promise<FormPart | null> {
    for (;;) {
      const part = this.#waiting.shift();
      if (part !== undefined) return part;
      if (this.#fault !== null) throw this.#fault;
      if (this.#isComplete) return null;
      await this.#arrived.promise;
      this.#arrived = Promise.withResolvers();
    }
  }

  /** What is left of the body is let through unread, so that the client can read the answer. */
  close(): void {
    this.#body.unpipe(this.#parser);
    this.#body.resume();
  }

  #fail(fault: BerthError): void {
    this.#fault ??= fault;
    for (const bytes of this.#open) bytes.destroy(fault);
    this.#wake();
  }

  #wake(): void {
    this.#arrived.resolve();
  }
}

function makeParser(headers: IncomingHttpHeaders): BusboyInstance {
  try {
    return new Busboy({
      headers: { ...headers, 'content-type': headers['content-type'] ?? '' },
      // A part without a filename is a file as well: some clients send none.
      isPartAFile: () => true,
      limits: { files: maxFilesAtOnce, parts: 2 * maxFilesAtOnce, headerPairs: 100 },
    });
  } catch (fault) {
    throw malformed(fault);
  }
}

function malformed(fault: unknown): BerthError {
  const reason = fault instanceof Error ? fault.message : String(fault);
  return new BerthError('invalid_request', `The body is not valid multipart/form-data: ${reason}`, {
    cause: fault,
  });
}
