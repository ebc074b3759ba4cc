import type { BrowserSession } from '@berth/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestServer } from '../fixtures/server.ts';

let server: TestServer;
let ended: string;
let plain: string;
let tagged: string;

beforeAll(async () => {
  server = await TestServer.start();
  const ids = [];
  for (const body of [{ name: 'first' }, {}, { name: 'tagged', tags: ['a', 'b'] }]) {
    ids.push((await server.createSession(body)).browser_session_id);
  }
  [ended = '', plain = '', tagged = ''] = ids;
  await server.post(`/v1/browser_sessions/${ended}/close`);
});
afterAll(() => server.remove());

test.each([
  ['', () => [tagged, plain]],
  ['?tag=a', () => [tagged]],
  ['?tag=a&tag=b', () => [tagged]],
  ['?tag=a&tag=c', () => []],
  ['?name=tagged', () => [tagged]],
  ['?name=Tagged', () => []],
  ['?name=first', () => []],
  ['?status=running', () => [tagged, plain]],
  ['?status=created', () => []],
  ['?status=running&tag=b&name=tagged&colour=red', () => [tagged]],
])('the list %s has the live sessions that match, newest first', async (query, expected) => {
  expect(await idsOf(`/v1/browser_sessions${query}`)).toEqual(expected());
});

test.each([
  ['', () => [tagged, plain, ended]],
  ['?page_size=2', () => [tagged, plain]],
  ['?page=2&page_size=2', () => [ended]],
  ['?page=3&page_size=2', () => []],
  ['?page=999999999999999&page_size=100', () => []],
  ['?colour=red', () => [tagged, plain, ended]],
])('the history %s has running sessions first, then those that have ended', async (query, expected) => {
  expect(await idsOf(`/v1/browser_sessions/history${query}`)).toEqual(expected());
  expect(await idsOf(`/v1/browser_sessions/history/${query}`)).toEqual(expected());
});

test.each([
  ['?status=completed', 'enum', ['query', 'status']],
  ['?status=', 'enum', ['query', 'status']],
  ['?name=a&name=b', 'string_type', ['query', 'name']],
  ['/history?page=0', 'greater_than_equal', ['query', 'page']],
  ['/history?page=one', 'int_parsing', ['query', 'page']],
  ['/history?page=1.5', 'int_parsing', ['query', 'page']],
  ['/history?page=', 'int_parsing', ['query', 'page']],
  ['/history?page=99999999999999999999', 'int_parsing', ['query', 'page']],
  ['/history?page_size=0', 'greater_than_equal', ['query', 'page_size']],
  ['/history?page_size=101', 'less_than_equal', ['query', 'page_size']],
  ['/history?page_size=5&page_size=6', 'int_type', ['query', 'page_size']],
])('%s is a 422 that names the parameter', async (query, type, loc) => {
  const response = await server.fetch(`/v1/browser_sessions${query}`);
  const answer = await response.json();
  expect([response.status, answer.code]).toEqual([422, 'invalid_request']);
  expect(answer.detail).toEqual([expect.objectContaining({ type, loc })]);
});

test('`history` is a route of its own, not the id of a session', async () => {
  const put = await server.fetch('/v1/browser_sessions/history', { method: 'PUT' });
  expect([put.status, put.headers.get('allow')]).toEqual([405, 'GET, HEAD']);
  const close = await server.post('/v1/browser_sessions/history/close');
  expect([close.status, (await close.json()).code]).toEqual([404, 'session_not_found']);
});

async function idsOf(path: string): Promise<string[]> {
  const response = await server.fetch(path);
  expect(response.status).toBe(200);
  const sessions: BrowserSession[] = await response.json();
  return sessions.map(session => session.browser_session_id);
}
