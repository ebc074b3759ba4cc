import type { errorCodes } from './error-codes.gen.ts';
import type { FieldError } from './types.gen.ts';

/** Codes of errors that begin in the client. */
type ClientErrorCode =
  | 'api_key_missing'
  | 'api_key_malformed'
  | 'invalid_argument'
  | 'invalid_response'
  | 'unexpected_status'
  | 'playwright_missing'
  | 'connection_failed'
  | 'timed_out'
  | 'aborted';

/**
 * A stable word for what went wrong: one of the server's, one of the client's, or one that a newer server added.
 *
 * @example
 * ```ts
 * const code: BerthErrorCode = 'session_occupied';
 * ```
 */
export type BerthErrorCode = keyof typeof errorCodes | ClientErrorCode | (string & Record<never, never>);

/**
 * What an error is made from.
 *
 * @example
 * ```ts
 * const facts: BerthErrorFacts = { code: 'session_occupied', statusCode: 409, detail: 'Another run holds the session.' };
 * ```
 */
export interface BerthErrorFacts {
  readonly code: BerthErrorCode;
  readonly statusCode?: number | undefined;
  readonly detail?: unknown;
  readonly body?: unknown;
  readonly requestId?: string | undefined;
  readonly retryAfterSeconds?: number | undefined;
  readonly runId?: string | undefined;
  readonly cause?: unknown;
}

/**
 * Every error that the client throws. Branch on the class or on `code`, never on the text.
 *
 * @example
 * ```ts
 * try {
 *   await berth.closeBrowserSession(id);
 * } catch (error) {
 *   if (error instanceof BerthError) console.error(error.statusCode, error.code, error.detail);
 * }
 * ```
 */
export class BerthError extends Error {
  static {
    BerthError.prototype.name = 'BerthError';
  }

  /** A stable word for what went wrong. */
  readonly code: BerthErrorCode;
  /** The HTTP status; `undefined` when no answer came. */
  readonly statusCode: number | undefined;
  /** The answer's `detail`: a text, or a list with one entry per bad field. */
  readonly detail: unknown;
  /** The whole answer, parsed when it was JSON, otherwise its text. */
  readonly body: unknown;
  /** What the server's log has this request under, when it said so. */
  readonly requestId: string | undefined;
  /** Seconds after which the same call may succeed, when the server said so. */
  readonly retryAfterSeconds: number | undefined;

  constructor(message: string, facts: BerthErrorFacts) {
    super(message, facts.cause === undefined ? {} : { cause: facts.cause });
    this.code = facts.code;
    this.statusCode = facts.statusCode;
    this.detail = facts.detail;
    this.body = facts.body;
    this.requestId = facts.requestId;
    this.retryAfterSeconds = facts.retryAfterSeconds;
  }
}

/**
 * 400, 413, 415, 422: the request cannot be done as it is; sending it again gives the same answer.
 *
 * @example
 * ```ts
 * await berth.createBrowserSession({ timeout: 1 }).catch(error => {
 *   if (error instanceof InvalidRequestError) console.error(error.fields[0]?.loc); // ['body', 'timeout']
 * });
 * ```
 */
export class InvalidRequestError extends BerthError {
  static {
    InvalidRequestError.prototype.name = 'InvalidRequestError';
  }

  /** The fields that cannot be as they are: where (`loc`), what is wrong (`msg`, `type`). Empty when it is not about a field. */
  readonly fields: readonly FieldError[];

  constructor(message: string, facts: BerthErrorFacts) {
    super(message, facts);
    this.fields = Array.isArray(facts.detail) ? facts.detail.filter(isFieldError) : [];
  }
}

/**
 * 401, 403: the API key is missing, unknown, expired or revoked.
 *
 * @example
 * ```ts
 * if (error instanceof AuthenticationError) console.error('Set BERTH_API_KEY:', error.message);
 * ```
 */
export class AuthenticationError extends BerthError {
  static {
    AuthenticationError.prototype.name = 'AuthenticationError';
  }
}

/**
 * 404: no such session, run or route for this API key.
 *
 * @example
 * ```ts
 * if (error instanceof NotFoundError && error.code === 'session_not_found') forget(id);
 * ```
 */
export class NotFoundError extends BerthError {
  static {
    NotFoundError.prototype.name = 'NotFoundError';
  }
}

/**
 * 409: the session or run is in another state than the call needs, such as held by another run.
 *
 * @example
 * ```ts
 * if (error instanceof ConflictError && error.code === 'session_occupied') console.error(error.detail);
 * ```
 */
export class ConflictError extends BerthError {
  static {
    ConflictError.prototype.name = 'ConflictError';
  }
}

/**
 * 410: the session has ended; nothing brings it back.
 *
 * @example
 * ```ts
 * if (error instanceof SessionEndedError) session = await berth.createBrowserSession();
 * ```
 */
export class SessionEndedError extends BerthError {
  static {
    SessionEndedError.prototype.name = 'SessionEndedError';
  }
}

/**
 * 429, after the retries: as many sessions are live as the server allows.
 *
 * @example
 * ```ts
 * if (error instanceof RateLimitError) console.error(`again in ${error.retryAfterSeconds ?? 5} s`);
 * ```
 */
export class RateLimitError extends BerthError {
  static {
    RateLimitError.prototype.name = 'RateLimitError';
  }
}

/**
 * 5xx, after the retries: the server could not do it.
 *
 * @example
 * ```ts
 * if (error instanceof ServerError) console.error('ask the operator about', error.requestId);
 * ```
 */
export class ServerError extends BerthError {
  static {
    ServerError.prototype.name = 'ServerError';
  }
}

/**
 * No answer in `timeoutInSeconds`, or no end of a run in the `timeout` of `runTask`.
 *
 * @example
 * ```ts
 * if (error instanceof BerthTimeoutError && error.runId) await berth.cancelRun(error.runId);
 * ```
 */
export class BerthTimeoutError extends BerthError {
  static {
    BerthTimeoutError.prototype.name = 'BerthTimeoutError';
  }

  /** The run that was waited for; it goes on. `undefined` when an HTTP request timed out. */
  readonly runId: string | undefined;

  constructor(message: string, facts: Omit<BerthErrorFacts, 'code'> = {}) {
    super(message, { ...facts, code: 'timed_out' });
    this.runId = facts.runId;
  }
}

/**
 * No answer: the server is not there, or the connection broke. `cause` says how.
 *
 * @example
 * ```ts
 * if (error instanceof BerthConnectionError) console.error('Is the server running?', error.cause);
 * ```
 */
export class BerthConnectionError extends BerthError {
  static {
    BerthConnectionError.prototype.name = 'BerthConnectionError';
  }

  constructor(message: string, facts: Omit<BerthErrorFacts, 'code'> = {}) {
    super(message, { ...facts, code: 'connection_failed' });
  }
}

/**
 * The call's `abortSignal` fired. `cause` is the signal's reason.
 *
 * @example
 * ```ts
 * if (error instanceof BerthAbortError) return;
 * ```
 */
export class BerthAbortError extends BerthError {
  static {
    BerthAbortError.prototype.name = 'BerthAbortError';
  }

  constructor(message: string, facts: Omit<BerthErrorFacts, 'code'> = {}) {
    super(message, { ...facts, code: 'aborted' });
  }
}

function isFieldError(value: unknown): value is FieldError {
  return (
    typeof value === 'object' &&
    value !== null &&
    'loc' in value &&
    Array.isArray(value.loc) &&
    'msg' in value &&
    typeof value.msg === 'string'
  );
}
