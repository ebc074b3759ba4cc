import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Run } from '@berth/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { invoices } from '../../../../demo/invoices.ts';
import { TestServer } from '../fixtures/server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.remove());

const numbers = invoices.map(invoice => invoice.number);

test("the seed's example: log in, then every invoice number of every page, in the same browser", async () => {
  const session = await server.createSession({});
  const login = await run({
    body: {
      prompt: 'Log in with username demo@example.com',
      url: `${server.demoOrigin}/login`,
      browser_session_id: session.browser_session_id,
    },
  });
  expect(login).toMatchObject({ status: 'completed', failure_reason: null });
  const extract = await run({
    prompt: 'Go to the invoices page and extract all invoice numbers',
    browser_session_id: session.browser_session_id,
    engine: 'skyvern-2.0',
  });
  expect(extract).toMatchObject({ status: 'completed', engine_used: 'rules', output: numbers });
  const timeline = await (await server.fetch(`/v1/runs/${extract.run_id}/timeline`)).json();
  expect(timeline).toHaveLength(extract.step_count ?? 0);
  expect(JSON.stringify(timeline)).toContain('Invoices');
});

test('a wrong password ends the run with the words of the page; the password is nowhere in the answer', async () => {
  const session = await server.createSession({});
  const failed = await run({
    prompt: 'Log in with username demo@example.com',
    url: `${server.demoOrigin}/login`,
    parameters: { password: 'quite-wrong-4711' },
    browser_session_id: session.browser_session_id,
  });
  expect(failed).toMatchObject({ status: 'terminated', errors: [{ code: 'auth_failure' }] });
  expect(failed.failure_reason).toContain('Wrong email or password');
  expect(JSON.stringify(failed)).not.toContain('quite-wrong-4711');
});

test('a password of a prompt is neither kept nor shown, understood or not', { timeout: 60_000 }, async () => {
  const canary = 'Kanarie7';
  const session = await server.createSession({});
  const prompts = [
    `Log in as ann:${canary}`,
    `Log in with ann ${canary}`,
    `ann / ${canary} is how to get into the portal, log in`,
    `{"username":"ann","password":"${canary}"} log in`,
    `Melde dich an als ann mit Passwort ${canary}`,
    `Go to ${server.demoOrigin.replace('//', `//ann:${canary}@`)}/login`,
  ];
  const url = `${server.demoOrigin.replace('//', `//ann:${canary}@`)}/login`;
  for (const prompt of prompts) {
    const ended = await run({ prompt, url, browser_session_id: session.browser_session_id });
    const timeline = await (await server.fetch(`/v1/runs/${ended.run_id}/timeline`)).text();
    expect(JSON.stringify(ended) + timeline).not.toContain(canary);
  }
  const kept = readdirSync(server.dataDirectory, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => readFileSync(join(entry.parentPath, entry.name), 'latin1'));
  expect(kept.join('')).toContain('Melde dich an als');
  expect(kept.filter(content => content.includes(canary))).toEqual([]);
  expect(server.output).not.toContain(canary);
});

test('what is not understood is declined before anything is touched, and the phrase is named', async () => {
  const session = await server.createSession({});
  const declined = await run({
    prompt: 'Compose a haiku about our customers',
    url: `${server.demoOrigin}/login`,
    browser_session_id: session.browser_session_id,
  });
  expect(declined).toMatchObject({
    status: 'failed',
    errors: [{ code: 'prompt_not_understood' }],
    step_count: 0,
  });
  expect(declined.failure_reason).toContain('haiku');
  const list = await (await server.fetch(`/v1/browser_sessions/${session.browser_session_id}`)).json();
  expect(list.status).toBe('running');
});

test.each([
  [{ prompt: 'Hum a tune', tiemout: 3, max_step: 2 }, ['tiemout', 'max_step']],
  [{ body: { prompt: 'Hum a tune', max_step: 2 }, extra: 1 }, ['extra', 'max_step']],
])('keys of %j that are not known are named in the warning of the answer', async (body, keys) => {
  const started: Run = await (await server.post('/v1/run/tasks', body)).json();
  for (const key of keys) expect(started.warning).toContain(`"${key}"`);
  expect(started.warning).not.toContain('"prompt"');
  expect((await server.finishedRun(started.run_id)).warning).toBeNull();
});

test('a second run on a session is refused with the run that holds it; a cancelled run lets go at once', async () => {
  const session = await server.createSession({});
  const body = {
    prompt: 'Wait for the text "this never comes"',
    browser_session_id: session.browser_session_id,
    url: `${server.demoOrigin}/login`,
  };
  const first: Run = await (await server.post('/v1/run/tasks', body)).json();
  const second = await server.post('/v1/run/tasks', body);
  const answer = await second.json();
  expect([second.status, answer.code]).toEqual([409, 'session_occupied']);
  expect(answer.detail).toContain(first.run_id);
  expect(await server.getSession(session.browser_session_id)).toMatchObject({
    runnable_type: 'task',
    runnable_id: first.run_id,
  });
  const cancel = await server.post(`/v1/runs/${first.run_id}/cancel`);
  expect([cancel.status, await cancel.json()]).toEqual([200, null]);
  expect(await server.finishedRun(first.run_id)).toMatchObject({ status: 'canceled' });
  expect((await server.post(`/v1/runs/${first.run_id}/cancel`)).status).toBe(409);
  expect((await server.getSession(session.browser_session_id)).runnable_id).toBeNull();
});

test('unknown sessions are 404, closed ones 410, a session that ends takes its run with it', async () => {
  const unknown = await server.post('/v1/run/tasks', { prompt: 'click "x"', browser_session_id: 'pbs_1' });
  expect([unknown.status, (await unknown.json()).code]).toEqual([404, 'session_not_found']);
  const session = await server.createSession({});
  const started: Run = await (
    await server.post('/v1/run/tasks', {
      prompt: 'Wait for the text "this never comes"',
      browser_session_id: session.browser_session_id,
    })
  ).json();
  await server.post(`/v1/browser_sessions/${session.browser_session_id}/close`);
  expect(await server.finishedRun(started.run_id)).toMatchObject({
    status: 'failed',
    errors: [{ code: 'session_ended' }],
  });
  const closed = await server.post('/v1/run/tasks', {
    prompt: 'click "x"',
    browser_session_id: session.browser_session_id,
  });
  expect([closed.status, (await closed.json()).code]).toEqual([410, 'session_ended']);
});

test('a run without a session gets one of its own and closes it', async () => {
  const own = await run({
    prompt: 'Log in with username demo@example.com',
    url: `${server.demoOrigin}/login`,
  });
  expect(own.status).toBe('completed');
  await expect
    .poll(async () => (await server.getSession(own.browser_session_id ?? '')).status)
    .toBe('completed');
});

test('a run answers what was downloaded while it was at work, and nothing of before or after', async () => {
  const { browser_session_id: session } = await server.createSession({});
  const login = await run({
    prompt: 'Log in with username demo@example.com',
    url: `${server.demoOrigin}/login`,
    browser_session_id: session,
  });
  const prompt = 'Go to the invoices page and click "Export CSV"';
  const first = await run({ prompt, browser_session_id: session });
  const second = await run({ prompt, browser_session_id: session });
  expect([first.status, second.status]).toEqual(['completed', 'completed']);
  expect(login.downloaded_files).toEqual([]);
  expect(first.downloaded_files.map(({ filename }) => filename)).toEqual(['invoices.csv']);
  expect(second.downloaded_files.map(({ filename }) => filename)).toEqual(['invoices (1).csv']);
  const [file] = first.downloaded_files;
  const text = await (await fetch(file?.url ?? '')).text();
  expect(text).toContain(numbers[46]);
  expect(file?.file_size).toBe(Buffer.byteLength(text));
});

test('a run in a session of its own waits for its download before it closes that', async () => {
  const own = await run({
    prompt: 'Log in with username demo@example.com, go to the invoices page and click "Export CSV"',
    url: `${server.demoOrigin}/login`,
  });
  expect(own.status).toBe('completed');
  expect(own.downloaded_files).toMatchObject([{ filename: 'invoices.csv', checksum: expect.any(String) }]);
});

test.each([
  [{}, 422, 'invalid_request'],
  [{ prompt: '  ' }, 422, 'invalid_request'],
  [{ prompt: 'x', parameters: { a: 1 } }, 422, 'invalid_request'],
  [{ prompt: 'x', url: 'file:///etc/passwd' }, 400, 'invalid_url'],
  [{ prompt: 'x', data_extraction_schema: { type: 'object' } }, 400, 'not_supported_yet'],
  [{ prompt: 'x', webhook_url: 'http://x.example' }, 400, 'not_supported_yet'],
  [{ prompt: 'x', wait_for_session: true }, 400, 'not_supported_yet'],
])('%j answers %i %s', async (body, status, code) => {
  const response = await server.post('/v1/run/tasks', body);
  expect([response.status, (await response.json()).code]).toEqual([status, code]);
});

async function run(body: unknown): Promise<Run> {
  const response = await server.post('/v1/run/tasks', body);
  const started: Run = await response.json();
  expect([response.status, started.status]).toEqual([200, 'running']);
  return await server.finishedRun(started.run_id);
}
