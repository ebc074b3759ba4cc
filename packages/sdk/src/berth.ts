import type { Browser } from 'playwright-core';
import { type ConnectableSession, connectPlaywright } from './connect.ts';
import { BerthError } from './errors.ts';
import type { Input } from './http/send.ts';
import type { BerthOptions, RequestOptions } from './options.ts';
import { ProfileCalls } from './profile-calls.ts';
import { type EitherCase, toSnakeCase } from './request-keys.ts';
import { planTask, type RunTaskInput } from './run-task.ts';
import { callSettings, clientSettings } from './settings.ts';
import type {
  BrowserSession,
  BrowserSessionHistoryQuery,
  CloseAllBrowserSessionsResponse,
  CloseBrowserSessionResponse,
  ConnectToken,
  CreateBrowserSessionRequest,
  CreateConnectTokenRequest,
  Download,
  ListBrowserSessionEventsQuery,
  ListBrowserSessionsQuery,
  Run,
  RunStep,
  SessionEvent,
  UpdateBrowserSessionRequest,
  UploadedFile,
  Version,
} from './types.gen.ts';
import { type FileToUpload, uploadForm } from './upload-form.ts';
import { waitForRun } from './wait-for-run.ts';

/**
 * A Berth server. Request keys are snake_case or camelCase, answers are as on the wire.
 *
 * Every method takes {@link RequestOptions} last and throws a `BerthError`: `AuthenticationError` for a bad key,
 * `BerthConnectionError` and `BerthTimeoutError` when no answer came, `BerthAbortError`, `RateLimitError` and `ServerError`
 * after the retries; each method names what else it throws. What was refused (408, 429, 503) is tried again; lost
 * answers and other 5xx are tried again where doing a thing twice is the same as doing it once. That holds for
 * `createBrowserSession` and `runTask` too: each call carries an `Idempotency-Key`, the same in all its attempts.
 *
 * @example
 * ```ts
 * const berth = new Berth();
 * const session = await berth.createBrowserSession();
 * const run = await berth.runTask({
 *   prompt: 'Go to the invoices page and extract all invoice numbers',
 *   url: 'https://example.com',
 *   browserSessionId: session.browser_session_id,
 *   waitForCompletion: true,
 * });
 * console.log(run.status, run.output);
 * await berth.closeBrowserSession(session.browser_session_id);
 * ```
 */
export class Berth extends ProfileCalls {
  /**
   * @param options Where the server is and how to call it; see {@link BerthOptions} for the defaults.
   * @throws BerthError `invalid_argument` for an option that cannot be. A missing key throws at the first call.
   */
  constructor(options: BerthOptions = {}) {
    super(clientSettings(options));
  }

  /**
   * Starts a browser session and answers when its browser can be connected to. `timeout` is in minutes, 5 to 1440,
   * default 60.
   *
   * @throws InvalidRequestError for a bad value; `RateLimitError` when the server is full; `ServerError` when the
   * browser did not start.
   *
   * @example
   * ```ts
   * const session = await berth.createBrowserSession({ timeout: 60 });
   * console.log(session.browser_session_id); // pbs_…
   * ```
   */
  createBrowserSession(
    request: EitherCase<CreateBrowserSessionRequest> = {},
    options?: RequestOptions,
  ): Promise<BrowserSession> {
    return this.call('createBrowserSession', () => ({ body: toSnakeCase(request) }), options);
  }

  /**
   * One session, live or ended.
   *
   * @throws NotFoundError
   *
   * @example
   * ```ts
   * const { status, expires_at } = await berth.getBrowserSession('pbs_4821903377201168385');
   * ```
   */
  getBrowserSession(browserSessionId: string, options?: RequestOptions): Promise<BrowserSession> {
    return this.call('getBrowserSession', () => ({ id: browserSessionId }), options);
  }

  /**
   * The live sessions, newest first: all of them, or those with every `tag`, exactly this `name`, this `status`. The
   * request options may also lie in the first argument, beside the filter.
   *
   * @throws InvalidRequestError for a bad filter.
   *
   * @example
   * ```ts
   * for (const session of await berth.getBrowserSessions({ tag: ['invoices'] })) console.log(session.app_url);
   * ```
   */
  getBrowserSessions(
    filter: ListBrowserSessionsQuery & RequestOptions = {},
    options: RequestOptions = filter,
  ): Promise<BrowserSession[]> {
    const { tag, name, status } = filter;
    return this.call('listBrowserSessions', () => ({ query: { tag, name, status } }), options);
  }

  /**
   * The live sessions and those created in the last 7 days: running ones first, then newest first. A page has
   * `pageSize` sessions, 1 to 100, default 10; the first page is 1.
   *
   * @throws InvalidRequestError for a page that cannot be.
   *
   * @example
   * ```ts
   * for (const session of await berth.getBrowserSessionHistory({ pageSize: 100 })) console.log(session.end_reason);
   * ```
   */
  getBrowserSessionHistory(
    request: EitherCase<BrowserSessionHistoryQuery> = {},
    options?: RequestOptions,
  ): Promise<BrowserSession[]> {
    return this.call('getBrowserSessionHistory', () => ({ query: toSnakeCase(request) }), options);
  }

  /**
   * What happened to a session, oldest first; with `after`, what happened since the event of that id. At most
   * `pageSize` (100) at once.
   *
   * @throws NotFoundError
   *
   * @example
   * ```ts
   * for (const { type, data } of await berth.getBrowserSessionEvents(session.browser_session_id)) {
   *   if (type === 'browser_restored') console.log('its browser came back', data);
   * }
   * ```
   */
  getBrowserSessionEvents(
    browserSessionId: string,
    request: EitherCase<ListBrowserSessionEventsQuery> = {},
    options?: RequestOptions,
  ): Promise<SessionEvent[]> {
    return this.call(
      'listBrowserSessionEvents',
      () => ({ id: browserSessionId, query: toSnakeCase(request) }),
      options,
    );
  }

  /**
   * Changes a session that has not ended: `timeout` (minutes from `started_at`, sooner or later than before), `name`,
   * `tags`. What is left out stays; a `null` name or tags are taken away.
   *
   * @throws NotFoundError; `ConflictError` when the session has ended; `InvalidRequestError` for a bad value, such as an
   * end that has passed already.
   *
   * @example
   * ```ts
   * await berth.updateBrowserSession(session.browser_session_id, { timeout: 120, tags: ['invoices'] });
   * ```
   */
  updateBrowserSession(
    browserSessionId: string,
    request: EitherCase<UpdateBrowserSessionRequest>,
    options?: RequestOptions,
  ): Promise<BrowserSession> {
    return this.call(
      'updateBrowserSession',
      () => ({ id: browserSessionId, body: toSnakeCase(request) }),
      options,
    );
  }

  /**
   * Ends every live session of the key's organization and answers when nothing of their browsers is left.
   *
   * @example
   * ```ts
   * const { closed } = await berth.closeAllBrowserSessions();
   * ```
   */
  closeAllBrowserSessions(options?: RequestOptions): Promise<CloseAllBrowserSessionsResponse> {
    return this.call('closeAllBrowserSessions', () => ({}), options);
  }

  /**
   * Ends a session and answers when nothing of its browser is left. Closing twice is the same as closing once.
   *
   * @throws NotFoundError
   *
   * @example
   * ```ts
   * await berth.closeBrowserSession(session.browser_session_id);
   * ```
   */
  closeBrowserSession(
    browserSessionId: string,
    options?: RequestOptions,
  ): Promise<CloseBrowserSessionResponse> {
    return this.call('closeBrowserSession', () => ({ id: browserSessionId }), options);
  }

  /**
   * Addresses of a session with a secret in them, for clients that can only be given a URL. The secret opens this one
   * session's browser and dies with it.
   *
   * @param request `expires_in`: seconds until the secret opens nothing any more; default: as long as the session.
   * @throws NotFoundError; SessionEndedError; InvalidRequestError
   *
   * @example
   * ```ts
   * const { ws_address } = await berth.createConnectToken(session.browser_session_id);
   * ```
   */
  createConnectToken(
    browserSessionId: string,
    request: EitherCase<CreateConnectTokenRequest> = {},
    options?: RequestOptions,
  ): Promise<ConnectToken> {
    return this.call(
      'createConnectToken',
      () => ({ id: browserSessionId, body: toSnakeCase(request) }),
      options,
    );
  }

  /**
   * Puts a file into a session, for the file inputs of its pages. Over CDP they take its `filename` or its `path`;
   * Playwright can also send the bytes of a small file itself.
   *
   * @throws NotFoundError; SessionEndedError; BerthError `body_too_large`; `ConflictError` when the session is full.
   *
   * @example
   * ```ts
   * const { path } = await berth.uploadFile(session.browser_session_id, { name: 'logo.png', data: bytes });
   * ```
   */
  async uploadFile(
    browserSessionId: string,
    file: FileToUpload,
    options?: RequestOptions,
  ): Promise<UploadedFile> {
    const input = (): Input => ({ id: browserSessionId, body: uploadForm(file) });
    const [uploaded] = await this.call('uploadFiles', input, options);
    if (uploaded === undefined)
      throw new BerthError('The server kept no file.', { code: 'invalid_response' });
    return uploaded;
  }

  /**
   * The files that were put into a session, newest first. They go when it ends.
   *
   * @throws NotFoundError
   *
   * @example
   * ```ts
   * for (const { filename, path } of await berth.getUploads('pbs_1')) console.log(filename, path);
   * ```
   */
  getUploads(browserSessionId: string, options?: RequestOptions): Promise<UploadedFile[]> {
    return this.call('listUploads', () => ({ id: browserSessionId }), options);
  }

  /**
   * What the pages of a session downloaded, newest first; kept for days after the session's end. The `url` of a
   * completed one fetches it without a key, for an hour.
   *
   * @throws NotFoundError
   *
   * @example
   * ```ts
   * for (const { filename, status, url } of await berth.getDownloads('pbs_1')) {
   *   if (url !== null) console.log(filename, (await (await fetch(url)).blob()).size);
   * }
   * ```
   */
  getDownloads(browserSessionId: string, options?: RequestOptions): Promise<Download[]> {
    return this.call('listDownloads', () => ({ id: browserSessionId }), options);
  }

  /**
   * Starts a run that does what the prompt says, in a session or in a browser of its own. With `waitForCompletion` it
   * answers within a second of the run's end; a run that failed is returned, not thrown, so look at its `status`.
   * `timeout` is how many seconds to wait for the end, default 1800. An abort ends the waiting, not the run.
   *
   * @throws InvalidRequestError for a bad value; `NotFoundError`, `ConflictError` or `SessionEndedError` when the session
   * is unknown, held by another run or ended; `BerthTimeoutError` with `runId` when the run has not ended in time.
   *
   * @example
   * ```ts
   * const run = await berth.runTask({
   *   body: { prompt: 'Go to the invoices page and extract all invoice numbers', browser_session_id: 'pbs_1' },
   *   waitForCompletion: true,
   * });
   * console.log(run.status === 'completed' ? run.output : run.failure_reason);
   * ```
   */
  async runTask(request: RunTaskInput, options: RequestOptions = {}): Promise<Run> {
    const { body, waitSeconds } = planTask(request);
    const run = await this.call('runTask', () => ({ body }), options);
    if (waitSeconds === null) return run;
    return await waitForRun({
      run,
      seconds: waitSeconds,
      signal: options.abortSignal,
      poll: abortSignal => this.getRun(run.run_id, { ...options, abortSignal }),
    });
  }

  /**
   * A run as it is now.
   *
   * @throws NotFoundError
   *
   * @example
   * ```ts
   * const { status, output } = await berth.getRun('tsk_4821903377201168386');
   * ```
   */
  getRun(runId: string, options?: RequestOptions): Promise<Run> {
    return this.call('getRun', () => ({ id: runId }), options);
  }

  /**
   * The steps that a run has taken until now, in order.
   *
   * @throws NotFoundError
   *
   * @example
   * ```ts
   * for (const step of await berth.getRunTimeline(run.run_id)) console.log(step.action, step.element);
   * ```
   */
  getRunTimeline(runId: string, options?: RequestOptions): Promise<RunStep[]> {
    return this.call('getRunTimeline', () => ({ id: runId }), options);
  }

  /**
   * Cancels a run and answers when it has stopped acting on the page.
   *
   * @throws NotFoundError; `ConflictError` when the run has already ended.
   *
   * @example
   * ```ts
   * await berth.cancelRun(run.run_id);
   * ```
   */
  cancelRun(runId: string, options?: RequestOptions): Promise<null> {
    return this.call('cancelRun', () => ({ id: runId }), options);
  }

  /**
   * Which server and which browser this is. Needs no key.
   *
   * @example
   * ```ts
   * const { version, browser } = await berth.getVersion();
   * ```
   */
  getVersion(options?: RequestOptions): Promise<Version> {
    return this.call('getVersion', () => ({}), options);
  }

  /**
   * Connects Playwright to a session's browser; needs the package `playwright-core`. `browser.close()` ends only the
   * connection: the session and its pages stay.
   *
   * @param session A session, or its id.
   * @throws BerthError `playwright_missing`; `NotFoundError`; `SessionEndedError`; Playwright's own errors.
   *
   * @example
   * ```ts
   * const browser = await berth.connect(session);
   * const page = browser.contexts()[0]?.pages()[0];
   * await page?.goto('https://example.com');
   * await browser.close();
   * ```
   */
  async connect(session: ConnectableSession | string, options: RequestOptions = {}): Promise<Browser> {
    const target = typeof session === 'string' ? await this.getBrowserSession(session, options) : session;
    return await connectPlaywright(callSettings(this.settings, options), target);
  }
}
