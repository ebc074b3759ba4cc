export { ErrorBody, type ErrorCode, errors, type FieldError } from './errors.ts';
export { ListBrowserSessionEventsQuery, type SessionEvent } from './event.ts';
export { ArtifactLinkQuery, type Download, type UploadedFile } from './file.ts';
export { openApiDocument } from './openapi.ts';
export { type Operation, type OperationId, operations } from './operations.ts';
export {
  BrowserProfile,
  CreateBrowserProfileRequest,
  ListBrowserProfilesQuery,
} from './profile.ts';
export { Run, RunErrorCode, RunStatus, RunStep, RunTaskRequest } from './run.ts';
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
export type { Version } from './version.ts';
