import type { BrowserSession, Run } from '@berth/contract';
import { afterEach, expect, test } from 'vitest';
import { TestServer } from '../fixtures/server.ts';

let server: TestServer;

afterEach(() => server.remove());

test('a create that is sent again gets the session of the first, as it is then', async () => {
  server = await TestServer.start();
  const together = await Promise.all([1, 2, 3].map(() => create({ name: 'one', timeout: 10 }, 'k')));
  const [first] = together;
  for (const each of together) expect(each).toEqual(first);
  expect(await list()).toHaveLength(1);
  await server.fetch(`/v1/browser_sessions/${first?.browser_session_id}`, {
    method: 'PATCH',
    body: '{"name":"two"}',
    headers: { 'content-type': 'application/json' },
  });
  expect((await create({ timeout: '10', name: 'one' }, 'k')).name).toBe('two');
  await server.post(`/v1/browser_sessions/${first?.browser_session_id}/close`);
  expect(await create({ name: 'one', timeout: 10 }, 'k')).toMatchObject({
    browser_session_id: first?.browser_session_id,
    status: 'completed',
  });
  const other = await send('/v1/browser_sessions', { name: 'three' }, 'k');
  expect([other.status, (await other.json()).code]).toEqual([422, 'idempotency_key_reused']);
  expect(await list()).toEqual([]);
});

test('after kill -9 a create that is sent again gets the adopted session', async () => {
  server = await TestServer.start();
  const first = await create({}, 'k');
  await server.end('SIGKILL');
  await server.start();
  const again = await create({}, 'k');
  expect(again).toMatchObject({ browser_session_id: first.browser_session_id, status: 'running' });
  expect(await list()).toHaveLength(1);
});

test('a create whose server died while the browser started is a new attempt', async () => {
  server = await TestServer.start();
  const lost = create({}, 'k').catch(() => null);
  while ((await list()).length === 0);
  await server.end('SIGKILL');
  await server.start();
  const [before] = await history();
  const again = await create({}, 'k');
  expect(again.status).toBe('running');
  // The browser may have been up already when the server died: then it was adopted.
  if (before?.status === 'failed') expect(again.browser_session_id).not.toBe(before.browser_session_id);
  expect(await list()).toHaveLength(1);
  await lost;
});

test('a create that was refused, or whose browser did not start, leaves its key free', async () => {
  server = await TestServer.start({ BERTH_CHROMIUM: '/bin/false' });
  const refused = await send('/v1/browser_sessions', { browser_type: 'chrome' }, 'k');
  expect(refused.status).toBe(400);
  for (let attempt = 1; attempt <= 2; attempt++) {
    const failed = await send('/v1/browser_sessions', {}, 'k');
    expect([failed.status, (await failed.json()).code]).toEqual([503, 'browser_launch_failed']);
    expect(await history()).toHaveLength(attempt);
  }
});

test('a run that is sent again is not run again', async () => {
  server = await TestServer.start();
  const session = await server.createSession();
  const body = {
    prompt: 'Wait for the text "this never comes"',
    url: `${server.demoOrigin}/login`,
    browser_session_id: session.browser_session_id,
    parameters: { password: 'pass-4711' },
  };
  const [first, second]: Run[] = await Promise.all(
    [body, { body }].map(async each => await (await send('/v1/run/tasks', each, 'k')).json()),
  );
  expect(second).toMatchObject({ run_id: first?.run_id, status: 'running' });
  await server.post(`/v1/runs/${first?.run_id}/cancel`);
  const third: Run = await (await send('/v1/run/tasks', body, 'k')).json();
  expect(third).toMatchObject({ run_id: first?.run_id, status: 'canceled' });
  const other = await send('/v1/run/tasks', { ...body, parameters: { password: 'pass-4712' } }, 'k');
  expect([other.status, (await other.json()).code]).toEqual([422, 'idempotency_key_reused']);
});

test.each([
  ['', 422],
  ['x'.repeat(255), 200],
  ['x'.repeat(256), 422],
  ['ü', 422],
  ['a b~', 200],
])('the key %j is answered with %i', async (key, status) => {
  server = await TestServer.start();
  const response = await send('/v1/browser_sessions', {}, key);
  const answer = await response.json();
  expect(response.status).toBe(status);
  if (status === 422) expect(answer.detail[0].loc).toEqual(['header', 'idempotency-key']);
});

async function create(body: unknown, key: string): Promise<BrowserSession> {
  const response = await send('/v1/browser_sessions', body, key);
  expect(response.status).toBe(200);
  return await response.json();
}

function send(path: string, body: unknown, key: string): Promise<Response> {
  return server.fetch(path, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json', 'idempotency-key': key },
  });
}

async function list(): Promise<BrowserSession[]> {
  return await (await server.fetch('/v1/browser_sessions')).json();
}

async function history(): Promise<BrowserSession[]> {
  return await (await server.fetch('/v1/browser_sessions/history')).json();
}
