import {
  BrowserSessionHistoryQuery,
  CreateBrowserSessionRequest,
  ListBrowserSessionEventsQuery,
  ListBrowserSessionsQuery,
  UpdateBrowserSessionRequest,
} from '@berth/contract';
import type { SessionRecord } from '../../domain/session.ts';
import type { ArtifactLinks } from '../../files/artifact-links.ts';
import type { Downloads } from '../../files/downloads.ts';
import type { IdempotencyKeys } from '../../keys/idempotency-keys.ts';
import type { Runs } from '../../runs/runs.ts';
import type { Sessions } from '../../sessions/sessions.ts';
import { fileInfo } from '../files-to-wire.ts';
import { idempotencyKeyOf } from '../idempotency-key.ts';
import { newsToWire } from '../news-to-wire.ts';
import { sessionToWire } from '../session-to-wire.ts';
import { parseBody, parseQuery, unknownKeysWarning } from '../validation.ts';
import { type Call, type Handlers, sessionIdOf } from './call.ts';

export interface SessionRooms {
  readonly sessions: Sessions;
  readonly runs: Runs;
  readonly downloads: Downloads;
  readonly artifactLinks: ArtifactLinks;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly node: string;
}

/** Create, look up, change and close sessions. */
export function sessionHandlers(rooms: SessionRooms) {
  const { sessions, idempotencyKeys } = rooms;
  const show = (call: Call, record: SessionRecord, warning: string | null = null) => {
    const links = { origin: call.origin, links: rooms.artifactLinks };
    return sessionToWire(record, {
      origin: call.origin,
      node: rooms.node,
      runningRun: rooms.runs.runningIn(record.id),
      downloads: rooms.downloads.list(record.id).flatMap(download => fileInfo(download, links) ?? []),
      warning,
    });
  };
  return {
    createBrowserSession: async call => {
      const { organizationId, body, headers } = call;
      const request = parseBody(CreateBrowserSessionRequest, body);
      const key = idempotencyKeyOf(headers);
      const record = await idempotencyKeys.once(
        { organizationId, operation: 'createBrowserSession', key, request },
        {
          idPrefix: 'pbs',
          admit: () => sessions.admit(organizationId),
          make: id => sessions.create(organizationId, request, { id }),
          find: id => sessions.findLaunched(organizationId, id),
        },
      );
      return show(call, record, unknownKeysWarning(CreateBrowserSessionRequest, body));
    },
    listBrowserSessions: call => {
      const filter = parseQuery(ListBrowserSessionsQuery, call.query);
      return sessions.listLive(call.organizationId, filter).map(record => show(call, record));
    },
    getBrowserSessionHistory: call => {
      const { page, page_size } = parseQuery(BrowserSessionHistoryQuery, call.query);
      const window = { page: page ?? 1, pageSize: page_size ?? 10 };
      return sessions.listRecent(call.organizationId, window).map(record => show(call, record));
    },
    getBrowserSession: call => show(call, sessions.get(call.organizationId, sessionIdOf(call))),
    updateBrowserSession: call => {
      const request = parseBody(UpdateBrowserSessionRequest, call.body);
      const record = sessions.update(call.organizationId, sessionIdOf(call), request);
      return show(call, record, unknownKeysWarning(UpdateBrowserSessionRequest, call.body));
    },
    listBrowserSessionEvents: call => {
      const { after, page_size } = parseQuery(ListBrowserSessionEventsQuery, call.query);
      const page = { after: after ?? 0, count: page_size ?? 100 };
      return sessions.news(call.organizationId, sessionIdOf(call), page).map(newsToWire);
    },
    closeAllBrowserSessions: async call => ({ closed: await sessions.closeAllOf(call.organizationId) }),
    closeBrowserSession: async call => {
      await sessions.close(call.organizationId, sessionIdOf(call));
      return { message: 'Browser session closed' };
    },
  } satisfies Partial<Handlers>;
}
