import { z } from 'zod';

interface ErrorEntry {
  readonly status: number;
  /** What it means, for the API reference. */
  readonly meaning: string;
  /** Seconds after which the same request may succeed; sent as `Retry-After`. */
  readonly retryAfterSeconds?: number;
}

/** Every error the API answers with. The codes are stable: clients branch on them, never on the text. */
export const errors = {
  invalid_request: {
    status: 422,
    meaning: 'A field has a value that it cannot have; `detail` lists each one.',
  },
  idempotency_key_reused: {
    status: 422,
    meaning: 'The `Idempotency-Key` was sent before, with another request.',
  },
  handshake_invalid: { status: 400, meaning: 'The request to open a WebSocket is malformed.' },
  malformed_http: { status: 400, meaning: 'What was sent is no HTTP request.' },
  invalid_url: { status: 400, meaning: 'The address is not one that a browser session can open.' },
  not_supported_yet: { status: 400, meaning: 'This server does not offer the named option yet.' },
  profile_not_enabled: {
    status: 400,
    meaning: 'The session keeps no state that a profile could be made of; trying again does not help.',
  },
  profile_not_ready: {
    status: 400,
    meaning: 'What the session leaves is still being persisted; try again in a moment.',
  },
  profile_archive_invalid: {
    status: 400,
    meaning: 'The file is no profile archive, or holds what a profile cannot; nothing of it was used.',
  },
  invalid_credentials: { status: 403, meaning: 'The API key is missing, unknown, expired or revoked.' },
  origin_not_allowed: {
    status: 403,
    meaning: 'A web page of another site asked for a connection.',
  },
  link_invalid: { status: 403, meaning: 'The link was changed or has expired.' },
  ticket_invalid: { status: 403, meaning: 'The ticket is unknown, used up or expired.' },
  route_not_found: { status: 404, meaning: 'There is no such route.' },
  session_not_found: { status: 404, meaning: 'There is no such session for this API key.' },
  page_not_found: { status: 404, meaning: 'The session has no such page.' },
  artifact_not_found: {
    status: 404,
    meaning: 'There is no such artifact for this API key, or it is not kept any more.',
  },
  run_not_found: { status: 404, meaning: 'There is no such run for this API key.' },
  profile_not_found: { status: 404, meaning: 'There is no such profile for this API key.' },
  profile_version_not_found: { status: 404, meaning: 'The profile has no such version.' },
  method_not_allowed: { status: 405, meaning: 'The route does not take this method.' },
  request_timeout: { status: 408, meaning: 'The request did not arrive whole in time.' },
  session_occupied: { status: 409, meaning: 'Another run holds the session.' },
  session_already_ended: { status: 409, meaning: 'The session has ended, so it cannot be changed any more.' },
  run_already_final: { status: 409, meaning: 'The run has already ended.' },
  profile_name_taken: { status: 409, meaning: 'Another profile of the organization has this name.' },
  profile_conflict: {
    status: 409,
    meaning: 'The profile has a newer version than the one that the session started from or saved.',
  },
  file_limit_reached: { status: 409, meaning: 'The session holds as many files as it may.' },
  sealed_data_corrupt: {
    status: 409,
    meaning:
      'What was stored does not open: it was changed, cut short or moved, or its key is gone. Nothing of it was used.',
  },
  session_ended: { status: 410, meaning: 'The session has ended.' },
  body_too_large: { status: 413, meaning: 'The request body is larger than the server takes.' },
  range_not_satisfiable: { status: 416, meaning: 'The file has no such bytes.' },
  profile_corrupt: {
    status: 422,
    meaning: 'The saved state does not open or makes no sense. Nothing of it was used.',
  },
  unsupported_media_type: {
    status: 415,
    meaning: 'Request bodies are JSON, sent as application/json; uploads are multipart/form-data.',
  },
  headers_too_large: { status: 431, meaning: 'The request headers are larger than the server takes.' },
  limit_reached: {
    status: 429,
    meaning: 'As many sessions are live as the server allows, in all or for one organization.',
    retryAfterSeconds: 5,
  },
  browser_launch_failed: { status: 503, meaning: 'The browser did not start.', retryAfterSeconds: 5 },
  server_stopping: { status: 503, meaning: 'The server is stopping.', retryAfterSeconds: 5 },
  insufficient_storage: { status: 507, meaning: 'The disk is full.' },
  internal_error: {
    status: 500,
    meaning: 'Something that should not happen did; the log has it under `request_id`.',
  },
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof errors;

export const FieldError = z
  .object({
    type: z.string(),
    loc: z.array(z.union([z.string(), z.int()])),
    msg: z.string(),
    input: z.unknown(),
    ctx: z.record(z.string(), z.unknown()).optional(),
  })
  .meta({ id: 'FieldError', description: 'One entry of the `detail` list of an `invalid_request`.' });
export type FieldError = z.infer<typeof FieldError>;

export const ErrorBody = z
  .object({
    detail: z
      .union([z.string(), z.array(FieldError)])
      .describe('What happened, to what, and what to do next.'),
    code: z.string().describe('A stable word for it.'),
  })
  .meta({ id: 'ErrorBody' });
export type ErrorBody = z.infer<typeof ErrorBody>;
