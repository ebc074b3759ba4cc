import { environmentVariable } from './environment.ts';
import { BerthError } from './errors.ts';
import type { ApiKey, BerthOptions, HeaderChanges, QueryParams, RequestOptions } from './options.ts';

/** What the client was given, complete. */
export interface Settings {
  /** Without a slash at its end. */
  readonly baseUrl: string;
  readonly apiKey: ApiKey | undefined;
  readonly timeoutInSeconds: number;
  readonly maxRetries: number;
  /** From weak to strong. */
  readonly headers: readonly HeaderChanges[];
  readonly queryParams: QueryParams;
  readonly signal: AbortSignal | undefined;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
}

export function clientSettings(options: BerthOptions): Settings {
  return {
    baseUrl: readBaseUrl(options.baseUrl ?? environmentVariable('BERTH_BASE_URL') ?? 'http://127.0.0.1:8000'),
    apiKey: options.apiKey ?? environmentVariable('BERTH_API_KEY'),
    timeoutInSeconds: atLeast(0.001, options.timeoutInSeconds ?? 60, 'timeoutInSeconds'),
    maxRetries: atLeast(0, options.maxRetries ?? 2, 'maxRetries'),
    headers: [options.headers ?? {}],
    queryParams: {},
    signal: undefined,
    // Looked up at each call, so that instrumentation which replaces the global later is used.
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
  };
}

/** The client's settings with what one call changes. */
export function callSettings(settings: Settings, options: RequestOptions): Settings {
  return {
    ...settings,
    apiKey: options.apiKey ?? settings.apiKey,
    timeoutInSeconds: atLeast(
      0.001,
      options.timeoutInSeconds ?? settings.timeoutInSeconds,
      'timeoutInSeconds',
    ),
    maxRetries: atLeast(0, options.maxRetries ?? settings.maxRetries, 'maxRetries'),
    headers: [
      ...(options.apiKey === undefined ? settings.headers : settings.headers.map(withoutKey)),
      options.headers ?? {},
    ],
    queryParams: options.queryParams ?? {},
    signal: options.abortSignal,
  };
}

/** The key of a call wins over one that lies in the client's headers. */
function withoutKey(headers: HeaderChanges): HeaderChanges {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'x-api-key'));
}

export function atLeast(least: number, value: unknown, name: string): number {
  if (typeof value === 'number' && value >= least) return value;
  throw new BerthError(`${name} is ${value}; it must be a number of at least ${least}.`, {
    code: 'invalid_argument',
  });
}

function readBaseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') {
    throw new BerthError(`baseUrl is "${text}"; it must begin with http:// or https://.`, {
      code: 'invalid_argument',
    });
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}
