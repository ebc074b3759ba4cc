// Written by scripts/sdk-errors.ts from the contract; run `npm run generate` instead of editing.

/**
 * What each error code of the server means. The codes are stable: branch on them, never on an error's text.
 *
 * @example
 * ```ts
 * errorCodes.session_occupied; // 'Another run holds the session.'
 * ```
 */
export const errorCodes = {
  /** 422. A field has a value that it cannot have; `detail` lists each one. */
  invalid_request: 'A field has a value that it cannot have; `detail` lists each one.',
  /** 422. The `Idempotency-Key` was sent before, with another request. */
  idempotency_key_reused: 'The `Idempotency-Key` was sent before, with another request.',
  /** 400. The request to open a WebSocket is malformed. */
  handshake_invalid: 'The request to open a WebSocket is malformed.',
  /** 400. What was sent is no HTTP request. */
  malformed_http: 'What was sent is no HTTP request.',
  /** 400. The address is not one that a browser session can open. */
  invalid_url: 'The address is not one that a browser session can open.',
  /** 400. This server does not offer the named option yet. */
  not_supported_yet: 'This server does not offer the named option yet.',
  /** 400. The session keeps no state that a profile could be made of; trying again does not help. */
  profile_not_enabled:
    'The session keeps no state that a profile could be made of; trying again does not help.',
  /** 400. What the session leaves is still being persisted; try again in a moment. */
  profile_not_ready: 'What the session leaves is still being persisted; try again in a moment.',
  /** 400. The file is no profile archive, or holds what a profile cannot; nothing of it was used. */
  profile_archive_invalid:
    'The file is no profile archive, or holds what a profile cannot; nothing of it was used.',
  /** 403. The API key is missing, unknown, expired or revoked. */
  invalid_credentials: 'The API key is missing, unknown, expired or revoked.',
  /** 403. A web page of another site asked for a connection. */
  origin_not_allowed: 'A web page of another site asked for a connection.',
  /** 403. The link was changed or has expired. */
  link_invalid: 'The link was changed or has expired.',
  /** 403. The ticket is unknown, used up or expired. */
  ticket_invalid: 'The ticket is unknown, used up or expired.',
  /** 404. There is no such route. */
  route_not_found: 'There is no such route.',
  /** 404. There is no such session for this API key. */
  session_not_found: 'There is no such session for this API key.',
  /** 404. The session has no such page. */
  page_not_found: 'The session has no such page.',
  /** 404. There is no such artifact for this API key, or it is not kept any more. */
  artifact_not_found: 'There is no such artifact for this API key, or it is not kept any more.',
  /** 404. There is no such run for this API key. */
  run_not_found: 'There is no such run for this API key.',
  /** 404. There is no such profile for this API key. */
  profile_not_found: 'There is no such profile for this API key.',
  /** 404. The profile has no such version. */
  profile_version_not_found: 'The profile has no such version.',
  /** 405. The route does not take this method. */
  method_not_allowed: 'The route does not take this method.',
  /** 408. The request did not arrive whole in time. */
  request_timeout: 'The request did not arrive whole in time.',
  /** 409. Another run holds the session. */
  session_occupied: 'Another run holds the session.',
  /** 409. The session has ended, so it cannot be changed any more. */
  session_already_ended: 'The session has ended, so it cannot be changed any more.',
  /** 409. The run has already ended. */
  run_already_final: 'The run has already ended.',
  /** 409. Another profile of the organization has this name. */
  profile_name_taken: 'Another profile of the organization has this name.',
  /** 409. The profile has a newer version than the one that the session started from or saved. */
  profile_conflict: 'The profile has a newer version than the one that the session started from or saved.',
  /** 409. The session holds as many files as it may. */
  file_limit_reached: 'The session holds as many files as it may.',
  /** 409. What was stored does not open: it was changed, cut short or moved, or its key is gone. Nothing of it was used. */
  sealed_data_corrupt:
    'What was stored does not open: it was changed, cut short or moved, or its key is gone. Nothing of it was used.',
  /** 410. The session has ended. */
  session_ended: 'The session has ended.',
  /** 413. The request body is larger than the server takes. */
  body_too_large: 'The request body is larger than the server takes.',
  /** 416. The file has no such bytes. */
  range_not_satisfiable: 'The file has no such bytes.',
  /** 422. The saved state does not open or makes no sense. Nothing of it was used. */
  profile_corrupt: 'The saved state does not open or makes no sense. Nothing of it was used.',
  /** 415. Request bodies are JSON, sent as application/json; uploads are multipart/form-data. */
  unsupported_media_type:
    'Request bodies are JSON, sent as application/json; uploads are multipart/form-data.',
  /** 431. The request headers are larger than the server takes. */
  headers_too_large: 'The request headers are larger than the server takes.',
  /** 429. As many sessions are live as the server allows, in all or for one organization. */
  limit_reached: 'As many sessions are live as the server allows, in all or for one organization.',
  /** 503. The browser did not start. */
  browser_launch_failed: 'The browser did not start.',
  /** 503. The server is stopping. */
  server_stopping: 'The server is stopping.',
  /** 507. The disk is full. */
  insufficient_storage: 'The disk is full.',
  /** 500. Something that should not happen did; the log has it under `request_id`. */
  internal_error: 'Something that should not happen did; the log has it under `request_id`.',
} as const;
