import { isDeepStrictEqual } from 'node:util';
import type { Mark, ProfileModel, SessionModel, State } from './model.ts';

/** What can be seen of a server from outside at one moment. */
export interface Observation {
  readonly sessions: readonly SeenSession[];
  /** The names of those that the list of live sessions has. */
  readonly listed: readonly string[];
  readonly profiles: readonly SeenProfile[];
  /** How many browsers run, and how many homes they have. */
  readonly browsers: number;
  readonly homes: number;
}

export interface SeenSession {
  readonly name: string;
  readonly status: string;
  readonly reason: string | null;
  readonly generation: number;
  readonly timeout: number;
  readonly keeps: boolean;
  readonly profile: string | null;
  readonly events: readonly string[];
  /** Of one with a browser. */
  readonly mark?: Mark;
}

export interface SeenProfile {
  readonly name: string;
  readonly current: number | null;
  readonly versions: readonly {
    readonly number: number;
    readonly parent: number | null;
    readonly source: string | null;
    readonly isOfEnd: boolean;
    readonly mark: Mark;
  }[];
}

/** The state with what was seen in place of what was possible; or what does not fit. */
export function fit(state: State, seen: Observation): { state: State } | { misfit: string } {
  const sessions = Object.values(state.sessions);
  const unfinished = sessions.filter(({ phase }) => phase !== 'ended');
  const misfit =
    differs('sessions', { model: names(sessions), seen: names(seen.sessions) }) ??
    differs('profiles', { model: names(Object.values(state.profiles)), seen: names(seen.profiles) }) ??
    seen.sessions.map(session => misfitOf(state.sessions[session.name], session)).find(Boolean) ??
    seen.profiles.map(profile => profileMisfit(state.profiles[profile.name], profile)).find(Boolean) ??
    differs('list', { model: names(unfinished), seen: [...seen.listed].sort() }) ??
    differs('browsers', {
      model: unfinished.filter(({ phase }) => phase === 'live').length,
      seen: seen.browsers,
    }) ??
    differs('homes', { model: unfinished.length, seen: seen.homes });
  return misfit === undefined || misfit === null ? { state: narrowed(state, seen) } : { misfit };
}

const names = (all: readonly { name: string }[]): string[] => all.map(({ name }) => name).sort();

function differs(what: string, { model, seen }: { model: unknown; seen: unknown }): string | null {
  if (isDeepStrictEqual(model, seen)) return null;
  return `${what}: the model has ${JSON.stringify(model)}, the server ${JSON.stringify(seen)}`;
}

function misfitOf(model: SessionModel | undefined, seen: SeenSession): string | null {
  if (model === undefined) return `the model has no session ${seen.name}`;
  const { name, status, reason, generation, timeout, generates, profile, events } = model;
  const expected = {
    name,
    status,
    reason,
    generation,
    timeout,
    keeps: generates || profile !== null,
    profile,
    events,
  };
  const { mark, ...found } = seen;
  const same = differs(`session ${name}`, { model: expected, seen: found });
  if (same !== null || mark === undefined || model.holds.includes(mark)) return same;
  return `session ${name}: it holds ${mark}, and may hold ${JSON.stringify(model.holds)}`;
}

function profileMisfit(model: ProfileModel | undefined, seen: SeenProfile): string | null {
  if (model === undefined) return `the model has no profile ${seen.name}`;
  const expected = { ...model, versions: model.versions.map(({ holds: _, ...version }) => version) };
  const found = { ...seen, versions: seen.versions.map(({ mark: _, ...version }) => version) };
  const same = differs(`profile ${seen.name}`, { model: expected, seen: found });
  if (same !== null) return same;
  const wrong = seen.versions.find(({ mark }, index) => !model.versions[index]?.holds.includes(mark));
  if (wrong === undefined) return null;
  const { holds } = model.versions[wrong.number - 1] ?? {};
  return `profile ${seen.name}: version ${wrong.number} holds ${wrong.mark}, and may hold ${JSON.stringify(holds)}`;
}

function narrowed(state: State, seen: Observation): State {
  const sessions = seen.sessions.flatMap(({ name, mark }) => {
    const model = state.sessions[name];
    if (model === undefined || mark === undefined || model.holds.length === 1) return model ?? [];
    return { ...model, holds: [mark], written: [{ mark, at: 0 }] };
  });
  const profiles = seen.profiles.flatMap(({ name, versions }) => {
    const model = state.profiles[name];
    if (model === undefined) return [];
    const known = model.versions.map((version, index) => ({
      ...version,
      holds: [versions[index]?.mark ?? null],
    }));
    return { ...model, versions: known };
  });
  return {
    ...state,
    sessions: Object.fromEntries(sessions.map(session => [session.name, session])),
    profiles: Object.fromEntries(profiles.map(profile => [profile.name, profile])),
  };
}
