import type { Entry } from '../history.ts';
import { acknowledged, type Call, groupBy } from './calls.ts';
import type { Found, FoundVersion } from './found.ts';
import type { Violation } from './violation.ts';

interface Case {
  readonly history: readonly Entry[];
  readonly calls: readonly Call[];
  readonly found: Found;
}

/** Every acknowledged save is there and holds what its session had; there is none that nobody asked for. */
export function judgeProfiles({ history, calls, found }: Case): readonly Violation[] {
  return [
    ...lost(calls, found),
    ...invented(calls, found),
    ...found.versions.flatMap(version => [
      ...excess(calls, { found, version }),
      ...wrong(history, { found, version }),
    ]),
  ];
}

function lost(calls: readonly Call[], found: Found): readonly Violation[] {
  const profiles = new Set(found.profiles.map(({ browser_profile_id: id }) => id));
  const versions = new Set(found.versions.map(({ version_id: id }) => id));
  return [
    ...acknowledged(calls, 'createBrowserProfile')
      .filter(({ answer }) => !profiles.has(answer.browser_profile_id))
      .map(({ answer }) => lostOne('profile_lost', String(answer.browser_profile_id))),
    ...acknowledged(calls, 'saveBrowserProfile')
      .filter(({ answer }) => !versions.has(answer.version_id))
      .map(({ answer }) => lostOne('version_lost', String(answer.version_id))),
    ...[...found.events.values()]
      .flat()
      .flatMap(({ type, data }) =>
        type !== 'profile_saved' || data.version_id === undefined || versions.has(String(data.version_id))
          ? []
          : [lostOne('version_lost', String(data.version_id))],
      ),
  ];
}

const lostOne = (rule: 'profile_lost' | 'version_lost', subject: string): Violation => ({
  rule,
  subject,
  detail: 'it was acknowledged, and is unknown now',
});

function invented(calls: readonly Call[], found: Found): readonly Violation[] {
  const asked = new Set(
    calls.filter(({ operation }) => operation === 'createBrowserProfile').map(({ body }) => body.name),
  );
  const rule = 'profile_invented' as const;
  const byName = groupBy(found.profiles, ({ name }) => name);
  return [...byName].flatMap(([name, group]): Violation[] => {
    if (!asked.has(name)) return [{ rule, subject: name, detail: 'nobody asked for it' }];
    return group.length === 1 ? [] : [{ rule, subject: name, detail: `there are ${group.length} of it` }];
  });
}

/** The saves of one session to one profile: those that were asked for, and at most one at its end. */
function excess(
  calls: readonly Call[],
  { found, version }: { found: Found; version: FoundVersion },
): readonly Violation[] {
  const { browser_profile_id: profile, source_id: session, created_by } = version;
  const same = found.versions.filter(
    each =>
      each.browser_profile_id === profile && each.source_id === session && each.created_by === created_by,
  );
  // Told once for all of them.
  if (same[0] !== version) return [];
  const keys = new Set(
    calls
      .filter(({ operation, target, body, answer }) =>
        operation === 'saveBrowserProfile'
          ? target === profile && body.browser_session_id === session
          : operation === 'createBrowserProfile' &&
            body.browser_session_id === session &&
            // One without an answer may be this profile.
            (answer?.browser_profile_id ?? profile) === profile,
      )
      .map(({ idempotencyKey }) => idempotencyKey),
  );
  const isAtEnd = created_by === null;
  const atEnd = calls.some(
    ({ operation, body, answer, status }) =>
      operation === 'createBrowserSession' &&
      status === 200 &&
      answer.browser_session_id === session &&
      body.save_to_profile === true &&
      body.browser_profile_id === profile,
  );
  const most = isAtEnd ? Number(atEnd) : keys.size;
  if (same.length <= most) return [];
  const what = isAtEnd ? 'at its end' : 'that were asked for';
  const detail = `${same.length} versions of ${profile}, and ${most} saves ${what}`;
  return [{ rule: 'version_invented', subject: String(session), detail }];
}

/** What a version holds, its session had put there. */
function wrong(
  history: readonly Entry[],
  { found, version }: { found: Found; version: FoundVersion },
): readonly Violation[] {
  const { version_id: subject, source_id: session, holds, problem } = version;
  if (problem !== null) return [{ rule: 'version_wrong', subject, detail: `it does not open: ${problem}` }];
  const started = found.sessions.get(String(session))?.browser_profile_id ?? null;
  // What a session has from its profile, and nobody looked at, is not known.
  const isUnseen = started !== null && !history.some(each => 'place' in each && each.session === session);
  if (isUnseen) return [];
  const saved = spanOf(history, version);
  return (['cookie', 'local', 'login'] as const).flatMap((place): Violation[] => {
    const before = history.slice(0, saved.from).filter(entry => isAt(entry, { session, place }));
    const last = before.findLastIndex(({ type }) => type !== 'putting');
    const possible = [
      ...(last === -1 ? [null] : []),
      ...[
        ...before.slice(Math.max(last, 0)),
        ...history.slice(saved.from, saved.to).filter(entry => isAt(entry, { session, place })),
      ],
    ];
    if (possible.some(each => (each === null ? null : valueIn(each)) === holds[place])) return [];
    if (possible.some(each => each?.type === 'disturbed')) return [];
    const values = possible.map(each => (each === null ? 'nothing' : valueIn(each)));
    const detail = `${place} holds ${holds[place]}, and session ${session} had ${values.join(', or perhaps ')}`;
    return [{ rule: 'version_wrong', subject, detail }];
  });
}

const isAt = (entry: Entry, { session, place }: { session: string | null; place: string }): boolean =>
  'place' in entry && entry.session === session && entry.place === place;

const valueIn = (entry: Entry): string | null => ('value' in entry ? entry.value : null);

/** Between which places of the history the save happened: from its first request to its last answer. */
function spanOf(history: readonly Entry[], version: FoundVersion): { from: number; to: number } {
  const answers = history.flatMap(entry =>
    entry.type === 'answered' && entry.status === 200 && isAnswerOf(entry.body, version) ? entry.call : [],
  );
  if (answers.length === 0) {
    // At the end of a session it has what was there last.
    return { from: version.created_by === null ? history.length : 0, to: history.length };
  }
  const asked = history.findIndex(entry => entry.type === 'asked' && answers.includes(entry.call));
  const key = history.flatMap(entry =>
    entry.type === 'asked' && answers.includes(entry.call) ? (entry.idempotencyKey ?? []) : [],
  )[0];
  const first = history.findIndex(entry => entry.type === 'asked' && entry.idempotencyKey === key);
  const last = history.findLastIndex(entry => entry.type === 'answered' && answers.includes(entry.call));
  return { from: key === undefined ? asked : first, to: last };
}

function isAnswerOf(body: unknown, version: FoundVersion): boolean {
  if (typeof body !== 'object' || body === null) return false;
  if ('version_id' in body) return body.version_id === version.version_id;
  return 'current_version_id' in body && body.current_version_id === version.version_id;
}
