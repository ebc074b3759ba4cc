import type { IncomingHttpHeaders } from 'node:http';

/** The API key of a request: `x-api-key`, else `Authorization: Bearer`. */
export function credentialOf(headers: IncomingHttpHeaders): string | null {
  const own = headers['x-api-key'];
  if (typeof own === 'string' && own !== '') return own;
  return /^Bearer\s+(\S+)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}
