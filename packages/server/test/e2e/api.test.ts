import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BrowserSession } from '@berth/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../fixtures/server.ts';

let server: TestServer;
const keyScript = new URL('../../src/key.ts', import.meta.url).pathname;

beforeAll(async () => {
  server = await TestServer.start({ BERTH_MAX_SESSIONS: '3', BERTH_MAX_TIMEOUT: '720' });
});
afterAll(() => server.remove());

describe('create', () => {
  test.each([
    ['no body', undefined],
    ['an empty object', {}],
    [
      'explicit nulls',
      {
        url: null,
        timeout: null,
        proxy_location: null,
        extensions: null,
        browser_type: null,
        generate_browser_profile: null,
      },
    ],
    [
      'values that mean the default',
      { url: '', proxy_location: 'NONE', extensions: [], generate_browser_profile: 'no' },
    ],
  ])('%s gives a session with every field of the contract', async (_name, body) => {
    const session = await server.createSession(body);
    expect(BrowserSession.parse(session)).toEqual(session);
    expect(session).toMatchObject({
      status: 'running',
      timeout: 60,
      generation: 1,
      browser_address: `${server.origin}/cdp/${session.browser_session_id}`,
    });
    expect(session.browser_session_id).toMatch(/^pbs_\d{17,19}$/);
    for (const instant of [session.created_at, session.started_at, session.expires_at])
      expect(instant).toMatch(/Z$/);
    expect(Date.parse(session.expires_at ?? '') - Date.parse(session.started_at ?? '')).toBe(3_600_000);
    await close(session.browser_session_id);
  });

  test('an empty body with a JSON content type is no body', async () => {
    const response = await server.fetch('/v1/browser_sessions/', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'content-length': '0' },
    });
    expect(response.status).toBe(200);
    const session: BrowserSession = await response.json();
    await close(session.browser_session_id);
  });

  test('options are kept, the start page is opened and unknown keys are named', async () => {
    const session = await server.createSession({
      timeout: '7',
      name: 'mine',
      tags: ['a', 'b'],
      url: `${server.demoOrigin}/login`,
      colour: 'red',
    });
    expect(session).toMatchObject({ timeout: 7, name: 'mine', tags: ['a', 'b'] });
    expect(session.warning).toContain('"colour"');
    await close(session.browser_session_id);
  });

  test.each(['file:///etc/passwd', 'chrome://settings', 'http://', 'javascript:alert(1)'])(
    'the start page %s is a 400',
    async url => {
      const response = await server.post('/v1/browser_sessions', { url });
      expect([response.status, (await response.json()).code]).toEqual([400, 'invalid_url']);
    },
  );

  test('more than the limit is a 429 with Retry-After, and the others live on', async () => {
    const sessions = await Promise.all([1, 2, 3].map(() => server.createSession()));
    const refused = await server.post('/v1/browser_sessions');
    expect([refused.status, (await refused.json()).code]).toEqual([429, 'limit_reached']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const list: BrowserSession[] = await (await server.fetch('/v1/browser_sessions/')).json();
    expect(list.map(session => session.browser_session_id)).toEqual(
      sessions
        .map(session => session.browser_session_id)
        .sort()
        .reverse(),
    );
    await Promise.all(sessions.map(session => close(session.browser_session_id)));
  });
});

describe('the edge', () => {
  test('bodies that are not JSON are refused before they act', async () => {
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
    ]) {
      const response = await server.fetch('/v1/browser_sessions', {
        method: 'POST',
        body: '{"timeout":60}',
        headers: { 'content-type': type },
      });
      expect([response.status, (await response.json()).code]).toEqual([415, 'unsupported_media_type']);
    }
    const malformed = await server.fetch('/v1/browser_sessions', {
      method: 'POST',
      body: '{"timeout":',
      headers: { 'content-type': 'application/json' },
    });
    expect(malformed.status).toBe(422);
    expect((await malformed.json()).detail[0]).toMatchObject({
      type: 'json_invalid',
      loc: ['body', expect.any(Number)],
    });
    const large = await server.post('/v1/browser_sessions', { name: 'x'.repeat(2 * 1024 * 1024) });
    expect([large.status, (await large.json()).code]).toEqual([413, 'body_too_large']);
    expect(await (await server.fetch('/v1/browser_sessions')).json()).toEqual([]);
  });

  test('unknown routes, wrong methods and broken addresses answer in our shape', async () => {
    for (const [method, path, status, code] of [
      ['GET', '/v1/nothing', 404, 'route_not_found'],
      ['DELETE', '/v1/browser_sessions', 405, 'method_not_allowed'],
      ['PUT', '/v1/runs/tsk_1', 405, 'method_not_allowed'],
      ['GET', '/v1/browser_sessions/%', 422, 'invalid_request'],
      ['GET', '/v1/browser_sessions/%00', 404, 'session_not_found'],
      ['POST', '/cdp/pbs_1/json/version', 404, 'route_not_found'],
    ] as const) {
      const response = await server.fetch(path, { method });
      expect([path, response.status, (await response.json()).code]).toEqual([path, status, code]);
    }
  });

  test('a revoked key opens nothing from then on', async () => {
    const output = await server.runScript(keyScript, ['create', '--org', 'brief']);
    const secret = output.trim().split('\n').at(-1) ?? '';
    const id = /Key (key_\d+)/.exec(output)?.[1] ?? '';
    expect((await server.fetch('/v1/browser_sessions', { key: secret })).status).toBe(200);
    expect(await server.runScript(keyScript, ['list'])).toContain(id);
    await server.runScript(keyScript, ['revoke', id]);
    expect((await server.fetch('/v1/browser_sessions', { key: secret })).status).toBe(403);
    await expect(server.runScript(keyScript, ['revoke', id])).rejects.toThrow('revoked before');
    await expect(server.runScript(keyScript, ['create'])).rejects.toThrow('usage');
  });

  test('version, health and the OpenAPI document need no key; Bearer works as x-api-key does', async () => {
    for (const path of ['/healthz', '/v1/version', '/v1/version/', '/openapi.json']) {
      expect((await server.fetch(path, { key: null })).status).toBe(200);
    }
    const document = await (await server.fetch('/openapi.json')).json();
    expect(document.openapi).toBe('3.1.0');
    const response = await server.fetch('/v1/browser_sessions', {
      key: null,
      headers: { authorization: `Bearer ${server.key}` },
    });
    expect(response.status).toBe(200);
  });

  test('a sign-in link works once', async () => {
    const ticket = /#ticket=(\S+)/.exec(server.output)?.[1];
    const first = await server.post('/v1/sign_in', { ticket }, null);
    const { api_key } = await first.json();
    expect((await server.fetch('/v1/browser_sessions', { key: api_key })).status).toBe(200);
    const second = await server.post('/v1/sign_in', { ticket }, null);
    expect([second.status, (await second.json()).code]).toEqual([403, 'ticket_invalid']);
  });
});

test('the key is in its 0600 file and nowhere else in the data directory', async () => {
  const file = join(server.dataDirectory, 'api-key');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  for (const entry of readdirSync(server.dataDirectory, { withFileTypes: true })) {
    const { name } = entry;
    if (name === 'api-key' || entry.isDirectory()) continue;
    expect([name, readFileSync(join(server.dataDirectory, name)).includes(server.key)]).toEqual([
      name,
      false,
    ]);
  }
  expect(server.output).not.toContain(server.key);
});

async function close(id: string): Promise<void> {
  expect((await server.post(`/v1/browser_sessions/${id}/close/`)).status).toBe(200);
}
