export { ErrorBody, type ErrorCode, errors, type FieldError } from './errors.ts';
export { ListBrowserSessionEventsQuery, type SessionEvent } from './event.ts';
export { ArtifactLinkQuery, type Download, type UploadedFile } from './file.ts';
export { openApiDocument } from './openapi.ts';
export type { Operation } from './operation.ts';
export { type OperationId, operations } from './operations.ts';
export {
  type BrowserProfile,
  type BrowserProfileUsage,
  type BrowserProfileVersion,
  type BrowserProfileVersionDiff,
  CopyBrowserProfileRequest,
  CreateBrowserProfileRequest,
  DiffBrowserProfileVersionQuery,
  ExportBrowserProfileRequest,
  GetBrowserProfileStorageStateQuery,
  ImportBrowserProfileFields,
  ListBrowserProfilesQuery,
  ListBrowserProfileVersionsQuery,
  SaveBrowserProfileRequest,
  UpdateBrowserProfileRequest,
} from './profile.ts';
export { Run, RunErrorCode, RunOutputCompleteness, RunStatus, RunStep, RunTaskRequest } from './run.ts';
export {
  BrowserSession,
  BrowserSessionHistoryQuery,
  ConnectToken,
  CreateBrowserSessionRequest,
  CreateConnectTokenRequest,
  type FileInfo,
  ListBrowserSessionsQuery,
  LiveTicket,
  SessionStatus,
  UpdateBrowserSessionRequest,
} from './session.ts';
export { SignInRequest } from './sign-in.ts';
export type { StorageState } from './storage-state.ts';
export { Version } from './version.ts';
