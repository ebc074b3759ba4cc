import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal.ts';

const maxFormBytes = 16_384;

export function urlOf(request: IncomingMessage): URL {
  // Joined as text: resolved against a base, the path "//elsewhere/" would name another host.
  const url = URL.parse(`http://demo.invalid${request.url ?? '/'}`);
  if (url === null) throw new Refusal('not-found');
  return url;
}

/**
 * Browsers state the origin of every POST; what states none is no browser, and carries no one's cookies.
 * SameSite=Lax alone would let other ports of the same host send forms.
 */
export function isOwnOrigin(request: IncomingMessage): boolean {
  const { origin, host } = request.headers;
  return origin === undefined || URL.parse(origin)?.host === host;
}

export async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const [type] = (request.headers['content-type'] ?? '').split(';');
  if (type?.trim().toLowerCase() !== 'application/x-www-form-urlencoded') throw new Refusal('not-a-form');

  const chunks: Uint8Array[] = [];
  let bytes = 0;
  // Destroying the request would also cut the connection that has to carry the refusal.
  const body: AsyncIterable<Uint8Array> = request.iterator({ destroyOnReturn: false });
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxFormBytes) throw new Refusal('too-large', { connection: 'close' });
    chunks.push(chunk);
  }
  return new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
}
