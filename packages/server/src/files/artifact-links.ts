import { createHmac, timingSafeEqual } from 'node:crypto';
import { BerthError } from '../domain/errors.ts';

const lifeMs = 60 * 60_000;

/**
 * Links that open one artifact for an hour without a key. They are proved by a secret of this server, so nothing is kept
 * of them and they outlive a restart.
 */
export class ArtifactLinks {
  readonly #secret: string;
  readonly #now: () => number;

  constructor(secret: string, now: () => number) {
    this.#secret = secret;
    this.#now = now;
  }

  /** What to put behind the artifact's address. */
  sign(artifactId: string): URLSearchParams {
    const expiry = String(Math.floor((this.#now() + lifeMs) / 1000));
    return new URLSearchParams({ expiry, sig: this.#signature(artifactId, expiry) });
  }

  /** Throws `link_invalid` unless this very artifact was signed and the time is not up. */
  check(artifactId: string, link: { expiry: string; sig: string }): void {
    const expected = Buffer.from(this.#signature(artifactId, link.expiry));
    const given = Buffer.from(link.sig);
    const isSigned = given.length === expected.length && timingSafeEqual(given, expected);
    if (isSigned && Number(link.expiry) * 1000 > this.#now()) return;
    throw new BerthError(
      'link_invalid',
      'This link was changed or has expired. List the downloads of the session for a new one, or send an API key.',
    );
  }

  #signature(artifactId: string, expiry: string): string {
    return createHmac('sha256', this.#secret)
      .update(`artifact\n${artifactId}\n${expiry}`)
      .digest('base64url');
  }
}
