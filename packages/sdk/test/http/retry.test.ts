import { describe, expect, it } from 'vitest';
import { backOff, readRetryAfter } from '../../src/http/retry.ts';
import { Berth, BerthAbortError, BerthError, BerthTimeoutError, ServerError } from '../../src/index.ts';
import { inTurn, startApi } from '../fixtures/api.ts';

const atOnce = { 'retry-after': '0' };
interface Call {
  readonly name: string;
  readonly make: (berth: Berth) => Promise<unknown>;
}

const withoutKey = { headers: { 'Idempotency-Key': null } };
const oneTime: readonly Call[] = [
  { name: 'createBrowserSession without a key', make: berth => berth.createBrowserSession({}, withoutKey) },
  { name: 'runTask without a key', make: berth => berth.runTask({ prompt: 'Log in' }, withoutKey) },
  { name: 'cancelRun', make: berth => berth.cancelRun('tsk_1') },
];
const keyed: readonly Call[] = [
  { name: 'createBrowserSession', make: berth => berth.createBrowserSession() },
  { name: 'runTask', make: berth => berth.runTask({ prompt: 'Log in' }) },
];
const repeatable: readonly Call[] = [
  ...keyed,
  { name: 'getRun', make: berth => berth.getRun('tsk_1') },
  { name: 'closeBrowserSession', make: berth => berth.closeBrowserSession('pbs_1') },
];

describe('retries', () => {
  it.each([
    ...[408, 429, 503].flatMap(status => [...oneTime, ...repeatable].map(call => ({ ...call, status }))),
    ...[500, 502, 504].flatMap(status => repeatable.map(call => ({ ...call, status }))),
  ])('$name is sent again after $status', async ({ make, status }) => {
    const refusal = { status, headers: atOnce };
    const api = await startApi(inTurn(refusal, refusal, { body: {} }));
    await make(new Berth({ baseUrl: api.url, apiKey: 'key' }));
    expect(api.received).toHaveLength(3);
    expect(new Set(api.received.map(({ body }) => body)).size).toBe(1);
  });

  it.each(oneTime)('$name is not sent again when it may have been done', async ({ make }) => {
    for (const reply of [{ status: 500, headers: atOnce }, { status: 502 }, 'reset'] as const) {
      const api = await startApi(() => reply);
      await expect(make(new Berth({ baseUrl: api.url, apiKey: 'key' }))).rejects.toBeInstanceOf(BerthError);
      expect(api.received).toHaveLength(1);
    }
  });

  it.each(repeatable)('$name is sent again when the connection broke', async ({ make }) => {
    const api = await startApi(inTurn('reset', { body: {} }));
    await make(new Berth({ baseUrl: api.url, apiKey: 'key' }));
    expect(api.received).toHaveLength(2);
  });

  it.each(keyed)('of $name carry one key, and another call another', async ({ make }) => {
    const api = await startApi(inTurn('reset', { status: 500, headers: atOnce }, { body: {} }));
    const berth = new Berth({ baseUrl: api.url, apiKey: 'key' });
    await make(berth);
    await make(berth);
    const keys = api.received.map(({ headers }) => headers['idempotency-key']);
    expect(keys).toHaveLength(4);
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys.slice(1, 3)).toEqual([keys[0], keys[0]]);
    expect(keys[3]).not.toBe(keys[0]);
  });

  it("carry the caller's own key when there is one", async () => {
    const api = await startApi(inTurn('reset', { body: {} }));
    const options = { headers: { 'Idempotency-Key': 'order-7' } };
    await new Berth({ baseUrl: api.url, apiKey: 'key' }).createBrowserSession({}, options);
    expect(api.received.map(({ headers }) => headers['idempotency-key'])).toEqual(['order-7', 'order-7']);
  });

  it.each([400, 403, 404, 409, 410, 422])('none after %i', async status => {
    const api = await startApi(() => ({ status, headers: atOnce }));
    await expect(new Berth({ baseUrl: api.url, apiKey: 'key' }).getRun('tsk_1')).rejects.toBeInstanceOf(
      BerthError,
    );
    expect(api.received).toHaveLength(1);
  });

  it('stop at maxRetries of the call, else of the client', async () => {
    const api = await startApi(() => ({ status: 503, headers: atOnce }));
    const berth = new Berth({ baseUrl: api.url, apiKey: 'key', maxRetries: 3 });
    await expect(berth.getVersion()).rejects.toBeInstanceOf(ServerError);
    expect(api.received).toHaveLength(4);
    await expect(berth.getVersion({ maxRetries: 0 })).rejects.toBeInstanceOf(ServerError);
    expect(api.received).toHaveLength(5);
  });

  it('wait as long as Retry-After says', async () => {
    const api = await startApi(inTurn({ status: 429, headers: { 'retry-after': '1' } }, { body: {} }));
    await new Berth({ baseUrl: api.url, apiKey: 'key' }).createBrowserSession();
    const [first, second] = api.received.map(({ at }) => at);
    expect((second ?? 0) - (first ?? 0)).toBeGreaterThanOrEqual(990);
  });
});

describe('timeouts', () => {
  it('count per attempt, and a call that may be repeated gets its retries', async () => {
    const api = await startApi(inTurn('hang', { body: { version: '1' } }));
    const berth = new Berth({ baseUrl: api.url, apiKey: 'key', timeoutInSeconds: 0.1 });
    expect(await berth.getVersion()).toEqual({ version: '1' });
  });

  it('are BerthTimeoutErrors, also when the body stalls', async () => {
    const api = await startApi((_, response) => {
      response.writeHead(200);
      response.write('{"version":');
      return 'hang';
    });
    const berth = new Berth({ baseUrl: api.url, apiKey: 'key', timeoutInSeconds: 0.1, maxRetries: 0 });
    const error = await berth.getVersion().catch(error => error);
    expect(error).toBeInstanceOf(BerthTimeoutError);
    expect(error).toMatchObject({ name: 'BerthTimeoutError', code: 'timed_out', runId: undefined });
    expect(error.message).toBe('No answer in 0.1 s (GET /v1/version).');
  });

  it('send a create again under its key, and do not without one', async () => {
    const api = await startApi(() => 'hang');
    const berth = new Berth({ baseUrl: api.url, apiKey: 'key', timeoutInSeconds: 0.1, maxRetries: 1 });
    await expect(berth.createBrowserSession()).rejects.toBeInstanceOf(BerthTimeoutError);
    expect(api.received).toHaveLength(2);
    await expect(berth.createBrowserSession({}, withoutKey)).rejects.toBeInstanceOf(BerthTimeoutError);
    expect(api.received).toHaveLength(3);
  });

  it('hold for a fetch that does not listen to its signal', async () => {
    const berth = new Berth({ apiKey: 'key', timeoutInSeconds: 0.05, fetch: () => new Promise(() => {}) });
    await expect(berth.createBrowserSession({}, withoutKey)).rejects.toBeInstanceOf(BerthTimeoutError);
  });

  it('of more than 24 days do not fire at once', async () => {
    const api = await startApi(() => ({ body: {} }));
    await new Berth({
      baseUrl: api.url,
      apiKey: 'key',
      timeoutInSeconds: Number.POSITIVE_INFINITY,
    }).getVersion();
    expect(api.received).toHaveLength(1);
  });
});

describe('abortSignal', () => {
  it('ends a request in flight and keeps its reason as the cause', async () => {
    const controller = new AbortController();
    const api = await startApi(() => {
      controller.abort('changed my mind');
      return 'hang';
    });
    const berth = new Berth({ baseUrl: api.url, apiKey: 'key' });
    const error = await berth.getVersion({ abortSignal: controller.signal }).catch(error => error);
    expect(error).toBeInstanceOf(BerthAbortError);
    expect(error).toMatchObject({ name: 'BerthAbortError', code: 'aborted', cause: 'changed my mind' });
    expect(api.received).toHaveLength(1);
  });

  it('is noticed at once in a back-off', async () => {
    const controller = new AbortController();
    const api = await startApi(() => {
      setTimeout(() => controller.abort(), 50);
      return { status: 503, headers: { 'retry-after': '30' } };
    });
    const berth = new Berth({ baseUrl: api.url, apiKey: 'key' });
    const start = performance.now();
    const call = berth.createBrowserSession({}, { abortSignal: controller.signal });
    await expect(call).rejects.toBeInstanceOf(BerthAbortError);
    expect(performance.now() - start).toBeLessThan(500);
  });

  it('keeps a call from being sent when it has fired before', async () => {
    const api = await startApi(() => ({ body: {} }));
    const call = new Berth({ baseUrl: api.url, apiKey: 'key' }).getVersion({
      abortSignal: AbortSignal.abort(),
    });
    await expect(call).rejects.toBeInstanceOf(BerthAbortError);
    expect(api.received).toEqual([]);
  });
});

describe('back-off', () => {
  const error = (retryAfterSeconds?: number) => new BerthError('', { code: 'x', retryAfterSeconds });

  it.each([
    [0, 500],
    [1, 1_000],
    [2, 2_000],
    [9, 8_000],
  ])('before retry %i is %i ms and up to a quarter more', (retry, ms) => {
    for (let i = 0; i < 50; i += 1) {
      expect(backOff(retry, error())).toBeGreaterThanOrEqual(ms);
      expect(backOff(retry, error())).toBeLessThanOrEqual(ms * 1.25);
    }
  });

  it('is what the server says when it says so', () => {
    expect(backOff(3, error(7))).toBe(7_000);
  });

  it.each([
    ['5', 5],
    ['0', 0],
    ['3600', 60],
    [new Date(Date.now() - 10_000).toUTCString(), 0],
    [new Date(Date.now() + 3_600_000).toUTCString(), 60],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
  ])('reads Retry-After %j as %j seconds', (header, seconds) => {
    expect(readRetryAfter(header)).toBe(seconds);
  });

  it('reads Retry-After as a date', () => {
    const seconds = readRetryAfter(new Date(Date.now() + 20_000).toUTCString());
    expect(seconds).toBeGreaterThan(17);
    expect(seconds).toBeLessThanOrEqual(20);
  });
});
