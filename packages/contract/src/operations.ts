import { z } from 'zod';
import type { ErrorCode } from './errors.ts';
import { ListBrowserSessionEventsQuery, SessionEvent } from './event.ts';
import { ArtifactId, ArtifactLinkQuery, Download, UploadedFile } from './file.ts';
import {
  BrowserProfile,
  CreateBrowserProfileRequest,
  ListBrowserProfilesQuery,
  ProfileId,
} from './profile.ts';
import { Run, RunId, RunStep, RunTaskRequest } from './run.ts';
import {
  BrowserSession,
  BrowserSessionHistoryQuery,
  CloseAllBrowserSessionsResponse,
  CloseBrowserSessionResponse,
  ConnectToken,
  CreateBrowserSessionRequest,
  CreateConnectTokenRequest,
  ListBrowserSessionsQuery,
  LiveTicket,
  SessionId,
  UpdateBrowserSessionRequest,
} from './session.ts';
import { SignInRequest, SignInResponse } from './sign-in.ts';
import { Version } from './version.ts';

export interface Operation {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  /** With `{name}` for each parameter of `params`. */
  readonly path: string;
  readonly summary: string;
  readonly params: Readonly<Record<string, z.ZodType>>;
  /** What may stand behind the `?`; other keys there are ignored. */
  readonly query?: z.ZodObject;
  /** With an `Idempotency-Key`, a request that is sent again gets what the first one made. */
  readonly takesIdempotencyKey?: true;
  /** `files`: multipart/form-data with files in the field `file`. */
  readonly body: z.ZodType | 'files' | null;
  /** `bytes`: a file, whole or in part; `null`: 204, nothing. */
  readonly response: z.ZodType | 'bytes' | null;
  /** `true`: a link that the server signed opens it as well as a key. */
  readonly takesLink?: true;
  /** `false`: answers without an API key. */
  readonly needsKey: boolean;
  readonly errors: readonly ErrorCode[];
}

const session = { browser_session_id: SessionId };
const run = { run_id: RunId };
const profile = { browser_profile_id: ProfileId };

/** Every operation of the API by its `operationId`. Routes, the OpenAPI document and the clients follow from this table. */
export const operations = {
  createBrowserSession: {
    method: 'POST',
    path: '/v1/browser_sessions',
    summary: 'Start a browser session; answers when its browser can be connected to.',
    params: {},
    takesIdempotencyKey: true,
    body: CreateBrowserSessionRequest,
    response: BrowserSession,
    needsKey: true,
    errors: [
      'invalid_request',
      'idempotency_key_reused',
      'invalid_url',
      'not_supported_yet',
      'limit_reached',
      'browser_launch_failed',
      'server_stopping',
      'insufficient_storage',
    ],
  },
  listBrowserSessions: {
    method: 'GET',
    path: '/v1/browser_sessions',
    summary: 'The live sessions, newest first.',
    params: {},
    query: ListBrowserSessionsQuery,
    body: null,
    response: z.array(BrowserSession),
    needsKey: true,
    errors: ['invalid_request'],
  },
  getBrowserSessionHistory: {
    method: 'GET',
    path: '/v1/browser_sessions/history',
    summary:
      'The live sessions and those created in the last 7 days: `running` ones first, then newest first, page by page.',
    params: {},
    query: BrowserSessionHistoryQuery,
    body: null,
    response: z.array(BrowserSession),
    needsKey: true,
    errors: ['invalid_request'],
  },
  getBrowserSession: {
    method: 'GET',
    path: '/v1/browser_sessions/{browser_session_id}',
    summary: 'One session, live or ended.',
    params: session,
    body: null,
    response: BrowserSession,
    needsKey: true,
    errors: ['session_not_found'],
  },
  updateBrowserSession: {
    method: 'PATCH',
    path: '/v1/browser_sessions/{browser_session_id}',
    summary: 'Change a session that has not ended: when it ends, its name, its tags. What is left out stays.',
    params: session,
    body: UpdateBrowserSessionRequest,
    response: BrowserSession,
    needsKey: true,
    errors: [
      'invalid_request',
      'not_supported_yet',
      'session_not_found',
      'session_already_ended',
      'insufficient_storage',
    ],
  },
  listBrowserSessionEvents: {
    method: 'GET',
    path: '/v1/browser_sessions/{browser_session_id}/events',
    summary:
      'What happened to a session, oldest first: its browser died and came back, it was changed, it ended.',
    params: session,
    query: ListBrowserSessionEventsQuery,
    body: null,
    response: z.array(SessionEvent),
    needsKey: true,
    errors: ['invalid_request', 'session_not_found'],
  },
  closeAllBrowserSessions: {
    method: 'POST',
    path: '/v1/browser_sessions/close_all',
    summary:
      'End every live session of the organization; answers when nothing of their browsers is left. With none it does nothing.',
    params: {},
    body: null,
    response: CloseAllBrowserSessionsResponse,
    needsKey: true,
    errors: [],
  },
  closeBrowserSession: {
    method: 'POST',
    path: '/v1/browser_sessions/{browser_session_id}/close',
    summary:
      'End a session; answers when nothing of its browser is left. Closing twice is the same as closing once.',
    params: session,
    body: null,
    response: CloseBrowserSessionResponse,
    needsKey: true,
    errors: ['session_not_found'],
  },
  createLiveTicket: {
    method: 'POST',
    path: '/v1/browser_sessions/{browser_session_id}/live_ticket',
    summary: 'A one-shot ticket for the live view of a session.',
    params: session,
    body: null,
    response: LiveTicket,
    needsKey: true,
    errors: ['session_not_found', 'session_ended'],
  },
  createConnectToken: {
    method: 'POST',
    path: '/v1/browser_sessions/{browser_session_id}/connect_token',
    summary: 'Addresses with a secret in them, for CDP clients that can only be given a URL.',
    params: session,
    body: CreateConnectTokenRequest,
    response: ConnectToken,
    needsKey: true,
    errors: ['invalid_request', 'session_not_found', 'session_ended'],
  },
  uploadFiles: {
    method: 'POST',
    path: '/v1/browser_sessions/{browser_session_id}/uploads',
    summary:
      "Put files into a session, for the file inputs of its pages: `DOM.setFileInputFiles` takes an upload's `filename` or `path`.",
    params: session,
    body: 'files',
    response: z.array(UploadedFile),
    needsKey: true,
    errors: [
      'invalid_request',
      'session_not_found',
      'file_limit_reached',
      'session_ended',
      'body_too_large',
      'unsupported_media_type',
      'insufficient_storage',
    ],
  },
  listUploads: {
    method: 'GET',
    path: '/v1/browser_sessions/{browser_session_id}/uploads',
    summary: 'The files that were put into a session, newest first. They go when it ends.',
    params: session,
    body: null,
    response: z.array(UploadedFile),
    needsKey: true,
    errors: ['session_not_found'],
  },
  listDownloads: {
    method: 'GET',
    path: '/v1/browser_sessions/{browser_session_id}/downloads',
    summary: 'What the pages of a session downloaded, newest first; kept for days after its end.',
    params: session,
    body: null,
    response: z.array(Download),
    needsKey: true,
    errors: ['session_not_found'],
  },
  getArtifactContent: {
    method: 'GET',
    path: '/v1/artifacts/{artifact_id}/content',
    summary: 'The bytes of a download, or with `Range` a part of them.',
    params: { artifact_id: ArtifactId },
    query: ArtifactLinkQuery,
    body: null,
    response: 'bytes',
    needsKey: true,
    takesLink: true,
    errors: ['link_invalid', 'artifact_not_found', 'range_not_satisfiable'],
  },
  runTask: {
    method: 'POST',
    path: '/v1/run/tasks',
    summary: 'Start a run: do what the prompt says, in a session or in a browser of its own.',
    params: {},
    takesIdempotencyKey: true,
    body: RunTaskRequest,
    response: Run,
    needsKey: true,
    errors: [
      'invalid_request',
      'idempotency_key_reused',
      'invalid_url',
      'not_supported_yet',
      'session_not_found',
      'session_occupied',
      'session_ended',
      'limit_reached',
    ],
  },
  getRun: {
    method: 'GET',
    path: '/v1/runs/{run_id}',
    summary: 'One run.',
    params: run,
    body: null,
    response: Run,
    needsKey: true,
    errors: ['run_not_found'],
  },
  getRunTimeline: {
    method: 'GET',
    path: '/v1/runs/{run_id}/timeline',
    summary: 'The steps that a run has taken, in order.',
    params: run,
    body: null,
    response: z.array(RunStep),
    needsKey: true,
    errors: ['run_not_found'],
  },
  cancelRun: {
    method: 'POST',
    path: '/v1/runs/{run_id}/cancel',
    summary: 'Cancel a run; answers when it has stopped acting on the page.',
    params: run,
    body: null,
    response: z.null(),
    needsKey: true,
    errors: ['run_not_found', 'run_already_final'],
  },
  createBrowserProfile: {
    method: 'POST',
    path: '/v1/browser_profiles',
    summary:
      'Save the state of a session as a profile that other sessions start from, or make a blank profile.',
    params: {},
    takesIdempotencyKey: true,
    body: CreateBrowserProfileRequest,
    response: BrowserProfile,
    needsKey: true,
    errors: [
      'invalid_request',
      'idempotency_key_reused',
      'not_supported_yet',
      'session_not_found',
      'run_not_found',
      'profile_not_enabled',
      'profile_not_ready',
      'profile_name_taken',
      'profile_corrupt',
      'insufficient_storage',
    ],
  },
  listBrowserProfiles: {
    method: 'GET',
    path: '/v1/browser_profiles',
    summary: 'The profiles of the organization, newest first, page by page.',
    params: {},
    query: ListBrowserProfilesQuery,
    body: null,
    response: z.array(BrowserProfile),
    needsKey: true,
    errors: ['invalid_request'],
  },
  getBrowserProfile: {
    method: 'GET',
    path: '/v1/browser_profiles/{browser_profile_id}',
    summary: 'One profile.',
    params: profile,
    body: null,
    response: BrowserProfile,
    needsKey: true,
    errors: ['profile_not_found'],
  },
  deleteBrowserProfile: {
    method: 'DELETE',
    path: '/v1/browser_profiles/{browser_profile_id}',
    summary:
      'Delete a profile: its versions are gone for good, its name is free. Sessions that started from it go on.',
    params: profile,
    body: null,
    response: null,
    needsKey: true,
    errors: ['profile_not_found'],
  },
  signIn: {
    method: 'POST',
    path: '/v1/sign_in',
    summary: 'Swap the one-shot sign-in link of the server for an API key that lasts half a day.',
    params: {},
    body: SignInRequest,
    response: SignInResponse,
    needsKey: false,
    errors: ['invalid_request', 'ticket_invalid'],
  },
  getVersion: {
    method: 'GET',
    path: '/v1/version',
    summary: 'Which server and which browser this is.',
    params: {},
    body: null,
    response: Version,
    needsKey: false,
    errors: [],
  },
} as const satisfies Record<string, Operation>;

export type OperationId = keyof typeof operations;
