/*
 * The life of a session as a pure state machine. `step` is the only place that knows which transition is legal; the
 * supervisor saves what it returns and carries out the effects.
 *
 *   launching ─launched→ live ─close, expiry, death→ ending ─browserGone→ ended
 *        └───────────launch failed, close────────────↗
 */

export interface SessionRecord extends SessionSettings {
  readonly id: string;
  readonly organizationId: string;
  readonly startUrl: string | null;
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
}

export type SessionState = Launching | Live | Ending | Ended;

interface Launching {
  readonly phase: 'launching';
  readonly home: string;
}

interface Live {
  readonly phase: 'live';
  readonly browser: BrowserRef;
  readonly generation: number;
  readonly startedAt: number;
  readonly expiresAt: number;
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
  | { readonly type: 'browserGone'; readonly at: number };

export type SessionEffect =
  /** Close the browser of this home, politely when it still answers, and leave nothing of it. */
  { readonly type: 'endBrowser'; readonly home: string };

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

function onLaunched(record: SessionRecord, event: { browser: BrowserRef; at: number }): StepResult {
  // A close that came while the browser was starting has already asked for its end.
  if (record.state.phase !== 'launching') return unchanged(record);
  const state: Live = {
    phase: 'live',
    browser: event.browser,
    generation: 1,
    startedAt: event.at,
    expiresAt: deadline(event.at, record.timeoutMinutes),
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
  if (state.phase !== 'live') return { record: changed, effects: [] };
  const expiresAt = deadline(state.startedAt, changed.timeoutMinutes);
  return { record: { ...changed, state: { ...state, expiresAt } }, effects: [] };
}

function onExpired(record: SessionRecord, at: number): StepResult {
  // The deadline may have been moved since the clock read it.
  if (record.state.phase !== 'live' || record.state.expiresAt > at) return unchanged(record);
  return end(record, { outcome: 'timeout', reason: 'expired', detail: null, at });
}

function onBrowserDied(
  record: SessionRecord,
  event: { reason: 'browser_crashed' | 'browser_hung'; at: number },
): StepResult {
  if (record.state.phase !== 'live') return unchanged(record);
  return end(record, { outcome: 'failed', reason: event.reason, detail: null, at: event.at });
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
  const home = state.phase === 'launching' ? state.home : state.browser.home;
  const ending: Ending = {
    phase: 'ending',
    home,
    outcome: how.outcome,
    reason: how.reason,
    reasonDetail: how.detail,
    startedAt: state.phase === 'live' ? state.startedAt : null,
    expiresAt: state.phase === 'live' ? state.expiresAt : null,
    generation: 1,
    endedAt: how.at,
  };
  return { record: { ...record, state: ending }, effects: [{ type: 'endBrowser', home }] };
}

function finished({ home: _, ...ending }: Ending): Ended {
  return { ...ending, phase: 'ended' };
}

const unchanged = (record: SessionRecord): StepResult => ({ record, effects: [] });
