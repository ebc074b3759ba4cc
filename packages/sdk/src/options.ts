/**
 * An API key, or a function that gives one for each call.
 *
 * @example
 * ```ts
 * const key: ApiKey = async () => (await readFile('data/api-key', 'utf8')).trim();
 * ```
 */
export type ApiKey = string | (() => string | Promise<string>);

/**
 * HTTP headers to add or replace; `null` takes one away.
 *
 * @example
 * ```ts
 * const headers: HeaderChanges = { 'x-team': 'billing', 'x-api-key': null };
 * ```
 */
export type HeaderChanges = Readonly<Record<string, string | null | undefined>>;

type QueryValue = string | number | boolean;

/**
 * Query parameters to add; an array repeats its name, `null` and `undefined` add nothing.
 *
 * @example
 * ```ts
 * const queryParams: QueryParams = { tag: ['a', 'b'] }; // ?tag=a&tag=b
 * ```
 */
export type QueryParams = Readonly<Record<string, QueryValue | readonly QueryValue[] | null | undefined>>;

/**
 * How to reach the server; everything has a default.
 *
 * @example
 * ```ts
 * const berth = new Berth({ baseUrl: 'https://berth.example.com', apiKey: 'bk_…', maxRetries: 5 });
 * ```
 */
export interface BerthOptions {
  /** Default: the environment variable `BERTH_API_KEY`. Without one, the first call that needs it throws. */
  readonly apiKey?: ApiKey | undefined;
  /** Where the server is, with a path if it has one. Default: `BERTH_BASE_URL`, else `http://127.0.0.1:8000`. */
  readonly baseUrl?: string | undefined;
  /** Seconds that one attempt of a call may take. Default: 60. */
  readonly timeoutInSeconds?: number | undefined;
  /** How often a call that may be sent again is sent again. Default: 2; 0 switches retries off. */
  readonly maxRetries?: number | undefined;
  /** Headers of every call. */
  readonly headers?: HeaderChanges | undefined;
  /** Does the HTTP in place of the global `fetch`. */
  readonly fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
}

/**
 * The last argument of every method: what is different for this call.
 *
 * @example
 * ```ts
 * await berth.getBrowserSessions({ timeoutInSeconds: 5, abortSignal: AbortSignal.timeout(20_000) });
 * ```
 */
export interface RequestOptions {
  /** Seconds that one attempt may take. Default: the client's. */
  readonly timeoutInSeconds?: number | undefined;
  /** Default: the client's. */
  readonly maxRetries?: number | undefined;
  /** Win over the client's headers. */
  readonly headers?: HeaderChanges | undefined;
  readonly queryParams?: QueryParams | undefined;
  /** Ends the call at once, also while it waits to try again; it throws `BerthAbortError`. */
  readonly abortSignal?: AbortSignal | undefined;
  /** Default: the client's. */
  readonly apiKey?: ApiKey | undefined;
}
