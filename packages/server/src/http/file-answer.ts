import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { BerthError } from '../domain/errors.ts';

interface SentFile {
  readonly filename: string;
  readonly size: number;
  readonly checksum: string;
  open(range: ByteRange): Readable;
}

interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** An answer that is a file: whole, or the part that was asked for. */
export class FileAnswer {
  readonly #file: SentFile;

  constructor(file: SentFile) {
    this.#file = file;
  }

  send(reply: FastifyReply): FastifyReply {
    const { filename, size, checksum } = this.#file;
    const { headers, method } = reply.request;
    const etag = `"${checksum}"`;
    if (headers['if-none-match'] === etag) return reply.status(304).header('etag', etag).send();
    const range = rangeOf(headers, { size, etag });
    if (range === 'unsatisfiable') {
      reply.header('content-range', `bytes */${size}`);
      throw new BerthError('range_not_satisfiable', `The file has ${size} bytes.`);
    }
    reply.headers({
      etag,
      'accept-ranges': 'bytes',
      ...headersOf(filename),
    });
    if (range !== null) {
      reply.status(206).header('content-range', `bytes ${range.start}-${range.end}/${size}`);
    }
    const { start, end } = range ?? { start: 0, end: size - 1 };
    reply.header('content-length', end - start + 1);
    const isEmpty = method === 'HEAD' || size === 0;
    return reply.send(isEmpty ? Readable.from([]) : this.#file.open({ start, end }));
  }
}

/** An answer that is a file made while it is sent. When that fails, the connection breaks off. */
export class StreamAnswer {
  readonly #file: { readonly filename: string; readonly bytes: Readable };

  constructor(file: { readonly filename: string; readonly bytes: Readable }) {
    this.#file = file;
  }

  send(reply: FastifyReply): FastifyReply {
    return reply.headers(headersOf(this.#file.filename)).send(this.#file.bytes);
  }
}

const headersOf = (filename: string): Readonly<Record<string, string>> => ({
  'content-type': typeOf(filename),
  'content-disposition': `attachment; filename="${asciiOf(filename)}"; filename*=UTF-8''${encode(filename)}`,
  // Should a browser show it all the same, it is on its own.
  'content-security-policy': "sandbox; default-src 'none'",
});

/** `null`: the whole file, also for what RFC 9110 lets a server ignore (several ranges, other units). */
function rangeOf(
  headers: IncomingHttpHeaders,
  { size, etag }: { size: number; etag: string },
): ByteRange | 'unsatisfiable' | null {
  const match = /^bytes=(\d*)-(\d*)$/.exec(headers.range ?? '');
  const ifRange = headers['if-range'];
  if (match === null || (ifRange !== undefined && ifRange !== etag)) return null;
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return null;
  const start = first === '' ? Math.max(0, size - Number(last)) : Number(first);
  const end = first === '' || last === '' ? size - 1 : Math.min(Number(last), size - 1);
  if (first !== '' && last !== '' && Number(last) < start) return null;
  return start > end ? 'unsatisfiable' : { start, end };
}

/** Only types that no browser runs scripts of. */
const types: Readonly<Record<string, string>> = {
  csv: 'text/csv; charset=utf-8',
  gif: 'image/gif',
  jpeg: 'image/jpeg',
  jpg: 'image/jpeg',
  json: 'application/json',
  pdf: 'application/pdf',
  png: 'image/png',
  txt: 'text/plain; charset=utf-8',
  webp: 'image/webp',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  zip: 'application/zip',
};

function typeOf(filename: string): string {
  const extension = /\.([a-z0-9]+)$/i.exec(filename)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(types, extension) ? (types[extension] ?? '') : 'application/octet-stream';
}

const asciiOf = (filename: string): string => filename.replace(/[^\x20-\x7e]|["\\%]/g, '_');

/** RFC 8187. */
const encode = (filename: string): string =>
  encodeURIComponent(filename).replace(/['()*]/g, character => `%${character.charCodeAt(0).toString(16)}`);
