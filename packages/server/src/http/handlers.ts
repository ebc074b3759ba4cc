import type { IncomingHttpHeaders } from 'node:http';
import {
  ArtifactLinkQuery,
  BrowserSessionHistoryQuery,
  CreateBrowserSessionRequest,
  CreateConnectTokenRequest,
  ListBrowserSessionsQuery,
  type OperationId,
  RunTaskRequest,
  SignInRequest,
  UpdateBrowserSessionRequest,
} from '@berth/contract';
import type { RunRecord } from '../domain/run.ts';
import { isFinal, type SessionRecord } from '../domain/session.ts';
import type { ArtifactLinks } from '../files/artifact-links.ts';
import type { Downloads } from '../files/downloads.ts';
import type { Uploads } from '../files/uploads.ts';
import type { ConnectTokens } from '../keys/connect-tokens.ts';
import type { IdempotencyKeys } from '../keys/idempotency-keys.ts';
import type { Keys } from '../keys/keys.ts';
import type { Tickets } from '../keys/tickets.ts';
import type { Runs } from '../runs/runs.ts';
import type { Sessions } from '../sessions/sessions.ts';
import { sessionEnded } from '../sessions/sessions.ts';
import { connectTokenToWire } from './connect-token-to-wire.ts';
import { FileAnswer } from './file-answer.ts';
import { downloadToWire, fileInfo, uploadToWire } from './files-to-wire.ts';
import { idempotencyKeyOf } from './idempotency-key.ts';
import { readFiles } from './multipart.ts';
import { runToWire, stepToWire } from './run-to-wire.ts';
import { instant, sessionToWire } from './session-to-wire.ts';
import { parseBody, parseQuery, unknownKeysWarning } from './validation.ts';

export interface Rooms {
  readonly sessions: Sessions;
  readonly runs: Runs;
  readonly keys: Keys;
  readonly tickets: Tickets;
  readonly connectTokens: ConnectTokens;
  readonly uploads: Uploads;
  readonly downloads: Downloads;
  readonly artifactLinks: ArtifactLinks;
  readonly idempotencyKeys: IdempotencyKeys;
  /** `http://HOST:PORT`, as clients reach the server. */
  readonly origin: () => string;
  readonly node: string;
  readonly version: string;
  /** The installed browser's name for itself, or null. */
  readonly browserName: () => Promise<string | null>;
}

/** One request, its key already judged. */
export interface Call {
  /** Whose key was sent; empty for the few operations that need none. */
  readonly organizationId: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: unknown;
  /** Parsed JSON; for an operation that takes files, the stream of them. */
  readonly body: unknown;
  readonly headers: IncomingHttpHeaders;
}

export type Handlers = Readonly<Record<OperationId, (call: Call) => unknown>>;

const liveTicketLifeMs = 60_000;
const pageKeyLifeMs = 12 * 60 * 60_000;

/** What each operation does: reads the body, asks a room, writes the answer's shape. */
export function createHandlers(rooms: Rooms): Handlers {
  const links = () => ({ origin: rooms.origin(), links: rooms.artifactLinks });
  const { sessions, runs, keys, tickets, idempotencyKeys } = rooms;
  const session = (record: SessionRecord, warning: string | null = null) =>
    sessionToWire(record, {
      origin: rooms.origin(),
      node: rooms.node,
      runningRun: runs.runningIn(record.id),
      downloads: rooms.downloads.list(record.id).flatMap(download => fileInfo(download, links()) ?? []),
      warning,
    });
  const run = (record: RunRecord) =>
    runToWire(record, rooms.origin(), runs.steps(record.organizationId, record.id).length);
  const sessionId = (call: Call): string => call.params.browser_session_id ?? '';
  const runId = (call: Call): string => call.params.run_id ?? '';
  return {
    createBrowserSession: async ({ organizationId, body, headers }) => {
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
      return session(record, unknownKeysWarning(CreateBrowserSessionRequest, body));
    },
    listBrowserSessions: call => {
      const filter = parseQuery(ListBrowserSessionsQuery, call.query);
      return sessions.listLive(call.organizationId, filter).map(record => session(record));
    },
    getBrowserSessionHistory: call => {
      const { page, page_size } = parseQuery(BrowserSessionHistoryQuery, call.query);
      const window = { page: page ?? 1, pageSize: page_size ?? 10 };
      return sessions.listRecent(call.organizationId, window).map(record => session(record));
    },
    getBrowserSession: call => session(sessions.get(call.organizationId, sessionId(call))),
    updateBrowserSession: call => {
      const request = parseBody(UpdateBrowserSessionRequest, call.body);
      const record = sessions.update(call.organizationId, sessionId(call), request);
      return session(record, unknownKeysWarning(UpdateBrowserSessionRequest, call.body));
    },
    closeAllBrowserSessions: async call => ({ closed: await sessions.closeAllOf(call.organizationId) }),
    closeBrowserSession: async call => {
      await sessions.close(call.organizationId, sessionId(call));
      return { message: 'Browser session closed' };
    },
    createLiveTicket: call => {
      const record = sessions.get(call.organizationId, sessionId(call));
      if (isFinal(record)) throw sessionEnded(record);
      const use = { purpose: 'live', organizationId: call.organizationId, sessionId: record.id } as const;
      const { ticket, expiresAt } = tickets.issue(use, liveTicketLifeMs);
      return { ticket, expires_at: instant(expiresAt) };
    },
    createConnectToken: call => {
      const record = sessions.get(call.organizationId, sessionId(call));
      if (isFinal(record)) throw sessionEnded(record);
      const { expires_in: seconds } = parseBody(CreateConnectTokenRequest, call.body);
      const lifeMs = seconds === null || seconds === undefined ? null : seconds * 1000;
      const { token, expiresAt } = rooms.connectTokens.issue(record.id, lifeMs);
      return connectTokenToWire({ token, expiresAt, sessionId: record.id, origin: rooms.origin() });
    },
    uploadFiles: async call => {
      const files = () => readFiles(call.body, call.headers);
      return (await rooms.uploads.add(call.organizationId, sessionId(call), files)).map(uploadToWire);
    },
    listUploads: call => rooms.uploads.list(call.organizationId, sessionId(call)).map(uploadToWire),
    listDownloads: call => {
      const { id } = sessions.get(call.organizationId, sessionId(call));
      return rooms.downloads.list(id).map(record => downloadToWire(record, links()));
    },
    getArtifactContent: call => {
      const id = call.params.artifact_id ?? '';
      const { expiry = '', sig } = parseQuery(ArtifactLinkQuery, call.query);
      if (sig !== undefined) rooms.artifactLinks.check(id, { expiry, sig });
      const { filename, state } = rooms.downloads.get(sig === undefined ? call.organizationId : null, id);
      const { size, checksum } = state;
      return new FileAnswer({ filename, size, checksum, open: range => rooms.downloads.open(id, range) });
    },
    runTask: async ({ organizationId, body, headers }) => {
      const request = parseBody(RunTaskRequest, unwrapped(body));
      const key = idempotencyKeyOf(headers);
      const record = await idempotencyKeys.once(
        { organizationId, operation: 'runTask', key, request },
        {
          idPrefix: 'tsk',
          make: id => runs.submit(organizationId, request, { id }),
          find: id => runs.find(organizationId, id),
        },
      );
      return run(record);
    },
    getRun: call => run(runs.get(call.organizationId, runId(call))),
    getRunTimeline: call => runs.steps(call.organizationId, runId(call)).map(stepToWire),
    cancelRun: async call => {
      await runs.cancel(call.organizationId, runId(call));
      return null;
    },
    signIn: ({ body }) => {
      const { organizationId } = tickets.redeem(parseBody(SignInRequest, body).ticket, 'sign-in');
      const { key, secret } = keys.createForPage(organizationId, pageKeyLifeMs);
      return { api_key: secret, expires_at: instant(key.expiresAt ?? 0) };
    },
    getVersion: async () => ({ version: rooms.version, browser: await rooms.browserName() }),
  };
}

/** The seed's TypeScript example wraps the request: `{ "body": { "prompt": … } }`. */
function unwrapped(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('body' in body) || 'prompt' in body) return body;
  return body.body;
}
