import {
  addVersion,
  baseOf,
  die,
  end,
  keeps,
  type Mark,
  onItsWay,
  type SessionModel,
  type State,
  told,
  wake,
  withProfile,
  withSession,
} from './model.ts';

export type Operation =
  | {
      readonly kind: 'create';
      readonly name: string;
      readonly timeout: number;
      readonly generates: boolean;
      readonly profile: string | null;
      readonly savesTo: boolean;
    }
  | { readonly kind: 'patch'; readonly session: string; readonly change: Change }
  | { readonly kind: 'close'; readonly session: string }
  | { readonly kind: 'crash'; readonly session: string }
  | { readonly kind: 'mark'; readonly session: string; readonly mark: string }
  | { readonly kind: 'save'; readonly session: string; readonly profile: string; readonly beside: boolean }
  | { readonly kind: 'profile'; readonly name: string; readonly session: string | null }
  | { readonly kind: 'advance'; readonly minutes: number };

export type Change =
  | { readonly timeout: number }
  | { readonly generate_browser_profile: boolean }
  | { readonly tags: readonly string[] };

/** What the outside saw of an operation. `null`: it was cut off. */
export interface Answered {
  readonly operation: Operation;
  readonly answer: { readonly status: number; readonly code: string | null; readonly number?: number } | null;
  /** When it was asked for. */
  readonly at: number;
  /** Of a create: when it was answered, at which its timer runs already. */
  readonly startedAt?: number;
}

interface Outcome {
  readonly status: number;
  readonly code?: string;
  readonly number?: number;
  readonly state: State;
}

export interface Batch {
  readonly operations: readonly Answered[];
  /** When the server was killed meanwhile, and whether all browsers were before the next one started. */
  readonly kill: { readonly at: number; readonly takesBrowsers: boolean } | null;
}

/** What the server may answer, and what is so afterwards. */
export function outcomesOf(
  state: State,
  { operation, at, startedAt }: Answered,
  { batch, loose }: { batch: Batch; loose: ReadonlySet<string> },
): readonly Outcome[] {
  switch (operation.kind) {
    case 'create':
      return [{ status: 200, state: withSession(state, created(state, operation, startedAt ?? at)) }];
    case 'advance':
      return [{ status: 200, state: { ...state, shift: state.shift + operation.minutes * 60_000 } }];
    case 'patch':
      return [patched(state, sessionOf(state, operation.session), { change: operation.change, at })];
    case 'close': {
      const session = sessionOf(state, operation.session);
      if (session.phase === 'ended') return [{ status: 200, state }];
      const how = { status: 'completed', reason: 'closed', kill: batch.kill };
      return [{ status: 200, state: end(state, session, how) }];
    }
    case 'crash': {
      const session = sessionOf(state, operation.session);
      const after = session.phase === 'live' ? die(state, session, at) : [state];
      return after.map(each => ({ status: 200, state: each }));
    }
    case 'mark': {
      const { session: name, mark } = operation;
      if (sessionOf(state, name).phase === 'ended') return [{ status: 410, state }];
      const woken = wake(state, sessionOf(state, name));
      const shut = isAlone(batch)
        ? []
        : startedWaking(state, name).map(each => ({ status: 410, state: each }));
      const session = sessionOf(woken, name);
      const holds: readonly Mark[] = loose.has(name) ? [...session.holds, mark] : [mark];
      const written = [...session.written, { mark, at }];
      return [{ status: 200, state: withSession(woken, { ...session, holds, written }) }, ...shut];
    }
    case 'save':
      return saved(state, operation, batch);
    case 'profile':
      return profileMade(state, operation, batch);
  }
}

export function sessionOf(state: State, name: string): SessionModel {
  const session = state.sessions[name];
  if (session === undefined) throw new Error(`the model has no session ${name}`);
  return session;
}

export function created(
  state: State,
  { name, timeout, generates, profile, savesTo }: Extract<Operation, { kind: 'create' }>,
  at: number,
): SessionModel {
  const from = profile === null ? undefined : state.profiles[profile];
  const holds = from?.versions.find(({ number }) => number === from.current)?.holds ?? [null];
  return {
    name,
    phase: 'live',
    status: 'running',
    reason: null,
    generation: 1,
    timeout,
    generates,
    profile,
    base: from?.current ?? null,
    savesTo,
    startedAt: at + state.shift,
    deaths: [],
    events: ['created', 'started'],
    holds,
    written: holds.map(mark => ({ mark, at: 0 })),
    isKept: false,
  };
}

function patched(
  state: State,
  session: SessionModel,
  { change, at }: { change: Change; at: number },
): Outcome {
  if (session.phase === 'ended') return { status: 409, code: 'session_already_ended', state };
  if ('timeout' in change) {
    const { timeout } = change;
    const isPast = session.startedAt + timeout * 60_000 <= at + state.shift;
    if (isPast) return { status: 422, code: 'invalid_request', state };
    if (timeout === session.timeout) return { status: 200, state };
    return { status: 200, state: withSession(state, told({ ...session, timeout }, 'changed')) };
  }
  if ('tags' in change) return { status: 200, state: withSession(state, told(session, 'changed')) };
  const generates = change.generate_browser_profile;
  if (generates === session.generates) return { status: 200, state };
  return { status: 200, state: withSession(state, told({ ...session, generates }, 'changed')) };
}

/** What a save takes its content from; or why it cannot. */
function sourceOf(state: State, name: string, batch: Batch): readonly (Outcome | State)[] {
  const session = sessionOf(state, name);
  if (!keeps(session)) return [{ status: 400, code: 'profile_not_enabled', state }];
  const refusal = { status: 400, code: 'profile_not_ready' };
  if (session.phase !== 'ended') {
    const shut = isAlone(batch) ? [] : startedWaking(state, name).map(each => ({ ...refusal, state: each }));
    return [wake(state, session), ...shut];
  }
  const notReady: Outcome[] = isAlone(batch) ? [] : [{ ...refusal, state }];
  const left = session.events.includes('profile_saved');
  return [...notReady, left ? state : { status: 400, code: 'profile_not_enabled', state }];
}

const isAlone = ({ operations }: Batch): boolean => operations.length === 1;

/** It is woken and ends before it is awake. */
function startedWaking(state: State, name: string): readonly State[] {
  const session = sessionOf(state, name);
  return session.phase === 'asleep' ? [onItsWay(state, session, 'woken')] : [];
}

const isOutcome = (source: Outcome | State): source is Outcome => 'status' in source;

function saved(
  before: State,
  { session: name, profile, beside }: Extract<Operation, { kind: 'save' }>,
  batch: Batch,
): readonly Outcome[] {
  const session = sessionOf(before, name);
  const parent = baseOf(before, session, profile);
  const isConflict = parent !== before.profiles[profile]?.current;
  if (keeps(session) && isConflict && !beside)
    return [{ status: 409, code: 'profile_conflict', state: before }];
  return sourceOf(before, name, batch).map(source => {
    if (isOutcome(source)) return source;
    const { holds } = sessionOf(source, name);
    const { state, number } = addVersion(source, profile, { parent, source: name, isOfEnd: false, holds });
    return { status: 200, number, state };
  });
}

function profileMade(
  before: State,
  { name, session }: Extract<Operation, { kind: 'profile' }>,
  batch: Batch,
): readonly Outcome[] {
  if (session === null) {
    return [{ status: 200, state: withProfile(before, { name, current: null, versions: [] }) }];
  }
  return sourceOf(before, session, batch).map(source => {
    if (isOutcome(source)) return source;
    const { holds } = sessionOf(source, session);
    const version = { number: 1, parent: null, source: session, isOfEnd: false, holds };
    return { status: 200, state: withProfile(source, { name, current: 1, versions: [version] }) };
  });
}
