import { BerthTimeoutError } from '../errors.ts';
import type { Route } from '../routes.ts';
import type { Settings } from '../settings.ts';
import { pause, withDeadline } from './deadline.ts';
import { exchange, type HttpRequest } from './exchange.ts';
import { requestHeaders } from './headers.ts';
import { newIdempotencyKey } from './idempotency-key.ts';
import { backOff, mayRetry } from './retry.ts';
import { fillPath, withQuery } from './url.ts';

/** What one call puts into its route. */
export interface Input {
  /** For each `{name}` of the path, in order. */
  readonly id?: string | readonly string[];
  /** The caller's own `queryParams` win over it. */
  readonly query?: Readonly<Record<string, unknown>>;
  /** Sent as JSON, or as it is when it is a form. */
  readonly body?: Readonly<Record<string, unknown>> | FormData;
}

/** Sends a call, again where that is safe → the JSON of its answer, or its file, or a BerthError. */
export async function send(settings: Settings, route: Route, input: Input): Promise<unknown> {
  const request = await withDeadline(
    {
      seconds: settings.timeoutInSeconds,
      signal: settings.signal,
      expired: () => new BerthTimeoutError(`apiKey() gave no key in ${settings.timeoutInSeconds} s.`),
    },
    () => buildRequest(settings, route, input),
  );
  // The caller may have taken the key away, for a server that would not know it.
  const hasKey = route.takesIdempotencyKey && new Headers(request.init.headers).has('idempotency-key');
  const isRepeatable = route.isRepeatable || hasKey === true;
  for (let retry = 0; ; retry += 1) {
    try {
      return await exchange(request);
    } catch (error) {
      if (retry >= settings.maxRetries || !mayRetry(error, isRepeatable)) throw error;
      await pause(backOff(retry, error), settings.signal);
    }
  }
}

async function buildRequest(settings: Settings, route: Route, input: Input): Promise<HttpRequest> {
  const path = fillPath(route.path, [input.id ?? []].flat());
  const base = {
    accept: route.answersFile ? '*/*' : 'application/json',
    ...(route.takesIdempotencyKey ? { 'idempotency-key': newIdempotencyKey() } : {}),
    // The type of a form says where its parts end, which only fetch knows.
    ...(input.body === undefined || isForm(input.body) ? {} : { 'content-type': 'application/json' }),
  };
  return {
    title: `${route.method} ${path}`,
    url: withQuery(`${settings.baseUrl}${path}`, { ...input.query, ...settings.queryParams }),
    init: {
      method: route.method,
      headers: await requestHeaders(base, {
        apiKey: settings.apiKey,
        headers: settings.headers,
        needsKey: route.needsKey,
      }),
      ...(input.body === undefined
        ? {}
        : { body: isForm(input.body) ? input.body : JSON.stringify(input.body) }),
      // A followed redirect would turn a POST into a GET and carry the key to another host.
      redirect: 'manual',
    },
    answersFile: route.answersFile === true,
    timeoutInSeconds: settings.timeoutInSeconds,
    signal: settings.signal,
    fetch: settings.fetch,
  };
}

const isForm = (body: object): body is FormData => body instanceof FormData;
