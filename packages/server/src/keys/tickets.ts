import { randomBytes } from 'node:crypto';
import { BerthError } from '../domain/errors.ts';

export type TicketUse =
  | { readonly purpose: 'sign-in'; readonly organizationId: string }
  | {
      readonly purpose: 'live';
      readonly organizationId: string;
      readonly sessionId: string;
      /** The API key that it was made with. */
      readonly keyId: string;
    };

/**
 * Short-lived secrets for what cannot send a header: each is good for one use of one purpose. They live in memory, so a
 * restart of the server voids them.
 */
export class Tickets {
  readonly #open = new Map<string, { use: TicketUse; expiresAt: number }>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  issue(use: TicketUse, lifeMs: number): { ticket: string; expiresAt: number } {
    this.sweep();
    const ticket = randomBytes(24).toString('base64url');
    const expiresAt = this.#now() + lifeMs;
    this.#open.set(ticket, { use, expiresAt });
    return { ticket, expiresAt };
  }

  /** What the ticket opens; it opens nothing a second time. Throws `ticket_invalid`. */
  redeem<Purpose extends TicketUse['purpose']>(
    ticket: string,
    purpose: Purpose,
  ): Extract<TicketUse, { purpose: Purpose }> {
    const found = this.#open.get(ticket);
    this.#open.delete(ticket);
    if (found === undefined || found.expiresAt <= this.#now() || !isFor(found.use, purpose)) {
      throw new BerthError(
        'ticket_invalid',
        'This ticket is unknown, was used before or has expired. Ask for a new one, or sign in with an API key.',
      );
    }
    return found.use;
  }

  /** Forgets the tickets whose time is up. */
  sweep(): void {
    for (const [ticket, { expiresAt }] of this.#open) if (expiresAt <= this.#now()) this.#open.delete(ticket);
  }
}

function isFor<Purpose extends TicketUse['purpose']>(
  use: TicketUse,
  purpose: Purpose,
): use is Extract<TicketUse, { purpose: Purpose }> {
  return use.purpose === purpose;
}
