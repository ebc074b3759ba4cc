import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { errors } from '@berth/contract';
import type { BerthError } from './domain/errors.ts';

/** Answers a request that never became one of the HTTP server's, in the shape of every other error, and hangs up. */
export function refuseRaw(
  socket: Duplex,
  error: BerthError,
  headers: Readonly<Record<string, string>> = {},
): void {
  const { status } = errors[error.code];
  const body = JSON.stringify({ detail: error.message, code: error.code });
  const all = {
    ...headers,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
  };
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
      ...Object.entries(all).map(([name, value]) => `${name}: ${value}`),
      '',
      body,
    ].join('\r\n'),
  );
}
