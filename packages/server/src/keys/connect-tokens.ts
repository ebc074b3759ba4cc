import { BerthError } from '../domain/errors.ts';
import type { ApiKey } from '../domain/key.ts';
import type { ConnectTokenStore } from './ports.ts';
import { hashOf, newSecret } from './secret.ts';

/** Secrets that open the browser of one session, for clients that can only be given a URL. They survive restarts. */
export class ConnectTokens {
  readonly #store: ConnectTokenStore;
  readonly #now: () => number;

  constructor(store: ConnectTokenStore, now: () => number) {
    this.#store = store;
    this.#now = now;
  }

  /** A token that opens what `key` opens, and not for longer. `lifeMs` null: as long as the session. */
  issue(
    key: ApiKey,
    { sessionId, lifeMs }: { sessionId: string; lifeMs: number | null },
  ): { token: string; expiresAt: number | null } {
    const token = newSecret('berth_connect');
    const ends = [key.expiresAt, lifeMs === null ? null : this.#now() + lifeMs].filter(at => at !== null);
    const expiresAt = ends.length === 0 ? null : Math.min(...ends);
    this.#store.insert({ hash: hashOf(token), sessionId, keyId: key.id, expiresAt });
    return { token, expiresAt };
  }

  /** The key that `token` was made with. Throws `invalid_credentials` unless it opens this very session. */
  keyIdOf(token: string, sessionId: string): string {
    const found = this.#store.find(hashOf(token));
    const isOpen = found !== null && (found.expiresAt === null || found.expiresAt > this.#now());
    if (isOpen && found.sessionId === sessionId) return found.keyId;
    throw new BerthError(
      'invalid_credentials',
      'Invalid credentials: the token in the address is unknown, has expired or is for another session. Ask for a new one with POST /v1/browser_sessions/{id}/connect_token.',
    );
  }

  sweep(): void {
    this.#store.removeExpiredUntil(this.#now());
  }

  /** The session has ended: its tokens open nothing any more. */
  forget(sessionId: string): void {
    this.#store.removeOf(sessionId);
  }
}
