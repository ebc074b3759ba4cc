import type { Responses } from './types.gen.ts';

/** The operations that have a method in the client. */
export type RouteId = keyof Responses;

export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly needsKey: boolean;
  /** Doing it twice is the same as doing it once, so that a call whose answer got lost may be sent again. */
  readonly isRepeatable: boolean;
  /** One key for all attempts of a call: the server does it once, so that it may be sent again as well. */
  readonly takesIdempotencyKey?: true;
  /** It answers with a file in place of JSON. */
  readonly answersFile?: true;
}

/** A test holds this table against the contract, which the client does without. */
export const routes: Readonly<Record<RouteId, Route>> = {
  createBrowserSession: {
    method: 'POST',
    path: '/v1/browser_sessions',
    needsKey: true,
    isRepeatable: false,
    takesIdempotencyKey: true,
  },
  listBrowserSessions: {
    method: 'GET',
    path: '/v1/browser_sessions',
    needsKey: true,
    isRepeatable: true,
  },
  getBrowserSessionHistory: {
    method: 'GET',
    path: '/v1/browser_sessions/history',
    needsKey: true,
    isRepeatable: true,
  },
  getBrowserSession: {
    method: 'GET',
    path: '/v1/browser_sessions/{browser_session_id}',
    needsKey: true,
    isRepeatable: true,
  },
  updateBrowserSession: {
    method: 'PATCH',
    path: '/v1/browser_sessions/{browser_session_id}',
    needsKey: true,
    isRepeatable: true,
  },
  listBrowserSessionEvents: {
    method: 'GET',
    path: '/v1/browser_sessions/{browser_session_id}/events',
    needsKey: true,
    isRepeatable: true,
  },
  closeAllBrowserSessions: {
    method: 'POST',
    path: '/v1/browser_sessions/close_all',
    needsKey: true,
    isRepeatable: true,
  },
  closeBrowserSession: {
    method: 'POST',
    path: '/v1/browser_sessions/{browser_session_id}/close',
    needsKey: true,
    isRepeatable: true,
  },
  createConnectToken: {
    method: 'POST',
    path: '/v1/browser_sessions/{browser_session_id}/connect_token',
    needsKey: true,
    // A token whose answer got lost opens nothing for anybody.
    isRepeatable: true,
  },
  // Twice is two files of one name.
  uploadFiles: {
    method: 'POST',
    path: '/v1/browser_sessions/{browser_session_id}/uploads',
    needsKey: true,
    isRepeatable: false,
  },
  listUploads: {
    method: 'GET',
    path: '/v1/browser_sessions/{browser_session_id}/uploads',
    needsKey: true,
    isRepeatable: true,
  },
  listDownloads: {
    method: 'GET',
    path: '/v1/browser_sessions/{browser_session_id}/downloads',
    needsKey: true,
    isRepeatable: true,
  },
  runTask: {
    method: 'POST',
    path: '/v1/run/tasks',
    needsKey: true,
    isRepeatable: false,
    takesIdempotencyKey: true,
  },
  getRun: { method: 'GET', path: '/v1/runs/{run_id}', needsKey: true, isRepeatable: true },
  getRunTimeline: {
    method: 'GET',
    path: '/v1/runs/{run_id}/timeline',
    needsKey: true,
    isRepeatable: true,
  },
  // A second cancel answers 409, which would hide that the first one worked.
  cancelRun: { method: 'POST', path: '/v1/runs/{run_id}/cancel', needsKey: true, isRepeatable: false },
  createBrowserProfile: {
    method: 'POST',
    path: '/v1/browser_profiles',
    needsKey: true,
    isRepeatable: false,
    takesIdempotencyKey: true,
  },
  listBrowserProfiles: { method: 'GET', path: '/v1/browser_profiles', needsKey: true, isRepeatable: true },
  getBrowserProfile: {
    method: 'GET',
    path: '/v1/browser_profiles/{browser_profile_id}',
    needsKey: true,
    isRepeatable: true,
  },
  updateBrowserProfile: {
    method: 'PATCH',
    path: '/v1/browser_profiles/{browser_profile_id}',
    needsKey: true,
    isRepeatable: true,
  },
  getBrowserProfileUsage: {
    method: 'GET',
    path: '/v1/browser_profiles/{browser_profile_id}/usage',
    needsKey: true,
    isRepeatable: true,
  },
  saveBrowserProfile: {
    method: 'POST',
    path: '/v1/browser_profiles/{browser_profile_id}/save',
    needsKey: true,
    isRepeatable: false,
    takesIdempotencyKey: true,
  },
  copyBrowserProfile: {
    method: 'POST',
    path: '/v1/browser_profiles/{browser_profile_id}/copy',
    needsKey: true,
    isRepeatable: false,
    takesIdempotencyKey: true,
  },
  getBrowserProfileStorageState: {
    method: 'GET',
    path: '/v1/browser_profiles/{browser_profile_id}/storage_state',
    needsKey: true,
    isRepeatable: true,
  },
  exportBrowserProfile: {
    method: 'POST',
    path: '/v1/browser_profiles/{browser_profile_id}/export',
    needsKey: true,
    isRepeatable: true,
    answersFile: true,
  },
  // A second one finds the name taken.
  importBrowserProfile: {
    method: 'POST',
    path: '/v1/browser_profiles/import',
    needsKey: true,
    isRepeatable: false,
  },
  listBrowserProfileVersions: {
    method: 'GET',
    path: '/v1/browser_profiles/{browser_profile_id}/versions',
    needsKey: true,
    isRepeatable: true,
  },
  getBrowserProfileVersion: {
    method: 'GET',
    path: '/v1/browser_profiles/{browser_profile_id}/versions/{version_id}',
    needsKey: true,
    isRepeatable: true,
  },
  diffBrowserProfileVersion: {
    method: 'GET',
    path: '/v1/browser_profiles/{browser_profile_id}/versions/{version_id}/diff',
    needsKey: true,
    isRepeatable: true,
  },
  // Twice is two versions of one content, the same to whoever starts from the profile.
  restoreBrowserProfileVersion: {
    method: 'POST',
    path: '/v1/browser_profiles/{browser_profile_id}/versions/{version_id}/restore',
    needsKey: true,
    isRepeatable: true,
  },
  // A second delete answers 404, which would hide that the first one worked.
  deleteBrowserProfile: {
    method: 'DELETE',
    path: '/v1/browser_profiles/{browser_profile_id}',
    needsKey: true,
    isRepeatable: false,
  },
  getVersion: { method: 'GET', path: '/v1/version', needsKey: false, isRepeatable: true },
};
