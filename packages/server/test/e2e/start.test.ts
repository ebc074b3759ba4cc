import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { TestServer } from '../fixtures/server.ts';

const keyScript = fileURLToPath(new URL('../../src/key.ts', import.meta.url));

let server: TestServer | null = null;

const later: TestServer[] = [];

afterEach(async () => {
  for (const each of later.splice(0)) await each.remove();
  await server?.remove();
});

test('a public address is refused with the reason, unless it is allowed by hand', async () => {
  server = new TestServer({ BERTH_HOST: '0.0.0.0' });
  await expect(server.start()).rejects.toThrow(/BERTH_HOST: 0\.0\.0\.0 .* BERTH_ALLOW_PUBLIC=1/);
});

test.each([
  [{ BERTH_PORT: 'eighty' }, 'BERTH_PORT'],
  [{ BERTH_MAX_TIMEOUT: '2' }, 'BERTH_MAX_TIMEOUT'],
  [{ BERTH_API_KEY: 'short' }, 'BERTH_API_KEY'],
  [{ BERTH_NO_SANDBOX: 'perhaps' }, 'BERTH_NO_SANDBOX'],
])('%j is refused by name', async (environment, name) => {
  server = new TestServer(environment);
  await expect(server.start()).rejects.toThrow(name);
});

test('a data directory that cannot be used is refused with the reason and what to set', async () => {
  server = new TestServer({ BERTH_DATA_DIR: '/proc/berth/data' });
  await expect(server.start()).rejects.toThrow(
    /^the server exited with 1: berth: the data directory \/proc\/berth\/data cannot be used \(.*\)\. Set BERTH_DATA_DIR/,
  );
  const list = server.runScript(keyScript, ['list']);
  await expect(list).rejects.toThrow('berth: the data directory /proc/berth/data cannot be used');
});

test('a second start finds the same data and key; a given key is the one that is made', async () => {
  const key = 'a-key-of-the-operators-own';
  server = await TestServer.start({ BERTH_API_KEY: key });
  expect(server.key).toBe(key);
  const session = await server.createSession();
  await server.end('SIGINT');
  await server.start();
  expect(server.key).toBe(key);
  expect((await server.getSession(session.browser_session_id)).status).toBe('running');
});

test('a key that is given to a later start is not made, takes no other away, and is named in the banner', async () => {
  const first = await TestServer.start();
  server = first;
  const key = first.key;
  await first.end('SIGTERM');
  const startWith = async (given: string): Promise<TestServer> => {
    const again = new TestServer({ BERTH_DATA_DIR: first.dataDirectory, BERTH_API_KEY: given });
    later.push(again);
    await again.start();
    return again;
  };
  const wrong = await startWith('another-key-of-somebody');
  expect(first.key).toBe(key);
  expect(wrong.output).toContain('BERTH_API_KEY is no key of this server');
  const list = (secret: string) => wrong.fetch('/v1/browser_sessions', { key: secret });
  expect((await list('another-key-of-somebody')).status).toBe(403);
  expect((await list(key)).status).toBe(200);
  await wrong.end('SIGTERM');
  expect((await startWith(key)).output).not.toContain('BERTH_API_KEY');
});

test('without a browser the server starts, and a create says what to install', async () => {
  server = await TestServer.start({ BERTH_CHROMIUM: '/nowhere/chromium' });
  const response = await server.post('/v1/browser_sessions');
  const answer = await response.json();
  expect([response.status, answer.code]).toEqual([503, 'browser_launch_failed']);
  expect(answer.detail).toContain('/nowhere/chromium');
  expect(response.headers.get('retry-after')).not.toBeNull();
  expect(await (await server.fetch('/v1/browser_sessions')).json()).toEqual([]);
});

test('a browser that exits at once is a failed session with a reason, and leaves nothing', async () => {
  server = await TestServer.start({ BERTH_CHROMIUM: '/bin/false' });
  const response = await server.post('/v1/browser_sessions');
  expect([response.status, (await response.json()).code]).toEqual([503, 'browser_launch_failed']);
});

test('directories that other users cannot enter are no obstacle', async () => {
  const closed = mkdtempSync(join(tmpdir(), 'berth-closed-'));
  chmodSync(closed, 0o700);
  server = await TestServer.start({ BERTH_DATA_DIR: join(closed, 'x', 'data'), BERTH_HOMES_DIR: '' });
  const response = await server.fetch('/v1/version', { key: null });
  expect(response.status).toBe(200);
  await server.remove();
  rmSync(closed, { recursive: true });
});
