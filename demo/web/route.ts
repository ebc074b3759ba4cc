import type { Reply } from './reply.ts';
import type { Session } from './sessions.ts';

export type Visit = {
  readonly url: URL;
  /** The named groups of the route's path. */
  readonly params: Readonly<Record<string, string | undefined>>;
  /** Empty unless the request is a POST. */
  readonly form: URLSearchParams;
  readonly session: Session | undefined;
};

export type SignedInVisit = Visit & { readonly session: Session };

export type Route = { readonly method: 'GET' | 'POST'; readonly path: RegExp } & (
  | { readonly access: 'public'; readonly reply: (visit: Visit) => Reply }
  | { readonly access: 'signed-in'; readonly reply: (visit: SignedInVisit) => Reply }
);
