export { Berth } from './berth.ts';
export type { ConnectableSession } from './connect.ts';
export { errorCodes } from './error-codes.gen.ts';
export {
  AuthenticationError,
  BerthAbortError,
  BerthConnectionError,
  BerthError,
  type BerthErrorCode,
  type BerthErrorFacts,
  BerthTimeoutError,
  ConflictError,
  InvalidRequestError,
  NotFoundError,
  RateLimitError,
  ServerError,
  SessionEndedError,
} from './errors.ts';
export type { ApiKey, BerthOptions, HeaderChanges, QueryParams, RequestOptions } from './options.ts';
export type { ProfileToImport } from './profile-form.ts';
export type { EitherCase } from './request-keys.ts';
export type { RunTaskInput, WaitOptions } from './run-task.ts';
export type {
  BrowserProfile,
  BrowserProfileUsage,
  BrowserProfileVersion,
  BrowserProfileVersionDiff,
  BrowserSession,
  BrowserSessionHistoryQuery,
  CloseAllBrowserSessionsResponse,
  CloseBrowserSessionResponse,
  ConnectToken,
  CopyBrowserProfileRequest,
  CreateBrowserProfileRequest,
  CreateBrowserSessionRequest,
  CreateConnectTokenRequest,
  DiffBrowserProfileVersionQuery,
  Download,
  ExportBrowserProfileRequest,
  FieldError,
  FileInfo,
  ListBrowserProfilesQuery,
  ListBrowserProfileVersionsQuery,
  ListBrowserSessionsQuery,
  ProxyLocation,
  Run,
  RunError,
  RunErrorCode,
  RunStatus,
  RunStep,
  RunTaskRequest,
  SaveBrowserProfileRequest,
  SavedCookie,
  SavedSite,
  SessionStatus,
  StorageCookie,
  StorageOrigin,
  StorageState,
  UpdateBrowserProfileRequest,
  UpdateBrowserSessionRequest,
  UploadedFile,
  Version,
} from './types.gen.ts';
export type { FileToUpload } from './upload-form.ts';
