/*
 * The life of a session as a pure state machine. `step` is the only place that knows which transition is legal; the
 * supervisor saves what it returns and carries out the effects.
 *
 *   launching ─launched→ live ─close, expiry, one death too many→ ending ─browserGone→ ended
 *        │               ↑ └─death→ restoring ─one failure too many──↗ ↑
 *        │               └─restored─┘   ↑ wake                         │
 *        │                            asleep (its browser died while no server ran)
 *        └───────────launch failed, close (from any of them)───────────┘
 */

import type { RestoreReport } from './browser-state.ts';

export interface SessionRecord extends SessionSettings {
  readonly id: string;
  readonly organizationId: string;
  readonly startUrl: string | null;
  /** The saved state that it started from. */
  readonly profile: ProfileUse | null;
  /** The run that it was made for, and ends with; `null`: somebody asked for it. */
  readonly runId: string | null;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly lastActivityAt: number | null;
  /** Counts saves; a save that expects another version is refused. */
  readonly version: number;
  readonly state: SessionState;
}

/** What a PATCH may change as long as the session has not ended. */
export interface SessionSettings {
  readonly name: string | null;
  readonly tags: readonly string[];
  readonly timeoutMinutes: number;
  /** Whether its state is kept when it ends, although it started from no profile. */
  readonly generatesProfile: boolean;
}

export interface ProfileUse {
  readonly profileId: string;
  /** `null`: the profile was blank. */
  readonly versionId: string | null;
  /** Whether the state at the end becomes a new version of the profile. */
  readonly isSavedTo: boolean;
}

/** Whether its state is kept when it ends. */
export function keepsState(record: SessionRecord): boolean {
  return record.generatesProfile || record.profile !== null;
}

export type SessionState = Launching | Live | Restoring | Asleep | Ending | Ended;

interface Launching {
  readonly phase: 'launching';
  readonly home: string;
}

/** What a session has from its first browser to its end, whichever process serves it. */
interface Started {
  readonly generation: number;
  readonly startedAt: number;
  readonly expiresAt: number;
}

interface Live extends Started {
  readonly phase: 'live';
  readonly browser: BrowserRef;
  /** When its browsers died within the last minute. */
  readonly deaths: readonly number[];
}

/** Its browser died; the next one, which `generation` counts already, is being started in the same home. */
interface Restoring extends Started {
  readonly phase: 'restoring';
  readonly home: string;
  readonly deaths: readonly number[];
}

/** No browser runs: it died while no server did. The next use starts one. */
interface Asleep extends Started {
  readonly phase: 'asleep';
  readonly home: string;
}

interface Ending extends End {
  readonly phase: 'ending';
  readonly home: string;
}

interface Ended extends End {
  readonly phase: 'ended';
}

interface End {
  readonly outcome: SessionOutcome;
  readonly reason: EndReason;
  /** More about the reason, for people: why the browser did not start. */
  readonly reasonDetail: string | null;
  readonly startedAt: number | null;
  readonly expiresAt: number | null;
  readonly generation: number;
  readonly endedAt: number;
}

export type SessionOutcome = 'completed' | 'timeout' | 'failed';
export type EndReason =
  | 'closed'
  | 'expired'
  | 'launch_failed'
  | 'browser_crashed'
  | 'browser_hung'
  | 'server_restarted'
  | 'stopped_by_operator';

/** What is needed to find a browser again after the server died: its home, and its process by pid and start time. */
export interface BrowserRef {
  readonly home: string;
  readonly pid: number;
  /** The kernel's start time of that process: a pid alone may have been given to another one since. */
  readonly pidStartTime: string;
}

export type SessionEvent =
  | { readonly type: 'launched'; readonly browser: BrowserRef; readonly at: number }
  | {
      readonly type: 'launchFailed';
      readonly reason: 'launch_failed' | 'server_restarted';
      readonly detail: string;
      readonly at: number;
    }
  | {
      readonly type: 'closeRequested';
      readonly reason: 'closed' | 'stopped_by_operator';
      readonly at: number;
    }
  | { readonly type: 'expired'; readonly at: number }
  | { readonly type: 'settingsChanged'; readonly settings: Partial<SessionSettings> }
  | { readonly type: 'browserDied'; readonly reason: 'browser_crashed' | 'browser_hung'; readonly at: number }
  /** The store says that it is live or coming back, and a starting server finds no browser. */
  | { readonly type: 'browserMissing' }
  | { readonly type: 'wakeRequested' }
  | { readonly type: 'restored'; readonly browser: BrowserRef; readonly report: RestoreReport }
  | { readonly type: 'restoreFailed'; readonly detail: string; readonly at: number }
  | { readonly type: 'browserGone'; readonly at: number };

export type SessionEffect =
  /** Close the browser of this home, politely when it still answers, and leave nothing of it. */
  | { readonly type: 'endBrowser'; readonly home: string }
  /** Start a new browser on what the last one left in this home. */
  | { readonly type: 'restoreBrowser'; readonly home: string };

export interface StepResult {
  /** The very record that went in when the event changes nothing. */
  readonly record: SessionRecord;
  readonly effects: readonly SessionEffect[];
}

export function step(record: SessionRecord, event: SessionEvent): StepResult {
  switch (event.type) {
    case 'launched':
      return onLaunched(record, event);
    case 'launchFailed':
      return end(record, { outcome: 'failed', reason: event.reason, detail: event.detail, at: event.at });
    case 'closeRequested':
      return end(record, { outcome: 'completed', reason: event.reason, detail: null, at: event.at });
    case 'expired':
      return onExpired(record, event.at);
    case 'browserDied':
      return onBrowserDied(record, event);
    case 'browserMissing':
      return onBrowserMissing(record);
    case 'wakeRequested':
      return record.state.phase === 'asleep' ? restore(record, record.state, []) : unchanged(record);
    case 'restored':
      return onRestored(record, event.browser);
    case 'restoreFailed':
      return onRestoreFailed(record, event);
    case 'settingsChanged':
      return onSettingsChanged(record, event.settings);
    case 'browserGone':
      return record.state.phase === 'ending'
        ? { record: { ...record, state: finished(record.state) }, effects: [] }
        : unchanged(record);
  }
}

export function isFinal(record: SessionRecord): boolean {
  return record.state.phase === 'ending' || record.state.phase === 'ended';
}

/** Whether its timer runs: from the first browser until the end begins. */
export function isStarted(state: SessionState): state is Live | Restoring | Asleep {
  return state.phase === 'live' || state.phase === 'restoring' || state.phase === 'asleep';
}

/** Where the directories of the session's browser lie. */
export function homeOf(state: Exclude<SessionState, Ended>): string {
  return state.phase === 'live' ? state.browser.home : state.home;
}

/** So many deaths within this time are no accident: another restore would only be the next. */
const mostDeaths = 3;
const deathWindow = 60_000;

function onLaunched(record: SessionRecord, event: { browser: BrowserRef; at: number }): StepResult {
  // A close that came while the browser was starting has already asked for its end.
  if (record.state.phase !== 'launching') return unchanged(record);
  const state: Live = {
    phase: 'live',
    browser: event.browser,
    generation: 1,
    startedAt: event.at,
    expiresAt: deadline(event.at, record.timeoutMinutes),
    deaths: [],
  };
  return { record: { ...record, state }, effects: [] };
}

/** The instant at which a session ends by itself. */
export function deadline(startedAt: number, timeoutMinutes: number): number {
  return startedAt + timeoutMinutes * 60_000;
}

function onSettingsChanged(record: SessionRecord, settings: Partial<SessionSettings>): StepResult {
  if (isFinal(record)) return unchanged(record);
  const changed = { ...record, ...settings };
  if (JSON.stringify(changed) === JSON.stringify(record)) return unchanged(record);
  const { state } = record;
  // A session that is still starting gets its deadline when it is launched.
  if (!isStarted(state)) return { record: changed, effects: [] };
  const expiresAt = deadline(state.startedAt, changed.timeoutMinutes);
  return { record: { ...changed, state: { ...state, expiresAt } }, effects: [] };
}

function onExpired(record: SessionRecord, at: number): StepResult {
  // The deadline may have been moved since the clock read it.
  if (!isStarted(record.state) || record.state.expiresAt > at) return unchanged(record);
  return end(record, { outcome: 'timeout', reason: 'expired', detail: null, at });
}

function onBrowserDied(
  record: SessionRecord,
  event: { reason: 'browser_crashed' | 'browser_hung'; at: number },
): StepResult {
  const { state } = record;
  if (state.phase !== 'live') return unchanged(record);
  return afterDeath(record, { ...state, home: state.browser.home }, { ...event, detail: null });
}

/** A browser that dies as it comes back has died like any other. */
function onRestoreFailed(record: SessionRecord, event: { detail: string; at: number }): StepResult {
  const { state } = record;
  if (state.phase !== 'restoring') return unchanged(record);
  const before = { ...state, generation: state.generation - 1 };
  return afterDeath(record, before, { ...event, reason: 'browser_crashed' });
}

function afterDeath(
  record: SessionRecord,
  before: Started & { readonly home: string; readonly deaths: readonly number[] },
  death: { reason: 'browser_crashed' | 'browser_hung'; detail: string | null; at: number },
): StepResult {
  const deaths = [...before.deaths.filter(at => at > death.at - deathWindow), death.at];
  if (deaths.length < mostDeaths) return restore(record, before, deaths);
  return end(record, { outcome: 'failed', ...death });
}

function restore(
  record: SessionRecord,
  { home, generation, startedAt, expiresAt }: Started & { readonly home: string },
  deaths: readonly number[],
): StepResult {
  const state: Restoring = {
    phase: 'restoring',
    home,
    generation: generation + 1,
    startedAt,
    expiresAt,
    deaths,
  };
  return { record: { ...record, state }, effects: [{ type: 'restoreBrowser', home }] };
}

function onRestored(record: SessionRecord, browser: BrowserRef): StepResult {
  if (record.state.phase !== 'restoring') return unchanged(record);
  const { generation, startedAt, expiresAt, deaths } = record.state;
  const state: Live = { phase: 'live', browser, generation, startedAt, expiresAt, deaths };
  return { record: { ...record, state }, effects: [] };
}

function onBrowserMissing(record: SessionRecord): StepResult {
  const { state } = record;
  if (state.phase !== 'live' && state.phase !== 'restoring') return unchanged(record);
  const { startedAt, expiresAt } = state;
  // The generation that was on its way has served nobody: the next one takes its number.
  const generation = state.phase === 'live' ? state.generation : state.generation - 1;
  const asleep: Asleep = { phase: 'asleep', home: homeOf(state), generation, startedAt, expiresAt };
  return { record: { ...record, state: asleep }, effects: [] };
}

interface Ends {
  readonly outcome: SessionOutcome;
  readonly reason: EndReason;
  readonly detail: string | null;
  readonly at: number;
}

/** A final status never changes: whoever ends a session first decides how it ended. */
function end(record: SessionRecord, how: Ends): StepResult {
  const { state } = record;
  if (state.phase === 'ending' || state.phase === 'ended') return unchanged(record);
  const home = homeOf(state);
  const started = isStarted(state) ? state : null;
  const ending: Ending = {
    phase: 'ending',
    home,
    outcome: how.outcome,
    reason: how.reason,
    reasonDetail: how.detail,
    startedAt: started?.startedAt ?? null,
    expiresAt: started?.expiresAt ?? null,
    generation: started?.generation ?? 1,
    endedAt: how.at,
  };
  return { record: { ...record, state: ending }, effects: [{ type: 'endBrowser', home }] };
}

function finished({ home: _, ...ending }: Ending): Ended {
  return { ...ending, phase: 'ended' };
}

const unchanged = (record: SessionRecord): StepResult => ({ record, effects: [] });
