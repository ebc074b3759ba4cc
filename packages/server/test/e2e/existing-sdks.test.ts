import { once } from 'node:events';
import { type OutgoingHttpHeaders, request as startRequest } from 'node:http';
import type { BrowserSession, Run } from '@berth/contract';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { TestServer } from '../fixtures/server.ts';

/*
 * What existing SDKs put on the wire, byte for byte where it matters: their headers, their empty bodies, their nulls and
 * the way they find and open a browser. The requests are made with node:http, because fetch adds headers of its own.
 */

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start({ BERTH_MAX_SESSIONS: '3' });
});
afterAll(() => server.remove());
afterEach(async () => {
  await server.post('/v1/browser_sessions/close_all');
});

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  // biome-ignore lint/suspicious/noExplicitAny: any JSON that the server answers with
  readonly body: any;
}

interface Sent {
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string;
}

const python = () => ({
  accept: '*/*',
  'accept-encoding': 'gzip, deflate',
  connection: 'keep-alive',
  'user-agent': 'an-sdk/1.0.55',
  'x-fern-language': 'Python',
  'x-fern-sdk-name': 'an-sdk',
  'x-fern-sdk-version': '1.0.55',
  'x-api-key': server.key,
});

const typescript = () => ({
  accept: '*/*',
  'accept-language': '*',
  'sec-fetch-mode': 'cors',
  'accept-encoding': 'gzip, deflate',
  'user-agent': 'an-sdk/1.0.47',
  'x-fern-language': 'JavaScript',
  'x-fern-sdk-name': 'an-sdk',
  'x-fern-sdk-version': '1.0.47',
  'x-fern-runtime': 'node',
  'x-fern-runtime-version': 'v20.20.2',
  'x-api-key': server.key,
});

const json = { 'content-type': 'application/json' };

/** Resolves with an answer whose body is always JSON, or rejects. */
async function send(method: string, path: string, { headers = {}, body }: Sent): Promise<Answer> {
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const request = startRequest(`${server.origin}${path}`, { method, headers: { ...headers, ...length } });
  request.end(body);
  const [response] = await once(request, 'response');
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode, headers: response.headers, body: JSON.parse(text) };
}

async function created(body = '{}'): Promise<BrowserSession & { browser_address: string }> {
  const answer = await send('POST', '/v1/browser_sessions', { headers: { ...typescript(), ...json }, body });
  expect(answer.status).toBe(200);
  return answer.body;
}

describe('create', () => {
  test('Python without arguments: no bytes, with a length and a JSON content type', async () => {
    const { status, body } = await send('POST', '/v1/browser_sessions', {
      headers: { ...python(), ...json },
      body: '',
    });
    expect([status, body.status, body.timeout]).toEqual([200, 'running', 60]);
    expect([body.started_at, body.browser_address]).toEqual([expect.any(String), expect.any(String)]);
  });

  test.each([
    ['launch_cloud_browser of Python', '{"timeout":null,"proxy_location":null}'],
    ['createBrowserSession() of TypeScript', '{}'],
    ['a null body', 'null'],
    [
      'every optional of a create as an explicit null',
      '{"url":null,"timeout":null,"proxy_location":null,"proxy_session_id":null,"extensions":null,"browser_type":null,"browser_profile_id":null}',
    ],
  ])('%s gives a session that can be connected to', async (_name, text) => {
    const session = await created(text);
    expect(session).toMatchObject({ status: 'running', timeout: 60, warning: null });
    expect(session.started_at).not.toBeNull();
  });

  test('the answer has every key that the SDKs have in their types, also when it is null', async () => {
    const session = await created('{"timeout":10}');
    expect(Object.keys(session)).toEqual(expect.arrayContaining(responseKeys));
    expect(session).toMatchObject({ timeout: 10, runnable_id: null, downloaded_files: [] });
  });
});

const responseKeys = (
  'browser_session_id organization_id status runnable_type runnable_id timeout browser_address app_url extensions ' +
  'browser_type browser_profile_id generate_browser_profile vnc_streaming_supported download_path downloaded_files ' +
  'recordings started_at completed_at created_at modified_at deleted_at'
).split(' ');

describe('find and open', () => {
  test('the newest free session of the list is chosen, and opened as Playwright opens it for them', async () => {
    await created();
    const newest = await created();
    const { status, body } = await send('GET', '/v1/browser_sessions', { headers: python() });
    expect(status).toBe(200);
    const sessions: BrowserSession[] = body;
    const free = sessions.filter(
      ({ runnable_id, started_at, browser_address }) =>
        runnable_id === null && started_at !== null && browser_address !== null,
    );
    const started = (session: BrowserSession): number => Date.parse(session.started_at ?? '');
    const chosen = free.reduce((best, session) => (started(session) > started(best) ? session : best));
    expect(chosen.browser_session_id).toBe(newest.browser_session_id);

    const address = new URL(chosen.browser_address ?? '');
    const discovery = await send('GET', `${address.pathname}/json/version/`, {
      headers: { 'x-api-key': server.key, 'user-agent': 'Playwright/1.57.0 (x64; debian 12) node/20.20' },
    });
    expect(discovery.status).toBe(200);
    const socketAddress: string = discovery.body.webSocketDebuggerUrl;
    expect(socketAddress).toBe(chosen.browser_address?.replace(/^http/, 'ws'));

    const socket = new WebSocket(socketAddress, { headers: { 'x-api-key': server.key } });
    await once(socket, 'open');
    const answers: { id?: number }[] = [];
    socket.on('message', data => answers.push(JSON.parse(String(data))));
    const behaviour = { behavior: 'allowAndName', eventsEnabled: true, downloadPath: '/tmp/of-the-client' };
    const autoAttach = { autoAttach: true, waitForDebuggerOnStart: true, flatten: true };
    socket.send(JSON.stringify({ id: 1, method: 'Browser.getVersion' }));
    socket.send(JSON.stringify({ id: 2, method: 'Target.setAutoAttach', params: autoAttach }));
    socket.send(JSON.stringify({ id: 3, method: 'Browser.setDownloadBehavior', params: behaviour }));
    socket.send(JSON.stringify({ id: 4, method: 'Target.getTargetInfo' }));
    await expect.poll(() => answers.filter(({ id }) => id !== undefined).length).toBe(4);
    expect(answers.filter(answer => 'error' in answer)).toEqual([]);
    expect(answers).toContainEqual(expect.objectContaining({ method: 'Target.attachedToTarget' }));
    socket.close();
    await once(socket, 'close');
    expect((await server.getSession(chosen.browser_session_id)).status).toBe('running');
  });

  test('without the header neither the discovery nor the upgrade is answered with a browser', async () => {
    const session = await created();
    const { pathname } = new URL(session.browser_address);
    const { status, body } = await send('GET', `${pathname}/json/version/`, {});
    expect([status, typeof body.detail]).toEqual([403, 'string']);
  });

  test('ids are taken as they are encoded; what cannot be one is a 404 with a detail', async () => {
    const session = await created();
    const encoded = session.browser_session_id.replace('_', '%5F');
    const found = await send('GET', `/v1/browser_sessions/${encoded}`, { headers: typescript() });
    expect([found.status, found.body.browser_session_id]).toEqual([200, session.browser_session_id]);
    for (const id of ['a%2Fb%20c', 'pbs_1', '%00', '..%2F..']) {
      const { status, body } = await send('GET', `/v1/browser_sessions/${id}`, { headers: typescript() });
      expect([id, status, typeof body.detail]).toEqual([id, 404, 'string']);
    }
  });
});

describe('run', () => {
  const runNulls = (prompt: string, session: string | null) =>
    JSON.stringify({
      prompt,
      url: null,
      engine: 'skyvern-1.0',
      title: null,
      proxy_location: null,
      data_extraction_schema: null,
      error_code_mapping: null,
      max_steps: null,
      webhook_url: null,
      totp_identifier: null,
      totp_url: null,
      browser_session_id: session,
      model: null,
      extra_http_headers: null,
      publish_workflow: false,
      include_action_history_in_verification: null,
      max_screenshot_scrolls: null,
      browser_address: null,
    });

  test('run_task of Python, with a null for every option it was not given, is polled to its end', async () => {
    const session = await created(JSON.stringify({ url: `${server.demoOrigin}/login` }));
    const { status, body } = await send('POST', '/v1/run/tasks', {
      headers: { ...python(), ...json },
      body: runNulls('Log in with username demo@example.com', session.browser_session_id),
    });
    const started: Run = body;
    expect([status, started.run_type]).toEqual([200, 'task_v1']);
    // Their types have no null for these two.
    expect(started.run_request).toMatchObject({ publish_workflow: false, start_fresh_browser: false });
    await expect
      .poll(
        async () => (await send('GET', `/v1/runs/${started.run_id}`, { headers: python() })).body.status,
        {
          timeout: 30_000,
        },
      )
      .toBe('completed');
  });

  test('runTask of TypeScript, flat, nested, and with the user agent of an agent page', async () => {
    const session = await created();
    const task = {
      prompt: 'Wait for the text "this never comes"',
      url: `${server.demoOrigin}/login`,
      browser_session_id: session.browser_session_id,
    };
    for (const body of [task, { body: task }]) {
      const started = await send('POST', '/v1/run/tasks', {
        headers: { ...typescript(), ...json, 'x-user-agent': 'skyvern-sdk', 'x-max-steps-override': '7' },
        body: JSON.stringify(body),
      });
      expect([started.status, started.body.browser_session_id]).toEqual([200, session.browser_session_id]);
      const cancel = await send('POST', `/v1/runs/${started.body.run_id}/cancel`, { headers: typescript() });
      expect([cancel.status, cancel.body]).toEqual([200, null]);
      await server.finishedRun(started.body.run_id);
    }
  });
});

describe('close', () => {
  test.each([
    ['TypeScript: no body, no content type, no length', () => ({ headers: typescript() })],
    ['Python: a length of nothing', () => ({ headers: python(), body: '' })],
    ['a JSON content type and nothing in it', () => ({ headers: { ...python(), ...json }, body: '' })],
  ])('%s; a second time as well', async (_name, sent) => {
    const session = await created();
    for (const path of ['close', 'close/']) {
      const { status, body } = await send(
        'POST',
        `/v1/browser_sessions/${session.browser_session_id}/${path}`,
        sent(),
      );
      expect([status, body]).toMatchObject([200, { message: 'Browser session closed' }]);
    }
    expect((await server.getSession(session.browser_session_id)).status).toBe('completed');
  });
});

describe('what their retries go by', () => {
  test('a full server is a 429 that says when to come back, and the retry then succeeds', async () => {
    const sessions = await Promise.all([created(), created(), created()]);
    const refused = await send('POST', '/v1/browser_sessions', {
      headers: { ...typescript(), ...json },
      body: '{}',
    });
    expect([refused.status, typeof refused.body.detail]).toEqual([429, 'string']);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
    await send('POST', `/v1/browser_sessions/${sessions[0]?.browser_session_id}/close`, {
      headers: typescript(),
    });
    await created();
  });

  test('a browser that does not start is a 503 that says when to come back', async () => {
    const broken = await TestServer.start({ BERTH_CHROMIUM: '/bin/false' });
    const answer = await fetch(`${broken.origin}/v1/browser_sessions`, {
      method: 'POST',
      headers: { 'x-api-key': broken.key, ...json },
      body: '{}',
    });
    expect([answer.status, (await answer.json()).code]).toEqual([503, 'browser_launch_failed']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    await broken.remove();
  });

  test('what will never succeed is neither a 408, a 429 nor a 5xx', async () => {
    const requests: [string, string, string][] = [
      ['POST', '/v1/browser_sessions', '{"timeout":4}'],
      ['POST', '/v1/browser_sessions', '{"proxy_location":"RESIDENTIAL"}'],
      ['POST', '/v1/run/tasks', '{"prompt":"x","browser_session_id":"pbs_1"}'],
      ['PATCH', '/v1/browser_sessions/pbs_1', '{"generate_browser_profile":true}'],
      ['POST', '/v1/browser_sessions/pbs_1/close', ''],
    ];
    for (const [method, path, body] of requests) {
      const answer = await send(method, path, { headers: { ...typescript(), ...json }, body });
      expect([400, 404, 422]).toContain(answer.status);
      expect([typeof answer.body.code, 'detail' in answer.body]).toEqual(['string', true]);
    }
  });

  test('a key that opens nothing is a 403, by either header, and never a 401', async () => {
    const { 'x-api-key': _key, ...keyless } = python();
    for (const headers of [
      keyless,
      { ...keyless, 'x-api-key': 'wrong' },
      { ...keyless, authorization: 'Bearer wrong' },
    ]) {
      const { status, body } = await send('GET', '/v1/browser_sessions', { headers });
      expect([status, typeof body.detail]).toEqual([403, 'string']);
    }
    const bearer = { ...keyless, authorization: `Bearer ${server.key}` };
    expect((await send('GET', '/v1/browser_sessions', { headers: bearer })).status).toBe(200);
  });
});
