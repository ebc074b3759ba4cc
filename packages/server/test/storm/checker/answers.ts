import type { Entry, Operation } from '../history.ts';
import { type Call, groupBy } from './calls.ts';
import type { Violation } from './violation.ts';

/** Requests end in an answer, save when somebody killed what would have given it; and the same key gives the same thing. */
export function judgeAnswers(history: readonly Entry[], calls: readonly Call[]): readonly Violation[] {
  return [...calls.flatMap(call => answered(history, call)), ...brokenOff(history), ...repeats(calls)];
}

function answered(history: readonly Entry[], { call, operation, ...rest }: Call): readonly Violation[] {
  const subject = `${operation} ${rest.target ?? rest.idempotencyKey ?? call}`;
  if (rest.status === null) {
    const end = history[rest.endedAt];
    const reason = end?.type === 'lost' ? end.reason : 'the history ends before';
    if (wasDown(history, rest)) return [];
    return [{ rule: 'no_answer', subject, detail: `although nobody killed the server: ${reason}` }];
  }
  if (rest.status < 500) return [];
  return [{ rule: 'server_fault', subject, detail: `${rest.status} ${JSON.stringify(rest.answer)}` }];
}

/** Whether the server was killed, or had not come back yet, between two places of the history. */
function wasDown(
  history: readonly Entry[],
  { askedAt, endedAt }: { askedAt: number; endedAt: number },
): boolean {
  if (history.slice(askedAt, endedAt + 1).some(({ type }) => type === 'server_killed')) return true;
  const before = history.slice(0, askedAt);
  return before.findLast(({ type }) => type.startsWith('server_'))?.type === 'server_killed';
}

function brokenOff(history: readonly Entry[]): readonly Violation[] {
  return history.flatMap((entry, place): Violation[] => {
    if (entry.type !== 'broke_off') return [];
    const { since, session, reason } = entry;
    const first = Math.max(
      history.findIndex(({ at }) => at >= since),
      0,
    );
    const isKilled = history
      .slice(first, place)
      .some(each => each.type === 'browser_killed' && each.session === session);
    // Whoever asked for the end of a session has ended its connections.
    const isClosed = history
      .slice(0, place)
      .some(
        each => each.type === 'asked' && each.operation === 'closeBrowserSession' && each.target === session,
      );
    if (isKilled || isClosed || wasDown(history, { askedAt: first, endedAt: place })) return [];
    const detail = `although nobody killed anything: ${reason}`;
    return [{ rule: 'connection_lost', subject: session, detail }];
  });
}

/** What each operation makes, by the field that names it. */
const made: Readonly<Partial<Record<Operation, string>>> = {
  createBrowserSession: 'browser_session_id',
  createBrowserProfile: 'browser_profile_id',
  saveBrowserProfile: 'version_id',
  runTask: 'run_id',
};

/** What was made under a key is what every later request with the key gets. */
function repeats(calls: readonly Call[]): readonly Violation[] {
  const keyed = calls.filter(({ idempotencyKey, status }) => idempotencyKey !== null && status === 200);
  return [...groupBy(keyed, ({ idempotencyKey }) => idempotencyKey)].flatMap(([key, group]): Violation[] => {
    const ids = new Set(group.map(({ operation, answer }) => String(answer[made[operation] ?? ''])));
    if (ids.size < 2) return [];
    return [
      { rule: 'repeat_differs', subject: String(key), detail: `one key made ${[...ids].join(' and ')}` },
    ];
  });
}
