import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Run, SessionEvent } from '@berth/contract';
import { chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { TestServer } from '../fixtures/server.ts';

/* A browser is killed at the worst moment, and the session goes on. The site says who it takes the visitor for. */

let server: TestServer;
let site: Server;
let siteOrigin: string;

beforeAll(async () => {
  site = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    if (pathname === '/log-in') {
      response.setHeader('set-cookie', [
        'sid=secret; Path=/; HttpOnly',
        'kept=for-long; Path=/; Max-Age=100000',
        'theme=dark; Path=/; SameSite=Lax; Max-Age=1000',
      ]);
      response.writeHead(302, { location: '/home' }).end();
      return;
    }
    response.setHeader('content-type', 'text/html');
    response.setHeader('cache-control', 'no-store');
    response.end(`<title>${pathname}</title><main>${request.headers.cookie ?? 'nobody'}</main>`);
  });
  await new Promise<void>(resolve => site.listen(0, '127.0.0.1', resolve));
  siteOrigin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
});
afterAll(() => site.close());
afterEach(() => server.remove());

test('a killed browser comes back by itself: tabs, history, cookies, session cookies, both storages, IndexedDB', async () => {
  server = await TestServer.start();
  const session = await server.createSession();
  const before = await connect(session.browser_address);
  const page = before.pages()[0] as Page;
  await page.goto(`${siteOrigin}/first`);
  await page.goto(`${siteOrigin}/log-in`);
  await page.evaluate(write);
  const second = await before.newPage();
  await second.goto(`${siteOrigin}/second`);
  await second.evaluate("sessionStorage.setItem('tab', 'second')");
  const cookies = await before.cookies();
  // The journal looks every two seconds; what is younger may be lost, what is older may not.
  await delay(2500);

  process.kill(mainPid(), 'SIGKILL');
  await expect
    .poll(async () => (await server.getSession(session.browser_session_id)).generation, within)
    .toBe(2);
  const after = await connect(session.browser_address);
  expect(sorted(after.pages().map(each => each.url()))).toEqual(
    sorted([`${siteOrigin}/home`, `${siteOrigin}/second`]),
  );
  expect(sorted(await after.cookies())).toEqual(sorted(cookies));
  const back = pageAt(after.pages(), '/home');
  await expect.poll(() => back.textContent('main')).toContain('sid=secret');
  expect(await back.evaluate(read)).toEqual(['local', 'first', 'indexed']);
  await expect
    .poll(() => pageAt(after.pages(), '/second').evaluate("sessionStorage.getItem('tab')"))
    .toBe('second');
  await back.goBack();
  expect(back.url()).toBe(`${siteOrigin}/first`);
  expect(await server.getSession(session.browser_session_id)).toMatchObject({
    status: 'running',
    generation: 2,
    browser_address: session.browser_address,
    expires_at: session.expires_at,
  });
});

test('session cookies outlive the last tab, which Chromium by itself takes for the end', async () => {
  server = await TestServer.start();
  const session = await server.createSession({ url: `${siteOrigin}/log-in` });
  const context = await connect(session.browser_address);
  const names = async () => (await context.cookies()).map(({ name }) => name).sort();
  await expect.poll(names).toEqual(['kept', 'sid', 'theme']);
  for (const page of context.pages()) await page.close();
  await delay(1000);
  expect(await names()).toEqual(['kept', 'sid', 'theme']);
  const again = await context.newPage();
  await again.goto(`${siteOrigin}/home`);
  expect(await again.textContent('main')).toContain('sid=secret');
});

test('events tell what came back; a run at work is told that its browser died', async () => {
  server = await TestServer.start();
  const session = await server.createSession({ url: `${siteOrigin}/log-in` });
  const id = session.browser_session_id;
  const waiting = { prompt: 'Wait for the text "this never comes"', browser_session_id: id };
  const run: Run = await (await server.post('/v1/run/tasks', waiting)).json();
  await delay(2500);
  process.kill(mainPid(), 'SIGKILL');
  const ended = await server.finishedRun(run.run_id);
  expect(ended).toMatchObject({ status: 'failed', errors: [{ code: 'browser_died' }] });
  await connect(session.browser_address);
  const events: SessionEvent[] = await (await server.fetch(`/v1/browser_sessions/${id}/events`)).json();
  expect(events.map(({ type }) => type)).toEqual(['created', 'started', 'browser_died', 'browser_restored']);
  expect(events[2]?.data).toEqual({ generation: 1, reason: 'browser_crashed' });
  expect(events[3]?.data).toMatchObject({ generation: 2, tabs: 1, cookies: 3 });
  const after = events[2]?.id ?? 0;
  const rest = await server.fetch(`/v1/browser_sessions/${id}/events?after=${after}&page_size=1`);
  expect(await rest.json()).toEqual([events[3]]);
});

test('who connects while the browser comes back waits for it; three deaths within a minute end the session', async () => {
  server = await TestServer.start();
  const session = await server.createSession({ url: `${siteOrigin}/first` });
  for (const generation of [1, 2]) {
    const context = await connect(session.browser_address);
    expect(context.pages().map(page => page.url())).toEqual([`${siteOrigin}/first`]);
    expect((await server.getSession(session.browser_session_id)).generation).toBe(generation);
    process.kill(mainPid(), 'SIGKILL');
    await delay(200);
  }
  await connect(session.browser_address);
  process.kill(mainPid(), 'SIGKILL');
  await expect
    .poll(() => server.getSession(session.browser_session_id), within)
    .toMatchObject({ status: 'failed', end_reason: 'browser_crashed', generation: 3 });
  await expect.poll(() => readdirSync(server.homesDirectory), within).toEqual([]);
});

test('a session whose browser died while no server ran sleeps, and comes back when it is used', async () => {
  server = await TestServer.start();
  const session = await server.createSession({ url: `${siteOrigin}/log-in` });
  await delay(3000);
  await server.end('SIGKILL');
  process.kill(mainPid(), 'SIGKILL');
  await server.start();
  const id = session.browser_session_id;
  expect(await server.getSession(id)).toMatchObject({ status: 'hibernated', generation: 1 });
  const address = (await server.getSession(id)).browser_address ?? '';
  const context = await connect(address);
  expect(context.pages().map(page => page.url())).toEqual([`${siteOrigin}/home`]);
  expect((await context.cookies()).map(({ name }) => name).sort()).toEqual(['kept', 'sid', 'theme']);
  expect(await server.getSession(id)).toMatchObject({ status: 'running', generation: 2 });
});

test('a server that is killed while a browser comes back leaves none behind; the session comes back when it is used', async () => {
  server = await TestServer.start();
  const session = await server.createSession({ url: `${siteOrigin}/log-in` });
  await delay(2500);
  const first = mainPid();
  process.kill(first, 'SIGKILL');
  await expect.poll(() => mainPids().filter(pid => pid !== first).length, within).toBe(1);
  await server.end('SIGKILL');
  await server.start();
  const { status, browser_address: address } = await server.getSession(session.browser_session_id);
  expect([status, mainPids().length]).toEqual(['hibernated', 0]);
  const context = await connect(address ?? '');
  expect((await context.cookies()).map(({ name }) => name).sort()).toEqual(['kept', 'sid', 'theme']);
});

test('a hibernated session can be closed, and nothing of it is left', async () => {
  server = await TestServer.start();
  const { browser_session_id: id } = await server.createSession();
  await server.end('SIGKILL');
  process.kill(mainPid(), 'SIGKILL');
  await server.start();
  expect((await server.post(`/v1/browser_sessions/${id}/close`)).status).toBe(200);
  expect(await server.getSession(id)).toMatchObject({ status: 'completed', end_reason: 'closed' });
  expect(readdirSync(server.homesDirectory)).toEqual([]);
  expect(readdirSync(join(server.dataDirectory, 'journals'))).toEqual([]);
});

test('a journal that does not open costs what it held and not the session', async () => {
  server = await TestServer.start();
  const session = await server.createSession({ url: `${siteOrigin}/first` });
  await delay(3000);
  await server.end('SIGKILL');
  process.kill(mainPid(), 'SIGKILL');
  const journal = join(server.dataDirectory, 'journals', session.browser_session_id);
  const bytes = readFileSync(journal);
  bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
  writeFileSync(journal, bytes);
  await server.start();
  const context = await connect(session.browser_address.replace(/:\d+\//, `${/:\d+/.exec(server.origin)}/`));
  expect(context.pages().map(page => page.url())).toEqual([`${siteOrigin}/first`]);
  expect(readFileSync(join(server.dataDirectory, 'server.log'), 'utf8')).toContain('sealed_data_corrupt');
});

const within = { timeout: 10_000, interval: 20 };

const write = `new Promise((resolve, reject) => {
  localStorage.setItem('kind', 'local');
  sessionStorage.setItem('tab', 'first');
  const opening = indexedDB.open('base', 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore('rows').put('indexed', 'row');
  opening.onsuccess = () => { opening.result.close(); resolve(); };
  opening.onerror = () => reject(opening.error);
})`;

const read = `new Promise((resolve, reject) => {
  const opening = indexedDB.open('base', 1);
  opening.onsuccess = () => {
    const row = opening.result.transaction('rows').objectStore('rows').get('row');
    row.onsuccess = () => resolve([localStorage.getItem('kind'), sessionStorage.getItem('tab'), row.result]);
    row.onerror = () => reject(row.error);
  };
})`;

async function connect(address: string) {
  const browser = await chromium.connectOverCDP(address, { headers: { 'x-api-key': server.key } });
  const [context] = browser.contexts();
  if (context === undefined) throw new Error('the session has no context');
  return context;
}

function pageAt(pages: readonly Page[], path: string): Page {
  const page = pages.find(each => each.url() === `${siteOrigin}${path}`);
  if (page === undefined) throw new Error(`no tab is at ${path}`);
  return page;
}

const sorted = <Item>(items: readonly Item[]): string[] => items.map(item => JSON.stringify(item)).sort();

function mainPid(): number {
  const [pid] = mainPids();
  if (pid === undefined) throw new Error('no browser of the test runs');
  return pid;
}

function mainPids(): number[] {
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name));
  return pids.map(Number).filter(pid => {
    const argument = commandLine(pid);
    return argument.includes(`--user-data-dir=${server.homesDirectory}`) && !argument.includes('--type=');
  });
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
