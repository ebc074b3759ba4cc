import type { IncomingHttpHeaders } from 'node:http';
import type { OperationId } from '@berth/contract';
import type { ApiKey } from '../../domain/key.ts';

/** One request, its key already judged. */
export interface Call {
  /** Whose key was sent; empty for the few operations that need none. */
  readonly organizationId: string;
  /** The key that was sent; null for those. */
  readonly key: ApiKey | null;
  /** `http://HOST:PORT`, as this client reaches the server: what it is answered leads back the same way. */
  readonly origin: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  /** Parsed JSON; for an operation that takes files, the stream of them. */
  readonly body: unknown;
  readonly headers: IncomingHttpHeaders;
}

export type Handlers = Readonly<Record<OperationId, (call: Call) => unknown>>;

/** The key of a call that cannot have come in without one. */
export function keyOf(call: Call): ApiKey {
  if (call.key === null) throw new Error('an operation that acts for a key was let in without one');
  return call.key;
}

export const sessionIdOf = (call: Call): string => call.params.browser_session_id ?? '';
export const profileIdOf = (call: Call): string => call.params.browser_profile_id ?? '';
