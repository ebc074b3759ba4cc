import type { IncomingHttpHeaders } from 'node:http';
import { BerthError } from '../domain/errors.ts';

/** The `Idempotency-Key` of a request, or null. Throws `invalid_request` for one that cannot be. */
export function idempotencyKeyOf(headers: IncomingHttpHeaders): string | null {
  const key = headers['idempotency-key'];
  if (key === undefined) return null;
  if (typeof key === 'string' && /^[\x20-\x7e]{1,255}$/.test(key)) return key;
  const msg = 'Idempotency-Key should have 1 to 255 printable ASCII characters';
  const field = { type: 'string_pattern_mismatch', loc: ['header', 'idempotency-key'], msg, input: null };
  throw new BerthError('invalid_request', msg, { fields: [field] });
}
