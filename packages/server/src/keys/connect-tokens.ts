import { BerthError } from '../domain/errors.ts';
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

  /** `lifeMs` null: as long as the session. */
  issue(sessionId: string, lifeMs: number | null): { token: string; expiresAt: number | null } {
    const token = newSecret('berth_connect');
    const expiresAt = lifeMs === null ? null : this.#now() + lifeMs;
    this.#store.insert({ hash: hashOf(token), sessionId, expiresAt });
    return { token, expiresAt };
  }

  /** Throws `invalid_credentials` unless `token` opens this very session. */
  check(token: string, sessionId: string): void {
    const found = this.#store.find(hashOf(token));
    const isOpen = found !== null && (found.expiresAt === null || found.expiresAt > this.#now());
    if (isOpen && found.sessionId === sessionId) return;
    throw new BerthError(
      'invalid_credentials',
      'Invalid credentials: the token in the address is unknown, has expired or is for another session. Ask for a new one with POST /v1/browser_sessions/{id}/connect_token.',
    );
  }

  /** The session has ended: its tokens open nothing any more. */
  forget(sessionId: string): void {
    this.#store.removeOf(sessionId);
  }
}
