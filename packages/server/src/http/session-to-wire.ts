import type { BrowserSession, SessionStatus } from '@berth/contract';
import { isStarted, keepsState, type SessionRecord } from '../domain/session.ts';

export interface WireContext {
  /** `http://HOST:PORT`, as clients reach the server. */
  readonly origin: string;
  readonly node: string;
  readonly runningRun: string | null;
  /** Those that are complete, newest first. */
  readonly downloads: BrowserSession['downloaded_files'];
  readonly warning: string | null;
}

export function sessionToWire(record: SessionRecord, context: WireContext): BrowserSession {
  const { state } = record;
  const ended = state.phase === 'ending' || state.phase === 'ended' ? state : null;
  const started = state.phase === 'launching' ? null : state;
  return {
    browser_session_id: record.id,
    organization_id: record.organizationId,
    status: statusOf(record),
    end_reason: ended?.reason ?? null,
    name: record.name,
    tags: [...record.tags],
    timeout: record.timeoutMinutes,
    created_at: instant(record.createdAt),
    modified_at: instant(record.modifiedAt),
    started_at: nullableInstant(started?.startedAt ?? null),
    expires_at: nullableInstant(started?.expiresAt ?? null),
    last_activity_at: nullableInstant(record.lastActivityAt),
    completed_at: nullableInstant(ended?.endedAt ?? null),
    deleted_at: null,
    browser_address: isStarted(state) ? `${context.origin}/cdp/${record.id}` : null,
    app_url: `${context.origin}/browser-session/${record.id}`,
    generation: started?.generation ?? 1,
    persisted: [...persisted],
    node: context.node,
    runnable_type: context.runningRun === null ? null : 'task',
    runnable_id: context.runningRun,
    extensions: null,
    browser_type: null,
    browser_profile_id: record.profile?.profileId ?? null,
    generate_browser_profile: keepsState(record),
    vnc_streaming_supported: false,
    stream_transport: null,
    download_path: null,
    downloaded_files: context.downloads,
    recordings: null,
    warning: context.warning,
  };
}

/** Connections of clients, what scripts hold in memory, and contexts that clients made are what does not survive. */
const persisted = [
  'tabs',
  'history',
  'cookies',
  'session_cookies',
  'local_storage',
  'session_storage',
  'indexed_db',
  'uploads',
  'downloads',
];

function statusOf({ state }: SessionRecord): SessionStatus {
  switch (state.phase) {
    case 'launching':
      return 'created';
    case 'live':
    case 'restoring':
      return 'running';
    case 'asleep':
      return 'hibernated';
    case 'ending':
    case 'ended':
      return state.outcome;
  }
}

export const instant = (at: number): string => new Date(at).toISOString();
const nullableInstant = (at: number | null): string | null => (at === null ? null : instant(at));
