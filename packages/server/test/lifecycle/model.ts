/*
 * What a session and a profile may be after each operation, in any order. A step gives several states where the outside
 * cannot know: an answer that was lost, two operations at once, a browser that dies right after a write. States are values.
 */

/** What was written to a browser last: a cookie that tells where a state came from. */
export type Mark = string | null;

export interface SessionModel {
  readonly name: string;
  readonly phase: 'live' | 'asleep' | 'ended';
  readonly status: string;
  readonly reason: string | null;
  readonly generation: number;
  readonly timeout: number;
  readonly generates: boolean;
  readonly profile: string | null;
  /** The version that it started from. */
  readonly base: number | null;
  readonly savesTo: boolean;
  readonly startedAt: number;
  readonly deaths: readonly number[];
  readonly events: readonly string[];
  /** What it may hold now, or held at its end. */
  readonly holds: readonly Mark[];
  /** What it is known to have held, and since when. */
  readonly written: readonly { readonly mark: Mark; readonly at: number }[];
  /** Its state was kept with it at its end. */
  readonly isKept: boolean;
}

export interface VersionModel {
  readonly number: number;
  readonly parent: number | null;
  readonly source: string | null;
  readonly isOfEnd: boolean;
  readonly holds: readonly Mark[];
}

export interface ProfileModel {
  readonly name: string;
  readonly current: number | null;
  readonly versions: readonly VersionModel[];
}

export interface State {
  /** How far the server's clock is ahead. */
  readonly shift: number;
  readonly sessions: Readonly<Record<string, SessionModel>>;
  readonly profiles: Readonly<Record<string, ProfileModel>>;
}

export const nothing: State = { shift: 0, sessions: {}, profiles: {} };

const deathWindowMs = 60_000;
const mostDeaths = 3;
/** So much of what a browser was told may be lost when it dies. */
const lossMs = 5000;

export const keeps = ({ generates, profile }: SessionModel): boolean => generates || profile !== null;

export function withSession(state: State, session: SessionModel): State {
  return { ...state, sessions: { ...state.sessions, [session.name]: session } };
}

export function withProfile(state: State, profile: ProfileModel): State {
  return { ...state, profiles: { ...state.profiles, [profile.name]: profile } };
}

export const told = (session: SessionModel, ...events: readonly string[]): SessionModel => ({
  ...session,
  events: [...session.events, ...events],
});

/** The next version: the current one when it comes from the current one. */
export function addVersion(
  state: State,
  name: string,
  version: Omit<VersionModel, 'number'>,
): { state: State; number: number } {
  const profile = state.profiles[name];
  if (profile === undefined) throw new Error(`the model has no profile ${name}`);
  const number = profile.versions.length + 1;
  const current = version.parent === profile.current ? number : profile.current;
  const versions = [...profile.versions, { ...version, number }];
  return { state: withProfile(state, { ...profile, current, versions }), number };
}

/** The version of the profile that the session's state comes from. */
export function baseOf(state: State, session: SessionModel, profile: string): number | null {
  const own = state.profiles[profile]?.versions.findLast(({ source }) => source === session.name);
  if (own !== undefined) return own.number;
  return session.profile === profile ? session.base : null;
}

/** `kill`: the server is killed before the end is complete, so that what the browser held in memory only may be lost. */
export function end(
  state: State,
  before: SessionModel,
  { status, reason, kill }: { status: string; reason: string; kill: { at: number } | null },
): State {
  const session = kill === null ? before : losing(before, kill.at);
  const ended: SessionModel = { ...told(session, 'ended'), phase: 'ended', status, reason };
  if (!keeps(session)) return withSession(state, ended);
  const saved = told(ended, 'profile_saved');
  const { profile } = session;
  if (!session.savesTo || profile === null) return withSession(state, { ...saved, isKept: true });
  const version = {
    parent: baseOf(state, session, profile),
    source: session.name,
    isOfEnd: true,
    holds: session.holds,
  };
  return withSession(addVersion(state, profile, version).state, saved);
}

/** The browser dies while the server runs: it comes back, unless that is stopped by something else. */
export function die(state: State, session: SessionModel, at: number): readonly State[] {
  const clock = at + state.shift;
  const deaths = [...session.deaths.filter(death => death > clock - deathWindowMs), clock];
  const dead = losing({ ...session, deaths }, at);
  if (deaths.length >= mostDeaths) {
    const how = { status: 'failed', reason: 'browser_crashed', kill: null };
    return [end(state, told(dead, 'browser_died'), how)];
  }
  const coming = onItsWay(state, dead, 'browser_died');
  return [coming, restored(coming, session.name)];
}

function restored(state: State, name: string): State {
  const session = state.sessions[name];
  return session === undefined ? state : withSession(state, told(session, 'browser_restored'));
}

/** The browser dies while no server runs. */
export function sleep(state: State, session: SessionModel, at: number): State {
  return withSession(
    state,
    told({ ...losing(session, at), phase: 'asleep', status: 'hibernated', deaths: [] }, 'hibernated'),
  );
}

/** Its browser is on its way when something else ends it: nobody hears that it came back. */
export function onItsWay(state: State, session: SessionModel, news: string): State {
  return withSession(state, {
    ...told(session, news),
    phase: 'live',
    status: 'running',
    generation: session.generation + 1,
  });
}

export function wake(state: State, session: SessionModel): State {
  if (session.phase !== 'asleep') return state;
  return restored(onItsWay(state, session, 'woken'), session.name);
}

/** What may be left of what it held. */
export function losing(session: SessionModel, at: number): SessionModel {
  const isOld = (written: { at: number }): boolean => written.at <= at - lossMs;
  const safe = session.written.findLast(isOld);
  const marks = [...(safe === undefined ? [] : [safe]), ...session.written.filter(each => !isOld(each))];
  return { ...session, holds: [...new Set([...marks.map(({ mark }) => mark), ...session.holds])] };
}

/** Those whose deadline has passed end, in any order. */
export function expireDue(
  state: State,
  { now, kill }: { now: number; kill: { at: number } | null },
): readonly State[] {
  const due = Object.values(state.sessions).filter(
    ({ phase, startedAt, timeout }) => phase !== 'ended' && startedAt + timeout * 60_000 <= now + state.shift,
  );
  return permutations(due.map(({ name }) => name)).map(names =>
    names.reduce((before, name) => {
      const session = before.sessions[name];
      if (session === undefined) return before;
      return end(before, session, { status: 'timeout', reason: 'expired', kill });
    }, state),
  );
}

export function permutations<Item>(items: readonly Item[]): readonly (readonly Item[])[] {
  if (items.length === 0) return [[]];
  return items.flatMap((item, index) => permutations(items.toSpliced(index, 1)).map(rest => [item, ...rest]));
}
