import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { BrowserSession } from '@berth/contract';
import { chromium } from 'playwright-core';
import { afterEach, expect, test } from 'vitest';
import { TestServer } from '../fixtures/server.ts';

let server: TestServer;

afterEach(() => server.remove());

test('a session survives kill -9 of the server: same address, same tab, same page state', async () => {
  server = await TestServer.start({ BERTH_PORT: String(await freePort()) });
  const session = await server.createSession({ name: 'kept', tags: ['a'] });
  const before = await connect(session.browser_address);
  await before.page.goto(`${server.demoOrigin}/login`);
  await before.page.evaluate('window.mark = "still here"');
  await server.end('SIGKILL');
  await server.start();
  const adopted = await server.getSession(session.browser_session_id);
  expect({ ...adopted, last_activity_at: null }).toEqual({ ...session, last_activity_at: null });
  const after = await connect(session.browser_address);
  expect(await after.page.evaluate('window.mark')).toBe('still here');
  await after.browser.close();
});

test('what clients of a killed server held back goes on: requests are answered, and new tabs start', async () => {
  server = await TestServer.start({ BERTH_PORT: String(await freePort()) });
  const session = await server.createSession();
  const before = await connect(session.browser_address);
  await before.page.route('**/*', route => route.continue());
  await before.page.goto(`${server.demoOrigin}/login`);
  await server.end('SIGKILL');
  await server.start();
  const after = await connect(session.browser_address);
  await after.page.goto(`${server.demoOrigin}/healthz`);
  const tab = await after.browser.contexts()[0]?.newPage();
  await tab?.goto(`${server.demoOrigin}/healthz`);
  expect(await tab?.textContent('body')).toBe('ok\n');
  await after.browser.close();
});

test('what a server that was killed had copied of a profile is gone when the next one has adopted its session', async () => {
  server = await TestServer.start();
  const session = await server.createSession();
  const [home = ''] = readdirSync(server.homesDirectory);
  const copy = join(server.homesDirectory, home, 'copy');
  await server.end('SIGKILL');
  writeFileSync(copy, 'half of a profile');
  await server.start();
  expect((await server.getSession(session.browser_session_id)).status).toBe('running');
  expect(existsSync(copy)).toBe(false);
});

test('when a session was last used is kept over restarts of the server and the death of the browser', async () => {
  server = await TestServer.start();
  const { browser_session_id: id, browser_address } = await server.createSession();
  const lastUse = async (): Promise<string> => (await server.getSession(id)).last_activity_at ?? '';
  const address = (): string => browser_address.replace(/^http:\/\/[^/]+/, server.origin);
  const used: string[] = [];
  for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
    const { browser, page } = await connect(address());
    await page.evaluate('1');
    await browser.close();
    used.push(await lastUse());
    await server.end(signal);
    await server.start();
    used.push(await lastUse());
  }
  const { page } = await connect(address());
  await page.evaluate('1');
  used.push(await lastUse());
  for (const pid of browserPids()) process.kill(pid, 'SIGKILL');
  await expect.poll(async () => (await server.getSession(id)).generation, { timeout: 20_000 }).toBe(2);
  used.push(await lastUse());
  expect(used).not.toContain('');
  expect(used).toEqual([...used].sort());
});

test('SIGTERM stops the server, says how many browsers stay, and `npm run stop` ends them', async () => {
  server = await TestServer.start();
  const session = await server.createSession();
  expect(await server.end('SIGTERM')).toBe(0);
  expect(server.output).toContain('1 browser is left running');
  expect(browserPids()).toHaveLength(1);
  expect(await server.runStop()).toContain('1 session was ended');
  expect(browserPids()).toHaveLength(0);
  await server.start();
  expect(await server.getSession(session.browser_session_id)).toMatchObject({
    status: 'completed',
    end_reason: 'stopped_by_operator',
  });
});

test.each([50, 150, 300, 500])(
  'SIGTERM %i ms into a create stops the server; the session is whole and adopted, or was never made',
  async waitMs => {
    server = await TestServer.start();
    const creating = server.post('/v1/browser_sessions').then(
      async response => [response.status, await response.json()],
      () => ['cut off', {}],
    );
    await new Promise(resolve => setTimeout(resolve, waitMs));
    expect(await server.end('SIGTERM')).toBe(0);
    const [status, session] = await creating;
    expect(browserPids()).toHaveLength(status === 200 ? 1 : 0);
    expect(server.output).toContain(
      status === 200 ? '1 browser is left running' : 'No browser is left running',
    );
    await server.start();
    if (status === 200) expect((await server.getSession(session.browser_session_id)).status).toBe('running');
  },
);

test('closing leaves no process, directory or socket, and is idempotent', async () => {
  server = await TestServer.start();
  const session = await server.createSession();
  const close = `/v1/browser_sessions/${session.browser_session_id}/close`;
  expect(readdirSync(server.homesDirectory)).toHaveLength(1);
  const first = await server.post(close);
  expect([first.status, await first.json()]).toEqual([200, { message: 'Browser session closed' }]);
  expect(processesOf(server.homesDirectory)).toEqual([]);
  expect(readdirSync(server.homesDirectory)).toEqual([]);
  const ended = await server.getSession(session.browser_session_id);
  expect(ended).toMatchObject({ status: 'completed', end_reason: 'closed', browser_address: null });
  expect((await server.post(close)).status).toBe(200);
  expect(await server.getSession(session.browser_session_id)).toEqual(ended);
});

test('a killed browser is noticed within a second, its clients are told, and another takes its place', async () => {
  server = await TestServer.start();
  const session = await server.createSession();
  const client = await connect(session.browser_address);
  const disconnected = new Promise(resolve => client.browser.once('disconnected', resolve));
  const [pid = 0] = browserPids();
  process.kill(pid, 'SIGKILL');
  await expect
    .poll(async () => server.getSession(session.browser_session_id), { timeout: 1000, interval: 20 })
    .toMatchObject({ status: 'running', generation: 2 });
  await disconnected;
  const again = await connect(session.browser_address);
  expect(browserPids()).toHaveLength(1);
  expect(browserPids()).not.toContain(pid);
  await again.browser.close();
});

test('a hung browser is noticed within ten seconds', async () => {
  server = await TestServer.start();
  const session = await server.createSession();
  const [pid = 0] = browserPids();
  process.kill(pid, 'SIGSTOP');
  await expect
    .poll(async () => server.getSession(session.browser_session_id), { timeout: 10_000, interval: 100 })
    .toMatchObject({ status: 'running', generation: 2 });
  await connect(session.browser_address);
  expect(browserPids()).toHaveLength(1);
  expect(browserPids()).not.toContain(pid);
});

test('a page that computes without end does not count as a hung browser', async () => {
  server = await TestServer.start();
  const session = await server.createSession();
  const { page, browser } = await connect(session.browser_address);
  void page.evaluate('while (true);').catch(() => undefined);
  await new Promise(resolve => setTimeout(resolve, 11_000));
  expect((await server.getSession(session.browser_session_id)).status).toBe('running');
  await browser.close();
});

test('a deadline that passed while no server ran is met by the next', async () => {
  server = await TestServer.start();
  const session = await server.createSession({ timeout: 5 });
  await server.end('SIGKILL');
  const database = new DatabaseSync(join(server.dataDirectory, 'berth.sqlite'));
  const past = Date.now() - 1000;
  database
    .prepare("UPDATE sessions SET expires_at = ?, record = json_set(record, '$.state.expiresAt', ?)")
    .run(past, past);
  database.close();
  await server.start();
  await expect
    .poll(async () => server.getSession(session.browser_session_id), { timeout: 2000, interval: 50 })
    .toMatchObject({ status: 'timeout', end_reason: 'expired' });
  await expect.poll(() => processesOf(server.homesDirectory), { timeout: 10_000 }).toEqual([]);
});

test('a browser that died while no server ran leaves its session asleep; a half-made create ends in a definite state', async () => {
  server = await TestServer.start();
  const session = await server.createSession();
  const creating = server.createSession().catch(() => 'cut off');
  await expect.poll(() => browserPids().length, { timeout: 5000, interval: 5 }).toBe(2);
  await server.end('SIGKILL');
  expect(await creating).toBe('cut off');
  for (const pid of browserPids()) process.kill(pid, 'SIGKILL');
  await server.start();
  const live: BrowserSession[] = await (await server.fetch('/v1/browser_sessions')).json();
  expect(live.map(({ browser_session_id: id, status }) => [id, status])).toEqual([
    [session.browser_session_id, 'hibernated'],
  ]);
  await expect.poll(() => readdirSync(server.homesDirectory), { timeout: 10_000 }).toHaveLength(1);
  expect(processesOf(server.homesDirectory)).toEqual([]);
});

test('no browser listens on any port, and its sandbox is on', async () => {
  server = await TestServer.start();
  await server.createSession();
  const rendererPids = () =>
    processesOf(server.homesDirectory).filter(pid => commandLine(pid).includes('--type=renderer'));
  await expect.poll(() => rendererPids().length).toBeGreaterThan(0);
  const pids = new Set(processesOf(server.homesDirectory));
  const listening = listeningInodes();
  const held = [...pids].flatMap(pid => socketInodes(pid)).filter(inode => listening.has(inode));
  expect(held).toEqual([]);
  for (const pid of rendererPids())
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/^Seccomp:\s+2$/m);
  for (const pid of pids) expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).not.toContain('--no-sandbox');
});

test('a second server on the same data directory is refused and told who holds it', async () => {
  server = await TestServer.start();
  const script = new URL('../../../../scripts/serve.ts', import.meta.url).pathname;
  await expect(server.runScript(script)).rejects.toThrow(`another Berth server (pid ${server.pid})`);
});

async function connect(address: string) {
  const browser = await chromium.connectOverCDP(address, { headers: { 'x-api-key': server.key } });
  const page = browser.contexts()[0]?.pages()[0];
  if (page === undefined) throw new Error('the session has no page');
  return { browser, page };
}

/** Main processes of browsers whose home is in the test's directory. */
function browserPids(): number[] {
  return everyPid().filter(pid => {
    const argument = commandLine(pid);
    return argument.includes(`--user-data-dir=${server.homesDirectory}`) && !argument.includes('--type=');
  });
}

/** Every process that belongs to a browser of the test: those that name its homes, and their sessions' members. */
const leaders = new Set<number>();
function processesOf(homes: string): number[] {
  for (const pid of everyPid()) if (commandLine(pid).includes(`--user-data-dir=${homes}`)) leaders.add(pid);
  return everyPid().filter(pid => leaders.has(sessionOf(pid)));
}

const everyPid = (): number[] =>
  readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number);

function commandLine(pid: number): string {
  const file = `/proc/${pid}/cmdline`;
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}

function sessionOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const [state, , , session] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return state === 'Z' ? 0 : Number(session);
  } catch {
    return 0;
  }
}

function listeningInodes(): Set<string> {
  const tables = ['tcp', 'tcp6'].flatMap(name =>
    readFileSync(`/proc/net/${name}`, 'utf8').split('\n').slice(1),
  );
  const rows = tables.map(line => line.trim().split(/\s+/));
  return new Set(rows.filter(row => row[3] === '0A').map(row => row[9] ?? ''));
}

function socketInodes(pid: number): string[] {
  const links = execFileSync('sh', ['-c', `readlink /proc/${pid}/fd/* || true`], { encoding: 'utf8' }).split(
    '\n',
  );
  return links.flatMap(link => /^socket:\[(\d+)\]$/.exec(link)?.[1] ?? []);
}

async function freePort(): Promise<number> {
  const { createServer } = await import('node:net');
  return await new Promise(resolve => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0));
    });
  });
}
