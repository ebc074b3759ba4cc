import { setImmediate as turn } from 'node:timers/promises';
import type { Downloads } from '../files/downloads.ts';
import type { ConnectTokens } from '../keys/connect-tokens.ts';
import type { IdempotencyKeys } from '../keys/idempotency-keys.ts';
import type { Keys } from '../keys/keys.ts';
import type { Tickets } from '../keys/tickets.ts';
import type { Profiles } from '../profiles/profiles.ts';
import type { RunStore } from '../runs/ports.ts';
import type { SessionStore } from '../sessions/ports.ts';

export interface SweptRooms {
  readonly downloads: Downloads;
  readonly runStore: RunStore;
  readonly sessionStore: SessionStore;
  readonly profiles: Pick<Profiles, 'sweepKept'>;
  readonly connectTokens: ConnectTokens;
  readonly keys: Keys;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly tickets: Tickets;
  readonly now: () => number;
}

export interface SweepOptions {
  /** How long sessions and runs that have ended are kept. */
  readonly keepEndedMs: number;
  readonly onFault: (fault: unknown, what: string) => void;
}

const intervalMs = 60 * 60_000;
/** What is removed in one go: a server that was never swept must not stand still over it. */
const batch = 500;

/** Removes what has been kept long enough: at once and then every hour. */
export function startSweep(rooms: SweptRooms, options: SweepOptions): () => void {
  void sweep(rooms, options);
  const timer = setInterval(() => void sweep(rooms, options), intervalMs);
  return () => clearInterval(timer);
}

/** Never rejects: what fails is told, and left to the next time. Sessions come after what refers to them. */
export async function sweep(rooms: SweptRooms, { keepEndedMs, onFault }: SweepOptions): Promise<void> {
  const until = rooms.now() - keepEndedMs;
  const chores: Readonly<Record<string, () => void | Promise<void>>> = {
    downloads: () => rooms.downloads.sweep(),
    runs: () => removeAll(() => rooms.runStore.removeEndedUntil(until, batch)),
    sessions: () => removeAll(() => rooms.sessionStore.removeEndedUntil(until, batch)),
    'kept states': () => rooms.profiles.sweepKept(id => rooms.sessionStore.find(id) !== null),
    'connect tokens': () => rooms.connectTokens.sweep(),
    keys: () => rooms.keys.sweep(keepEndedMs),
    'idempotency keys': () => rooms.idempotencyKeys.sweep(),
    tickets: () => rooms.tickets.sweep(),
  };
  for (const [what, chore] of Object.entries(chores)) {
    try {
      await chore();
    } catch (fault) {
      onFault(fault, what);
    }
  }
}

async function removeAll(removeSome: () => number): Promise<void> {
  while (removeSome() === batch) await turn();
}
