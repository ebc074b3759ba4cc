import type { Entry } from '../history.ts';
import { acknowledged, type Call, groupBy } from './calls.ts';
import type { Found, FoundSession } from './found.ts';
import type { Violation } from './violation.ts';

interface Case {
  readonly history: readonly Entry[];
  readonly calls: readonly Call[];
  readonly found: Found;
}

/** A session as it was shown, and the places in the history between which that was. */
interface Sight {
  readonly askedAt: number;
  readonly endedAt: number;
  readonly session: FoundSession;
}

const finals = ['completed', 'timeout', 'failed'];
const isFinal = ({ status }: FoundSession): boolean => finals.includes(status);

export function judgeSessions({ history, calls, found }: Case): readonly Violation[] {
  const sights = sightsOf({ history, calls, found });
  return [
    ...lost({ history, calls, found }),
    ...invented(calls, found),
    ...[...sights.values()].flatMap(each => grown(history, each)),
    ...[...found.sessions.values()].flatMap(session =>
      session === null
        ? []
        : [...changes(calls, session), ...closes(calls, session), ...definite(calls, session)],
    ),
  ];
}

/** Every time that somebody was shown a session, in the order of the answers; what was found at the end is the last. */
function sightsOf({ history, calls, found }: Case): Map<string, Sight[]> {
  const shown = calls
    .filter(({ status, operation }) => status === 200 && operation.includes('BrowserSession'))
    .toSorted((a, b) => a.endedAt - b.endedAt)
    .flatMap(({ askedAt, endedAt, answer }) =>
      (Array.isArray(answer) ? answer : [answer])
        .filter(session => typeof session.browser_session_id === 'string' && 'status' in session)
        .map((session: FoundSession): Sight => ({ askedAt, endedAt, session })),
    );
  const last = [...found.sessions.values()].flatMap(session =>
    session === null ? [] : { askedAt: history.length, endedAt: history.length, session },
  );
  return groupBy([...shown, ...last], ({ session }) => session.browser_session_id);
}

function lost({ calls, found }: Case): readonly Violation[] {
  const forgotten = [...found.sessions].flatMap(([id, session]): Violation[] =>
    session === null
      ? [{ rule: 'session_lost', subject: id, detail: 'it was shown, and is unknown now' }]
      : [],
  );
  const denied = calls.flatMap(({ operation, target, status }): Violation[] =>
    status === 404 && operation.endsWith('BrowserSession')
      ? [{ rule: 'session_lost', subject: String(target), detail: `${operation} was answered with 404` }]
      : [],
  );
  return [...forgotten, ...denied];
}

/** The first tag of a session is the Idempotency-Key that it was asked for with; a run's own session has none. */
function invented(calls: readonly Call[], found: Found): readonly Violation[] {
  const asked = new Set(
    calls
      .filter(({ operation }) => operation === 'createBrowserSession')
      .map(({ idempotencyKey }) => idempotencyKey),
  );
  const ownRuns = calls.filter(
    ({ operation, body }) => operation === 'runTask' && !('browser_session_id' in body),
  );
  const all = [...found.sessions.values()].filter(session => session !== null);
  // One that never had a browser was tried again under the same key.
  const started = all.filter(({ started_at }) => started_at !== null);
  const byKey = groupBy(started, ({ tags }) => tags[0] ?? null);
  const unasked = all.filter(({ tags }) => tags[0] !== undefined && !asked.has(tags[0]));
  const twice = [...byKey].filter(([key, group]) => key !== null && group.length > 1);
  const own = byKey.get(null) ?? [];
  return [
    ...unasked.map(({ browser_session_id: id, tags }) => invention(id, `nobody asked for ${tags[0]}`)),
    ...twice.map(([key, group]) =>
      invention(
        String(key),
        `was asked for once and is ${group.map(each => each.browser_session_id).join(' and ')}`,
      ),
    ),
    ...(own.length > ownRuns.length
      ? [invention('sessions of runs', `${own.length} for ${ownRuns.length} runs that were asked for`)]
      : []),
    ...own
      .filter(session => !isFinal(session))
      .map(({ browser_session_id: id }) =>
        invention(id, 'was made for a run, and lives although no run is at work'),
      ),
  ];
}

const invention = (subject: string, detail: string): Violation => ({
  rule: 'session_invented',
  subject,
  detail,
});

/** From one sight to the next a session only goes forward. */
function grown(history: readonly Entry[], sights: readonly Sight[]): readonly Violation[] {
  const violations: Violation[] = [];
  let before: Sight | null = null;
  for (const sight of sights) {
    // Two that were asked for at once may have been read in either order.
    if (before !== null && sight.askedAt > before.endedAt) {
      violations.push(...step(before.session, sight.session));
    }
    before = sight;
  }
  const last = sights.at(-1)?.session;
  const kills = history.filter(
    entry => entry.type === 'browser_killed' && entry.session === last?.browser_session_id,
  );
  if (last !== undefined && last.generation > kills.length + 1) {
    violations.push({
      rule: 'browser_changed',
      subject: last.browser_session_id,
      detail: `generation ${last.generation} although ${kills.length} of its browsers were killed`,
    });
  }
  return violations;
}

function step(before: FoundSession, after: FoundSession): readonly Violation[] {
  const subject = after.browser_session_id;
  const violations: Violation[] = [];
  if (isFinal(before)) {
    for (const field of ['status', 'end_reason', 'completed_at'] as const) {
      if (before[field] === after[field]) continue;
      const detail = `${field} was ${before[field]} at its end, and is ${after[field]}`;
      violations.push({ rule: 'final_state_left', subject, detail });
    }
  }
  for (const field of ['created_at', 'started_at'] as const) {
    if (before[field] === null || before[field] === after[field]) continue;
    violations.push({
      rule: 'time_went_back',
      subject,
      detail: `${field}: ${before[field]}, then ${after[field]}`,
    });
  }
  if (before.modified_at > after.modified_at) {
    const detail = `modified_at: ${before.modified_at}, then ${after.modified_at}`;
    violations.push({ rule: 'time_went_back', subject, detail });
  }
  if (before.generation > after.generation) {
    const detail = `generation: ${before.generation}, then ${after.generation}`;
    violations.push({ rule: 'time_went_back', subject, detail });
  }
  return violations;
}

/** Each field is as the last acknowledged change left it, or one that came later and got no answer. */
function changes(calls: readonly Call[], session: FoundSession): readonly Violation[] {
  const { browser_session_id: id } = session;
  const created = acknowledged(calls, 'createBrowserSession').find(
    ({ answer }) => answer.browser_session_id === id,
  );
  if (created === undefined) return [];
  const updates = calls.filter(
    ({ operation, target, status }) =>
      operation === 'updateBrowserSession' && target === id && (status === 200 || status === null),
  );
  return (['name', 'timeout'] as const).flatMap(field => {
    const values = [created, ...updates].filter(({ body }) => field in body);
    const last = values.findLastIndex(({ status }) => status === 200);
    const allowed = values.slice(last).map(({ body }) => body[field]);
    if (allowed.includes(session[field])) return [];
    const detail = `${field} is ${session[field]}, and was changed to ${allowed.join(', or perhaps ')}`;
    return [{ rule: 'change_lost' as const, subject: id, detail }];
  });
}

function closes(calls: readonly Call[], session: FoundSession): readonly Violation[] {
  const { browser_session_id: id, status, end_reason } = session;
  const asked = calls.filter(({ operation, target }) => operation === 'closeBrowserSession' && target === id);
  const closed = acknowledged(asked, 'closeBrowserSession');
  if (closed.length > 0 && !isFinal(session)) {
    return [{ rule: 'close_lost', subject: id, detail: `its close was acknowledged, and it is ${status}` }];
  }
  if (end_reason === 'closed' && asked.length === 0 && session.tags[0] !== undefined) {
    return [{ rule: 'close_lost', subject: id, detail: 'it is closed, and nobody asked for that' }];
  }
  return [];
}

/** At the end nothing is on its way any more, and what ended has a reason that somebody gave. */
function definite(calls: readonly Call[], session: FoundSession): readonly Violation[] {
  const { browser_session_id: subject, status, end_reason, expires_at, completed_at } = session;
  const rule = 'session_indefinite' as const;
  if (![...finals, 'running', 'hibernated'].includes(status)) return [{ rule, subject, detail: status }];
  const wasAcknowledged = calls.some(({ answer }) => answer?.browser_session_id === subject);
  if (status === 'failed' && wasAcknowledged && end_reason === 'server_restarted') {
    return [{ rule, subject, detail: 'its create was acknowledged, and it failed for a restart' }];
  }
  if (status === 'timeout' && String(completed_at) < String(expires_at)) {
    return [{ rule, subject, detail: `it ended at ${completed_at}, before ${expires_at}` }];
  }
  return [];
}
