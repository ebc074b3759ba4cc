// Written by scripts/sdk-types.ts from the contract; run `npm run generate` instead of editing.

/**
 * @example
 * ```ts
 * const filter: ListBrowserSessionsQuery = { tag: ['invoices'], status: 'running' };
 * ```
 */
export interface ListBrowserSessionsQuery {
  /** Only sessions with this tag. Given several times: only those that have all of them. */
  readonly tag?: readonly string[] | undefined;
  /** Only sessions with exactly this name. */
  readonly name?: string | undefined;
  /** Only sessions with this status. Sessions that have ended are in the history. */
  readonly status?: 'created' | 'running' | 'hibernated' | undefined;
}

/**
 * @example
 * ```ts
 * const page: BrowserSessionHistoryQuery = { page: 2, page_size: 100 };
 * ```
 */
export interface BrowserSessionHistoryQuery {
  /** Which page; the first is 1. At least 1. Default: `1`. */
  readonly page?: number | null | undefined;
  /** How many sessions a page has. From 1 to 100. Default: `10`. */
  readonly page_size?: number | null | undefined;
}

/**
 * @example
 * ```ts
 * const since: ListBrowserSessionEventsQuery = { after: 41 };
 * ```
 */
export interface ListBrowserSessionEventsQuery {
  /** Only events behind this `id`. At least 0. Default: `0`. */
  readonly after?: number | null | undefined;
  /** How many events at most. From 1 to 1000. Default: `100`. */
  readonly page_size?: number | null | undefined;
}

/**
 * @example
 * ```ts
 * const filter: ListBrowserProfilesQuery = { search_key: 'shop', page_size: 100 };
 * ```
 */
export interface ListBrowserProfilesQuery {
  /** Which page; the first is 1. At least 1. Default: `1`. */
  readonly page?: number | null | undefined;
  /** How many profiles a page has. From 1 to 1000. Default: `10`. */
  readonly page_size?: number | null | undefined;
  /** Only profiles with this text in their name or description, whatever its case. */
  readonly search_key?: string | undefined;
  /** Deleted ones, too. Default: `false`. */
  readonly include_deleted?: boolean | null | undefined;
  /** Only those that the server made for itself, of which there are none; `false`: only others. */
  readonly managed?: boolean | null | undefined;
}

/**
 * @example
 * ```ts
 * const query: BrowserProfileStorageStateQuery = { version_id: 'pv_1' };
 * ```
 */
export interface BrowserProfileStorageStateQuery {
  /** Of which version; of what sessions start from when left out. */
  readonly version_id?: string | undefined;
}

/**
 * @example
 * ```ts
 * const page: ListBrowserProfileVersionsQuery = { page: 2 };
 * ```
 */
export interface ListBrowserProfileVersionsQuery {
  /** Which page; the first is 1. At least 1. Default: `1`. */
  readonly page?: number | null | undefined;
  /** How many versions a page has. From 1 to 100. Default: `10`. */
  readonly page_size?: number | null | undefined;
}

/**
 * @example
 * ```ts
 * const query: DiffBrowserProfileVersionQuery = { against: 'pv_1' };
 * ```
 */
export interface DiffBrowserProfileVersionQuery {
  /** The version to compare with; its parent when left out. */
  readonly against?: string | undefined;
}

/**
 * How a session is to be; everything has a default.
 *
 * @example
 * ```ts
 * const request: CreateBrowserSessionRequest = { timeout: 120, name: 'invoices' };
 * ```
 */
export interface CreateBrowserSessionRequest {
  /** Page to open first. Empty or null: a blank page. */
  readonly url?: string | null | undefined;
  /** Minutes until the session ends, counted from `started_at`: 5 to 1440 (the server can be configured with another maximum). `null` means 60. At least 5. Default: `60`. */
  readonly timeout?: number | null | undefined;
  /** A name of your own for the session. */
  readonly name?: string | null | undefined;
  /** Labels of your own. */
  readonly tags?: readonly string[] | null | undefined;
  /** Not supported yet, except `null` and `NONE`. */
  readonly proxy_location?: ProxyLocation | null | undefined;
  /** Not supported yet. */
  readonly proxy_session_id?: string | null | undefined;
  /** Not supported yet, except `null` and `[]`. */
  readonly extensions?: readonly ('ad-blocker' | 'captcha-solver')[] | null | undefined;
  /** Not supported yet. */
  readonly browser_type?: 'chrome' | 'msedge' | 'stealth-chromium' | null | undefined;
  /** The profile to start from: its cookies, storage and preferences. Such a session keeps its state when it ends. */
  readonly browser_profile_id?: string | null | undefined;
  /** Keep the browser's state when the session ends, so that a profile can be made of it; it may be made before the end, too. Default: `false`. */
  readonly generate_browser_profile?: boolean | null | undefined;
  /** Save the state, when the session ends, as a new version of `browser_profile_id`. Default: `false`. */
  readonly save_to_profile?: boolean | null | undefined;
  /** Every session has a live view; the value changes nothing. Default: `false`. */
  readonly needs_live_view?: boolean | null | undefined;
}

/**
 * Where the browser's traffic leaves: a configured name, a place, or a proxy of one's own.
 *
 * @example
 * ```ts
 * const direct: ProxyLocation = 'NONE';
 * ```
 */
export type ProxyLocation =
  | 'RESIDENTIAL'
  | 'US-CA'
  | 'US-NY'
  | 'US-TX'
  | 'US-FL'
  | 'US-WA'
  | 'RESIDENTIAL_ES'
  | 'RESIDENTIAL_IE'
  | 'RESIDENTIAL_GB'
  | 'RESIDENTIAL_IN'
  | 'RESIDENTIAL_JP'
  | 'RESIDENTIAL_FR'
  | 'RESIDENTIAL_DE'
  | 'RESIDENTIAL_NZ'
  | 'RESIDENTIAL_ZA'
  | 'RESIDENTIAL_AR'
  | 'RESIDENTIAL_AU'
  | 'RESIDENTIAL_BR'
  | 'RESIDENTIAL_TR'
  | 'RESIDENTIAL_CA'
  | 'RESIDENTIAL_MX'
  | 'RESIDENTIAL_IT'
  | 'RESIDENTIAL_NL'
  | 'RESIDENTIAL_PH'
  | 'RESIDENTIAL_KR'
  | 'RESIDENTIAL_SA'
  | 'RESIDENTIAL_ISP'
  | 'NONE'
  | {
      readonly country:
        | 'US'
        | 'ES'
        | 'IE'
        | 'GB'
        | 'IN'
        | 'JP'
        | 'FR'
        | 'DE'
        | 'NZ'
        | 'ZA'
        | 'AR'
        | 'AU'
        | 'BR'
        | 'TR'
        | 'CA'
        | 'MX'
        | 'IT'
        | 'NL'
        | 'PH'
        | 'KR'
        | 'SA';
      readonly subdivision?: string | null | undefined;
      readonly city?: string | null | undefined;
    }
  | {
      readonly url: string;
    };

/**
 * What to change of a session; what is left out stays.
 *
 * @example
 * ```ts
 * const longer: UpdateBrowserSessionRequest = { timeout: 240 };
 * ```
 */
export interface UpdateBrowserSessionRequest {
  /** Minutes from `started_at` to the end, whether that is later or sooner than before; not an end that has passed already. `null` changes nothing. At least 5. */
  readonly timeout?: number | null | undefined;
  /** `null` takes the name away. */
  readonly name?: string | null | undefined;
  /** Takes the place of all tags; `null` takes them away. */
  readonly tags?: readonly string[] | null | undefined;
  /** Not supported yet, except `null` and `NONE`. */
  readonly proxy_location?: ProxyLocation | null | undefined;
  /** Whether to keep the browser's state when the session ends. `null` changes nothing. Default: `false`. */
  readonly generate_browser_profile?: boolean | null | undefined;
}

/**
 * @example
 * ```ts
 * const request: CreateConnectTokenRequest = { expires_in: 600 };
 * ```
 */
export interface CreateConnectTokenRequest {
  /** Seconds until the token opens nothing any more. `null`: it lives as long as the session. Never longer than the API key that makes it. At least 1. */
  readonly expires_in?: number | null | undefined;
}

/**
 * What a run is to do, and where.
 *
 * @example
 * ```ts
 * const request: RunTaskRequest = { prompt: 'Log in', parameters: { password: 'harbor-demo' } };
 * ```
 */
export interface RunTaskRequest {
  /** What to do, in plain words. */
  readonly prompt: string;
  /** Where to start. Without it, a run in a session goes on from the current page. */
  readonly url?: string | null | undefined;
  /** The session to work in. Without it the run gets one of its own and closes it. */
  readonly browser_session_id?: string | null | undefined;
  /** Values the prompt needs, such as `password`. All are treated as secrets: never stored, logged or shown. */
  readonly parameters?: { readonly [key: string]: string } | null | undefined;
  readonly title?: string | null | undefined;
  /** Every value is accepted and mapped to what is installed; `engine_used` of the answer says which one ran. */
  readonly engine?:
    | 'rules'
    | 'skyvern-1.0'
    | 'skyvern-2.0'
    | 'skyvern-3.0'
    | 'openai-cua'
    | 'anthropic-cua'
    | 'ui-tars'
    | 'yutori-navigator'
    | null
    | undefined;
  /** How many actions the run may take. At least 1. Default: `25`. */
  readonly max_steps?: number | null | undefined;
  /** `agent` or null; `code` is not supported yet. */
  readonly run_with?: string | null | undefined;
  /** Not supported yet, except `null` and `NONE`. */
  readonly proxy_location?: ProxyLocation | null | undefined;
  /** Not supported yet. */
  readonly data_extraction_schema?:
    | { readonly [key: string]: unknown }
    | readonly unknown[]
    | string
    | null
    | undefined;
  /** Not supported yet. */
  readonly error_code_mapping?: { readonly [key: string]: string } | null | undefined;
  /** Not supported yet. */
  readonly webhook_url?: string | null | undefined;
  /** Not supported yet. */
  readonly totp_identifier?: string | null | undefined;
  /** Not supported yet. */
  readonly totp_url?: string | null | undefined;
  /** Not supported yet. */
  readonly browser_profile_id?: string | null | undefined;
  /** Not supported yet. */
  readonly browser_address?: string | null | undefined;
  /** Not supported yet. */
  readonly model?: { readonly [key: string]: unknown } | null | undefined;
  /** Not supported yet. */
  readonly extra_http_headers?: { readonly [key: string]: string } | null | undefined;
  /** Not supported yet. */
  readonly cdp_connect_headers?: { readonly [key: string]: string } | null | undefined;
  /** Not supported yet. At least 0. */
  readonly max_screenshot_scrolls?: number | null | undefined;
  /** Not supported yet. Default: `false`. */
  readonly start_fresh_browser?: boolean | null | undefined;
  /** Not supported yet. Default: `false`. */
  readonly publish_workflow?: boolean | null | undefined;
  /** Not supported yet. Default: `false`. */
  readonly include_action_history_in_verification?: boolean | null | undefined;
  /** Not supported yet. Default: `false`. */
  readonly wait_for_session?: boolean | null | undefined;
}

/**
 * What a profile is called, and what is saved in it.
 *
 * @example
 * ```ts
 * const request: CreateBrowserProfileRequest = { name: 'shop', browser_session_id: 'pbs_1' };
 * ```
 */
export interface CreateBrowserProfileRequest {
  /** Unique among the profiles of the organization that are not deleted. */
  readonly name: string;
  /** For people. */
  readonly description?: string | null | undefined;
  /** The session whose state is saved: of a live one as it is now, of an ended one as it was at its end. It must keep its state: `generate_browser_profile`, or started from a profile. Without any source the profile is blank. */
  readonly browser_session_id?: string | null | undefined;
  /** A run, in place of the session that it ran in. */
  readonly workflow_run_id?: string | null | undefined;
  /** Cookies and localStorage as Playwright's `context.storageState()` has them, in place of a session. */
  readonly storage_state?: StorageState | null | undefined;
  /** Not supported yet, except `null` and `NONE`. */
  readonly proxy_location?: ProxyLocation | null | undefined;
  /** Not supported yet. */
  readonly proxy_session_id?: string | null | undefined;
}

/**
 * What Playwright's `context.storageState()` writes and reads.
 *
 * @example
 * ```ts
 * const state: StorageState = await context.storageState();
 * ```
 */
export interface StorageState {
  readonly cookies: readonly StorageCookie[];
  readonly origins: readonly StorageOrigin[];
}

/**
 * A cookie as Playwright's `storageState` has it.
 *
 * @example
 * ```ts
 * const cookie: StorageCookie | undefined = state.cookies[0];
 * ```
 */
export interface StorageCookie {
  readonly name: string;
  readonly value: string;
  /** With a dot in front: for sub-domains, too. */
  readonly domain: string;
  readonly path: string;
  /** Seconds since 1970; -1: a session cookie. */
  readonly expires?: number | undefined;
  readonly httpOnly?: boolean | undefined;
  readonly secure?: boolean | undefined;
  readonly sameSite?: 'Strict' | 'Lax' | 'None' | undefined;
  readonly partitionKey?: string | undefined;
  readonly _crHasCrossSiteAncestor?: boolean | undefined;
}

/**
 * An origin's storage as Playwright's `storageState` has it.
 *
 * @example
 * ```ts
 * const origin: StorageOrigin | undefined = state.origins[0];
 * ```
 */
export interface StorageOrigin {
  readonly origin: string;
  readonly localStorage: readonly {
    readonly name: string;
    readonly value: string;
  }[];
  /** Not supported yet, except `[]`. */
  readonly indexedDB?: readonly unknown[] | undefined;
}

/**
 * What to change of a profile; what is left out stays.
 *
 * @example
 * ```ts
 * const renamed: UpdateBrowserProfileRequest = { name: 'shop, old' };
 * ```
 */
export interface UpdateBrowserProfileRequest {
  /** `null` changes nothing. */
  readonly name?: string | null | undefined;
  /** `null` changes nothing; an empty text takes it away. */
  readonly description?: string | null | undefined;
  /** The version that sessions start from, whatever is saved afterwards. `null`: the current one again. */
  readonly pinned_version_id?: string | null | undefined;
  /** Not supported yet, except `null` and `NONE`. */
  readonly proxy_location?: ProxyLocation | null | undefined;
  /** Not supported yet. */
  readonly proxy_session_id?: string | null | undefined;
  /** Not supported yet, except `false`. Default: `false`. */
  readonly rotate_proxy_session_id?: boolean | null | undefined;
}

/**
 * Whose state becomes the next version.
 *
 * @example
 * ```ts
 * const request: SaveBrowserProfileRequest = { browser_session_id: 'pbs_1', on_conflict: 'new_version' };
 * ```
 */
export interface SaveBrowserProfileRequest {
  /** The session to save: a live one as it is now, an ended one as it was at its end. It must keep its state. */
  readonly browser_session_id: string;
  /** When the current version is not the one that the session started from or saved: `error` (the default) refuses, `new_version` saves beside the current line. */
  readonly on_conflict?: 'error' | 'new_version' | null | undefined;
}

/**
 * What a copy of a profile is called.
 *
 * @example
 * ```ts
 * const request: CopyBrowserProfileRequest = { name: 'shop, for tests' };
 * ```
 */
export interface CopyBrowserProfileRequest {
  /** Of the copy. */
  readonly name: string;
  /** Of the copy; `null`: as the profile has it. */
  readonly description?: string | null | undefined;
  /** What to copy; `null`: what sessions start from. */
  readonly version_id?: string | null | undefined;
}

/**
 * How an exported profile is sealed.
 *
 * @example
 * ```ts
 * const request: ExportBrowserProfileRequest = { passphrase: 'correct horse battery staple' };
 * ```
 */
export interface ExportBrowserProfileRequest {
  /** Opens the file again. The server does not keep it. */
  readonly passphrase: string;
  /** What to export; `null`: what sessions start from. */
  readonly version_id?: string | null | undefined;
}

/**
 * A browser's life under one id.
 *
 * @example
 * ```ts
 * const session: BrowserSession = await berth.createBrowserSession();
 * ```
 */
export interface BrowserSession {
  /** A session id: `pbs_` and a sortable number. Such as `pbs_4821903377201168385`. */
  browser_session_id: string;
  organization_id: string;
  /** A final status (`completed`, `timeout`, `failed`) never changes. */
  status: SessionStatus;
  /** Why the session ended, as a stable word: `closed`, `expired`, `browser_crashed`, `browser_hung`, `launch_failed`, … */
  end_reason: string | null;
  name: string | null;
  tags: string[];
  /** Minutes from `started_at` to the end. */
  timeout: number;
  /** When the session was asked for. */
  created_at: string;
  modified_at: string;
  /** When the browser became connectable; the timer starts here. */
  started_at: string | null;
  /** When the session ends by itself. */
  expires_at: string | null;
  /** When a client or a run last used the browser; up to 5 seconds behind while it is in use. */
  last_activity_at: string | null;
  completed_at: string | null;
  deleted_at: string | null;
  /** CDP address for Playwright, Puppeteer and any WebSocket client; `null` once the session has ended. It holds no secret: send the key along. */
  browser_address: string | null;
  /** A page that shows the browser live. */
  app_url: string;
  /** Which browser process in a row serves the session; the first is 1. */
  generation: number;
  /** What of the session survives the death of its browser process. Connections of clients, and what scripts of pages hold in memory, never do. */
  persisted: string[];
  /** The server that runs the browser. */
  node: string;
  /** What occupies the session: `task`, or null. */
  runnable_type: string | null;
  /** The run that occupies the session. */
  runnable_id: string | null;
  extensions: string[] | null;
  browser_type: string | null;
  /** The profile that it started from. */
  browser_profile_id: string | null;
  /** Whether its state is kept when it ends. */
  generate_browser_profile: boolean;
  vnc_streaming_supported: boolean;
  stream_transport: string | null;
  download_path: string | null;
  /** The complete downloads of the session, newest first; each `url` fetches one for an hour. */
  downloaded_files: FileInfo[] | null;
  /** `null`: sessions are not recorded yet. */
  recordings: FileInfo[] | null;
  /** What of the request had no effect, such as unknown keys. */
  warning: string | null;
}

/**
 * Where a session is in its life: `created` → `running` → `completed` (closed), `timeout` or `failed`. `hibernated`: no browser runs; the next use starts one with what the last one left.
 *
 * @example
 * ```ts
 * const live: SessionStatus[] = ['created', 'running'];
 * ```
 */
export type SessionStatus = 'created' | 'running' | 'hibernated' | 'completed' | 'timeout' | 'failed';

/**
 * A file that a session left.
 *
 * @example
 * ```ts
 * const file: FileInfo | undefined = session.downloaded_files?.[0];
 * ```
 */
export interface FileInfo {
  url: string;
  checksum: string | null;
  filename: string | null;
  /** From -9007199254740991 to 9007199254740991. */
  file_size: number | null;
  modified_at: string | null;
  artifact_id: string | null;
}

/**
 * Something that happened to a session.
 *
 * @example
 * ```ts
 * const [first]: SessionEvent[] = await berth.getBrowserSessionEvents(session.browser_session_id);
 * ```
 */
export interface SessionEvent {
  /** Grows from event to event; the `after` of the next request. */
  id: number;
  /** What happened: `browser_died` and then `browser_restored` when another browser took its place, `hibernated` when none runs until the next use. */
  type:
    | 'created'
    | 'started'
    | 'changed'
    | 'browser_died'
    | 'browser_restored'
    | 'hibernated'
    | 'woken'
    | 'profile_saved'
    | 'profile_not_saved'
    | 'ended';
  at: string;
  /** More of it, by type. `browser_restored`: `generation`, how many `tabs`, `cookies` and `storage_origins` came back, and what is `lost`. `profile_saved`: which version of which profile, or that it is kept with the session, and the `conflict` when another version had come first. */
  data: { [key: string]: unknown };
}

/**
 * @example
 * ```ts
 * const { closed } = await berth.closeAllBrowserSessions();
 * ```
 */
export interface CloseAllBrowserSessionsResponse {
  /** How many sessions were live and are ended now. */
  closed: number;
}

/**
 * @example
 * ```ts
 * const { message } = await berth.closeBrowserSession(session.browser_session_id);
 * ```
 */
export interface CloseBrowserSessionResponse {
  message: 'Browser session closed';
}

/**
 * Addresses of a browser with a secret in them.
 *
 * @example
 * ```ts
 * const { ws_address } = await berth.createConnectToken(session.browser_session_id);
 * ```
 */
export interface ConnectToken {
  /** Opens the browser of this one session, and nothing of the API. It dies with the session, and with the API key that made it. */
  token: string;
  /** For clients that are given an http address, such as `connectOverCDP`. */
  http_address: string;
  /** For clients that are given a WebSocket address. */
  ws_address: string;
  expires_at: string | null;
  /** What of the request had no effect, such as unknown keys. */
  warning: string | null;
}

/**
 * A file that was put into a session.
 *
 * @example
 * ```ts
 * const uploads: UploadedFile[] = await berth.getUploads(session.browser_session_id);
 * ```
 */
export interface UploadedFile {
  file_id: string;
  /** The name that pages see. File inputs take it, too; of several uploads with one name they take the newest. */
  filename: string;
  /** What file inputs take for this very upload, as an absolute path. */
  path: string;
  file_size: number;
  /** SHA-256 in hex. */
  checksum: string;
  uploaded_at: string;
}

/**
 * A file that a page of a session downloaded.
 *
 * @example
 * ```ts
 * const downloads: Download[] = await berth.getDownloads(session.browser_session_id);
 * ```
 */
export interface Download {
  /** A link that fetches the file without a key, for an hour. `null` unless it is `completed`. */
  url: string | null;
  checksum: string | null;
  /** The name that the site suggested; a second one of that name gets ` (1)`. */
  filename: string;
  /** From -9007199254740991 to 9007199254740991. */
  file_size: number | null;
  modified_at: string | null;
  artifact_id: string;
  status: 'in_progress' | 'completed' | 'failed';
  /** `canceled`, `over_quota`, `session_ended`, `not_readable` or `insufficient_storage`, for one that failed. */
  failure_reason: string | null;
  started_at: string;
}

/**
 * One execution of a task by prompt.
 *
 * @example
 * ```ts
 * const run: Run = await berth.runTask({ prompt: 'Log in', url, waitForCompletion: true });
 * ```
 */
export interface Run {
  /** A run id: `tsk_` and a sortable number. */
  run_id: string;
  run_type: 'task_v1';
  status: RunStatus;
  /** Which engine did the work: `rules`. */
  engine_used: string | null;
  /** What the run extracted; `null` when the prompt asked for nothing. A failed run may hold what it found until then. */
  output: unknown;
  /** How far it is known that `output` is all there is; `null` when nothing was extracted, or the run did not complete. */
  output_completeness: RunOutputCompleteness | null;
  failure_reason: string | null;
  errors: RunError[] | null;
  /** From -9007199254740991 to 9007199254740991. */
  step_count: number | null;
  created_at: string;
  modified_at: string;
  queued_at: string | null;
  started_at: string | null;
  finished_at: string | null;
  app_url: string | null;
  browser_session_id: string | null;
  browser_profile_id: string | null;
  run_request: {
    /** The prompt, with any password in it masked. */
    prompt: string;
    url: string | null;
    title: string | null;
    engine: string | null;
    browser_session_id: string | null;
    max_steps: number;
    /** The names that were given; every value is masked. */
    parameters: { [key: string]: string } | null;
    start_fresh_browser: false;
    publish_workflow: false;
  };
  /** What pages of the session downloaded while the run was at work, newest first. A run that is through waits up to 30 s for what it is downloading. */
  downloaded_files: FileInfo[];
  recording_url: string | null;
  recording_archived: boolean;
  screenshot_urls: string[] | null;
  /** From -9007199254740991 to 9007199254740991. */
  max_screenshot_scrolls: number | null;
  script_run: unknown;
  /** What of the request had no effect, such as unknown keys. */
  warning: string | null;
}

/**
 * Where a run is: the last five are final.
 *
 * @example
 * ```ts
 * const worked: RunStatus = 'completed';
 * ```
 */
export type RunStatus =
  | 'created'
  | 'queued'
  | 'running'
  | 'completed'
  | 'failed'
  | 'terminated'
  | 'timed_out'
  | 'canceled';

/**
 * `proven`: the site itself says how many records there are (a total, or the last page of a pager), and that many were read. `as_shown`: every record that the page shows was read, and nothing was seen that holds others back; the site does not say how many there are, so a filter or a view that is not evident on the page may. With several extractions in one prompt: what holds for all of them.
 *
 * @example
 * ```ts
 * const isAll = run.output_completeness === 'proven';
 * ```
 */
export type RunOutputCompleteness = 'proven' | 'as_shown';

/**
 * Why a run did not complete.
 *
 * @example
 * ```ts
 * const error: RunError | undefined = run.errors?.[0];
 * ```
 */
export interface RunError {
  code: RunErrorCode;
  reason: string;
}

/**
 * Why a run did not complete, as a stable code; `failure_reason` says it in words.
 *
 * @example
 * ```ts
 * const wasRefused = run.errors?.some(({ code }) => code === 'auth_failure');
 * ```
 */
export type RunErrorCode =
  | 'prompt_not_understood'
  | 'credentials_missing'
  | 'auth_failure'
  | 'element_not_found'
  | 'element_blocked'
  | 'ambiguous_target'
  | 'wrong_page_state'
  | 'navigation_failure'
  | 'page_load_timeout'
  | 'anti_bot_detection'
  | 'data_extraction_failure'
  | 'incomplete_data'
  | 'loop_detected'
  | 'max_steps'
  | 'browser_error'
  | 'browser_died'
  | 'session_ended'
  | 'server_restarted'
  | 'infrastructure_error';

/**
 * One action of a run.
 *
 * @example
 * ```ts
 * const steps: RunStep[] = await berth.getRunTimeline(run.run_id);
 * ```
 */
export interface RunStep {
  /** `goto`, `click`, `fill`, `extract`, … */
  action: string;
  /** The part of the prompt that the step serves. */
  instruction: string;
  element: string | null;
  /** What was checked afterwards and found true. */
  check: string | null;
  url: string;
  started_at: string;
  duration_ms: number;
}

/**
 * Saved browser state that sessions start from.
 *
 * @example
 * ```ts
 * const profile: BrowserProfile = await berth.getBrowserProfile('bp_1');
 * ```
 */
export interface BrowserProfile {
  /** A profile id: `bp_` and a sortable number. Such as `bp_4821903377201168391`. */
  browser_profile_id: string;
  organization_id: string;
  name: string;
  description: string | null;
  /** The last save of the current line; `null` as long as the profile is blank. */
  current_version_id: string | null;
  /** The version that sessions start from in place of the current one. */
  pinned_version_id: string | null;
  is_managed: boolean;
  source_browser_type: string | null;
  proxy_location: string | null;
  proxy_session_id: string | null;
  workflow_permanent_id: string | null;
  browser_profile_key_digest: string | null;
  last_verified_login_at: string | null;
  linked_credential_name: string | null;
  created_at: string;
  modified_at: string;
  deleted_at: string | null;
  /** What of the request had no effect, such as unknown keys. */
  warning: string | null;
}

/**
 * What uses a profile.
 *
 * @example
 * ```ts
 * const usage: BrowserProfileUsage = await berth.getBrowserProfileUsage('bp_1');
 * ```
 */
export interface BrowserProfileUsage {
  /** Always empty: the server has no workflows. */
  workflows: unknown[];
  /** Always empty: credentials are not linked to profiles yet. */
  credentials: unknown[];
  /** How many runs of the last 30 days ran in a session that started from the profile. */
  recent_seeded_run_count: number;
  /** The live sessions that started from the profile. */
  live_session_ids: string[];
}

/**
 * One immutable save of a profile.
 *
 * @example
 * ```ts
 * const [newest]: BrowserProfileVersion[] = await berth.listBrowserProfileVersions('bp_1');
 * ```
 */
export interface BrowserProfileVersion {
  /** The id of one save of a profile: `pv_` and a sortable number. Such as `pv_4821903377201168393`. */
  version_id: string;
  /** A profile id: `bp_` and a sortable number. Such as `bp_4821903377201168391`. */
  browser_profile_id: string;
  /** Counts the saves of the profile from 1 on. */
  number: number;
  is_current: boolean;
  is_pinned: boolean;
  /** The version that the saved state came from. */
  parent_version_id: string | null;
  created_at: string;
  /** The API key of whoever asked for the save; `null` for one at the end of a session. */
  created_by: string | null;
  /** Where its content is from. */
  source_type: 'session' | 'version' | 'import';
  /** The session, or the version that it is a copy of. */
  source_id: string | null;
  /** The browser that left the state; `null` for cookies and storage that were imported. */
  browser: string | null;
  /** Bytes on the disk of the server. */
  size: number;
  /** How many tabs were open. */
  tab_count: number;
  /** The error code of what is wrong with its files, such as `profile_corrupt`, when they do not open: what they hold is not in `sites` then. */
  problem: string | null;
  sites: SavedSite[];
}

/**
 * What a version holds for one site.
 *
 * @example
 * ```ts
 * const site: SavedSite | undefined = version.sites[0];
 * ```
 */
export interface SavedSite {
  /** A host name, or the domain of a cookie. */
  site: string;
  cookies: SavedCookie[];
  /** Its origins that have storage in the version. */
  storage_origins: string[];
}

/**
 * A cookie that a version holds. Its value is never shown.
 *
 * @example
 * ```ts
 * const cookie: SavedCookie | undefined = version.sites[0]?.cookies[0];
 * ```
 */
export interface SavedCookie {
  name: string;
  path: string;
  /** `null`: a session cookie. It is saved, too. */
  expires_at: string | null;
  /** Changes with the value, and does not tell it. */
  hash: string;
}

/**
 * What differs between two versions of a profile.
 *
 * @example
 * ```ts
 * const { lines }: BrowserProfileVersionDiff = await berth.diffBrowserProfileVersion('bp_1', 'pv_2');
 * ```
 */
export interface BrowserProfileVersionDiff {
  /** The id of one save of a profile: `pv_` and a sortable number. Such as `pv_4821903377201168393`. */
  version_id: string;
  /** `null`: the version has no parent, so all of it is new. */
  against: string | null;
  /** What changed, for people: such as "cookie `sid` of shop.example expired". */
  lines: string[];
}

/**
 * Which server and which browser.
 *
 * @example
 * ```ts
 * const { version }: Version = await berth.getVersion();
 * ```
 */
export interface Version {
  /** The server's version. */
  version: string;
  /** The installed browser, such as `Chromium 156.0.8078.73`. */
  browser: string | null;
}

/**
 * One entry of the `detail` list of an `invalid_request`.
 *
 * @example
 * ```ts
 * const { loc, msg }: FieldError = error.fields[0];
 * ```
 */
export interface FieldError {
  type: string;
  loc: (string | number)[];
  msg: string;
  input: unknown;
  ctx?: { [key: string]: unknown } | undefined;
}

/** What each operation answers with. */
export interface Responses {
  readonly createBrowserSession: BrowserSession;
  readonly listBrowserSessions: BrowserSession[];
  readonly getBrowserSessionHistory: BrowserSession[];
  readonly getBrowserSession: BrowserSession;
  readonly updateBrowserSession: BrowserSession;
  readonly listBrowserSessionEvents: SessionEvent[];
  readonly closeAllBrowserSessions: CloseAllBrowserSessionsResponse;
  readonly closeBrowserSession: CloseBrowserSessionResponse;
  readonly createConnectToken: ConnectToken;
  readonly uploadFiles: UploadedFile[];
  readonly listUploads: UploadedFile[];
  readonly listDownloads: Download[];
  readonly runTask: Run;
  readonly getRun: Run;
  readonly getRunTimeline: RunStep[];
  readonly cancelRun: null;
  readonly createBrowserProfile: BrowserProfile;
  readonly listBrowserProfiles: BrowserProfile[];
  readonly getBrowserProfile: BrowserProfile;
  readonly updateBrowserProfile: BrowserProfile;
  readonly deleteBrowserProfile: undefined;
  readonly getBrowserProfileUsage: BrowserProfileUsage;
  readonly saveBrowserProfile: BrowserProfileVersion;
  readonly copyBrowserProfile: BrowserProfile;
  readonly getBrowserProfileStorageState: StorageState;
  readonly exportBrowserProfile: Blob;
  readonly importBrowserProfile: BrowserProfile;
  readonly listBrowserProfileVersions: BrowserProfileVersion[];
  readonly getBrowserProfileVersion: BrowserProfileVersion;
  readonly diffBrowserProfileVersion: BrowserProfileVersionDiff;
  readonly restoreBrowserProfileVersion: BrowserProfileVersion;
  readonly getVersion: Version;
}
