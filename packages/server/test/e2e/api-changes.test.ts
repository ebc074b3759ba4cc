import type { BrowserSession } from '@berth/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../fixtures/server.ts';

let server: TestServer;
let session: BrowserSession;

beforeAll(async () => {
  server = await TestServer.start({ BERTH_MAX_TIMEOUT: '720' });
  session = await server.createSession({ name: 'first', tags: ['a'], timeout: 10 });
});
afterAll(() => server.remove());

describe('a change', () => {
  test('of the timeout moves the end, counted from the start, both ways', async () => {
    for (const timeout of [720, '5', 60.0]) {
      const changed = await change({ timeout });
      expect(changed.timeout).toBe(Number(timeout));
      expect(Date.parse(changed.expires_at ?? '') - Date.parse(session.started_at ?? '')).toBe(
        Number(timeout) * 60_000,
      );
      expect(await server.getSession(session.browser_session_id)).toEqual(changed);
    }
  });

  test('leaves what it does not name; null takes a name and tags away', async () => {
    expect(await change({ name: 'second' })).toMatchObject({ name: 'second', tags: ['a'] });
    expect(await change({ tags: ['b', 'c'] })).toMatchObject({ name: 'second', tags: ['b', 'c'] });
    expect(await change({ name: null, tags: null })).toMatchObject({ name: null, tags: [] });
  });

  test('that asks for nothing new is accepted, and unknown keys beside it are named', async () => {
    const before = await server.getSession(session.browser_session_id);
    for (const body of [
      { generate_browser_profile: false },
      { proxy_location: 'NONE' },
      { proxy_location: null },
      { timeout: null },
    ]) {
      expect(await change(body)).toEqual(before);
    }
    expect((await change({ timeout: 60, colour: 'red' })).warning).toContain('"colour"');
  });

  test.each([
    [{}, 'missing', ['body']],
    [{ colour: 'red' }, 'missing', ['body']],
    [undefined, 'missing', ['body']],
    [{ timeout: 4 }, 'greater_than_equal', ['body', 'timeout']],
    [{ timeout: 721 }, 'less_than_equal', ['body', 'timeout']],
    [{ timeout: 'soon' }, 'int_parsing', ['body', 'timeout']],
    [{ name: 'x'.repeat(201) }, 'string_too_long', ['body', 'name']],
    [{ tags: 'a' }, 'list_type', ['body', 'tags']],
    [{ tags: [''] }, 'string_too_short', ['body', 'tags', 0]],
    [{ generate_browser_profile: 'perhaps' }, 'bool_parsing', ['body', 'generate_browser_profile']],
  ])('%j is a 422 that names the field', async (body, type, loc) => {
    const response = await patch(session.browser_session_id, body);
    const answer = await response.json();
    expect([response.status, answer.code]).toEqual([422, 'invalid_request']);
    expect(answer.detail).toEqual([expect.objectContaining({ type, loc })]);
  });

  test.each([{ proxy_location: 'RESIDENTIAL', name: 'not kept' }, { proxy_location: { country: 'de' } }])(
    '%j is not supported yet, and nothing of it is done',
    async body => {
      const response = await patch(session.browser_session_id, body);
      expect([response.status, (await response.json()).code]).toEqual([400, 'not_supported_yet']);
      expect((await server.getSession(session.browser_session_id)).name).not.toBe('not kept');
    },
  );

  test('of a session that has ended is a 409 of its own', async () => {
    const { browser_session_id: id } = await server.createSession();
    await server.post(`/v1/browser_sessions/${id}/close`);
    const response = await patch(id, { timeout: 60 });
    const answer = await response.json();
    expect([response.status, answer.code]).toEqual([409, 'session_already_ended']);
    expect(answer.detail).toContain('closed');
  });
});

test('close_all ends the sessions of one organisation, says how many, and is idempotent', async () => {
  const output = await server.runScript(new URL('../../src/key.ts', import.meta.url).pathname, [
    'create',
    '--org',
    'other',
  ]);
  const foreign = output.trim().split('\n').at(-1) ?? '';
  const theirs: BrowserSession = await (await server.post('/v1/browser_sessions', {}, foreign)).json();
  await server.createSession();
  const counts = await Promise.all([closeAll(), closeAll()]);
  expect(counts.map(({ closed }) => closed).sort()).toEqual([0, 2]);
  expect(await closeAll()).toEqual({ closed: 0 });
  expect(await server.getSession(session.browser_session_id)).toMatchObject({
    status: 'completed',
    end_reason: 'closed',
  });
  const list: BrowserSession[] = await (await server.fetch('/v1/browser_sessions', { key: foreign })).json();
  expect(list.map(each => each.browser_session_id)).toEqual([theirs.browser_session_id]);
});

async function closeAll(): Promise<{ closed: number }> {
  const response = await server.post('/v1/browser_sessions/close_all');
  expect(response.status).toBe(200);
  return await response.json();
}

async function change(body: unknown): Promise<BrowserSession> {
  const response = await patch(session.browser_session_id, body);
  expect(response.status).toBe(200);
  return await response.json();
}

function patch(id: string, body: unknown): Promise<Response> {
  return server.fetch(`/v1/browser_sessions/${id}`, {
    method: 'PATCH',
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
}
