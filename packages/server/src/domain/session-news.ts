import type { RestoreReport } from './browser-state.ts';
import type { SessionEvent, SessionRecord } from './session.ts';

/** What is told of a session, in the order in which it happened. */
export interface SessionNews {
  readonly type:
    | 'created'
    | 'started'
    | 'changed'
    | 'browser_died'
    | 'browser_restored'
    | 'hibernated'
    | 'woken'
    | 'profile_saved'
    | 'profile_not_saved'
    | 'ended';
  readonly data: Readonly<Record<string, unknown>>;
}

/** News as it is kept; `number` counts through all sessions, so that a reader can go on behind the last it has seen. */
export interface NumberedNews extends SessionNews {
  readonly number: number;
  readonly at: number;
}

/** What a transition is to those who follow the session. */
export function newsOf(before: SessionRecord, after: SessionRecord, event: SessionEvent): SessionNews[] {
  if (before === after) return [];
  const own = newsOfEvent(before, after, event);
  const { state } = after;
  if (state.phase !== 'ending') return own;
  return [...own, { type: 'ended', data: { status: state.outcome, reason: state.reason } }];
}

function newsOfEvent(before: SessionRecord, after: SessionRecord, event: SessionEvent): SessionNews[] {
  switch (event.type) {
    case 'launched':
      return [{ type: 'started', data: { generation: generationOf(after) } }];
    case 'browserDied':
      return [{ type: 'browser_died', data: { generation: generationOf(before), reason: event.reason } }];
    case 'restoreFailed': {
      const data = { generation: generationOf(before), reason: 'browser_crashed', detail: event.detail };
      return [{ type: 'browser_died', data }];
    }
    case 'restored':
      return [{ type: 'browser_restored', data: restoredData(generationOf(after), event.report) }];
    case 'browserMissing':
      return [{ type: 'hibernated', data: { reason: 'browser_died_without_server' } }];
    case 'wakeRequested':
      return [{ type: 'woken', data: {} }];
    case 'settingsChanged':
      return [{ type: 'changed', data: { fields: Object.keys(event.settings) } }];
    default:
      return [];
  }
}

function restoredData(generation: number, report: RestoreReport): Readonly<Record<string, unknown>> {
  return {
    generation,
    tabs: report.tabs,
    cookies: report.cookies,
    storage_origins: report.origins,
    lost: ['client_connections', 'script_state', 'client_contexts', 'changes_of_the_last_seconds'],
  };
}

function generationOf({ state }: SessionRecord): number {
  return state.phase === 'launching' ? 1 : state.generation;
}
