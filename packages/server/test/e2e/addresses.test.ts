import type { ConnectToken } from '@berth/contract';
import { chromium } from 'playwright-core';
import puppeteer from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { openCdp } from '../fixtures/cdp-client.ts';
import { TestServer } from '../fixtures/server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.remove());

test('a connect token opens its session for clients that can only be given a URL, until the session ends', async () => {
  const session = await server.createSession();
  const other = await server.createSession();
  const { token, http_address, ws_address, expires_at } = await connectToken(session.browser_session_id);
  expect(expires_at).toBeNull();
  expect(session.browser_address).not.toContain('token');
  const version = await (await fetch(http_address.replace('?', '/json/version/?'))).json();
  expect(version.webSocketDebuggerUrl).toBe(ws_address);
  const playwright = await chromium.connectOverCDP(http_address);
  await playwright.contexts()[0]?.pages()[0]?.goto('data:text/html,<title>by url</title>');
  const puppet = await puppeteer.connect({ browserWSEndpoint: ws_address });
  expect(await (await puppet.pages())[0]?.title()).toBe('by url');
  await puppet.disconnect();
  await playwright.close();
  expect((await server.fetch('/v1/browser_sessions', { key: token })).status).toBe(403);
  expect(await status(ws_address.replace(session.browser_session_id, other.browser_session_id))).toBe(403);
  expect(await status(ws_address.replace(/.$/, last => (last === 'A' ? 'B' : 'A')))).toBe(403);
  await server.post(`/v1/browser_sessions/${session.browser_session_id}/close`);
  expect(await status(ws_address)).toBe(403);
  expect((await server.post(`/v1/browser_sessions/${session.browser_session_id}/connect_token`)).status).toBe(
    410,
  );
});

test('a connect token survives a restart of the server, and one with a life of its own ends', async () => {
  const session = await server.createSession();
  const kept = await connectToken(session.browser_session_id);
  const brief = await connectToken(session.browser_session_id, { expires_in: 1 });
  expect(Date.parse(brief.expires_at ?? '') - Date.now()).toBeLessThan(1100);
  const before = server.origin;
  await server.end('SIGKILL');
  await server.start();
  const moved = (address: string) =>
    address.replace(before.replace('http', 'ws'), server.origin.replace('http', 'ws'));
  expect(await status(moved(kept.ws_address))).toBe(101);
  await expect.poll(() => status(moved(brief.ws_address)), { timeout: 3000 }).toBe(403);
});

test('keys of a request for a connect token that are not known are named in the warning', async () => {
  const { browser_session_id: id } = await server.createSession();
  expect((await connectToken(id, { expires_in: 60, expire_in: 5 })).warning).toContain('"expire_in"');
  expect((await connectToken(id, { expires_in: 60 })).warning).toBeNull();
});

test('the address answers as a debugging port would, with addresses of the server', async () => {
  const session = await server.createSession();
  const { command, close } = await openCdp(session.browser_address, server.key);
  const { result } = await command('Target.createTarget', { url: 'data:text/html,<title>listed</title>' });
  const path = new URL(session.browser_address).pathname;
  await expect
    .poll(async () => (await server.fetch(`${path}/json/list`)).json())
    .toContainEqual({
      description: '',
      id: result.targetId,
      title: 'listed',
      type: 'page',
      url: 'data:text/html,<title>listed</title>',
      webSocketDebuggerUrl: `${session.browser_address.replace(/^http/, 'ws')}/devtools/page/${result.targetId}`,
    });
  expect(await (await server.fetch(`${path}/json`)).json()).toEqual(
    await (await server.fetch(`${path}/json/list/`)).json(),
  );
  const protocol = await (await server.fetch(`${path}/json/protocol`)).json();
  expect(protocol.domains.map((domain: { domain: string }) => domain.domain)).toEqual(
    expect.arrayContaining(['Page', 'Runtime']),
  );
  for (const action of ['new', 'close/x', 'activate/x']) {
    const response = await server.fetch(`${path}/json/${action}`, { method: 'PUT' });
    expect([response.status, (await response.json()).code]).toEqual([405, 'method_not_allowed']);
  }
  close();
});

test('a page socket speaks to one page and ends with it', async () => {
  const session = await server.createSession();
  const address = session.browser_address.replace(/^http/, 'ws');
  const browser = await openCdp(address, server.key);
  const { result } = await browser.command('Target.createTarget', { url: 'about:blank' });
  const page = await openCdp(`${address}/devtools/page/${result.targetId}`, server.key);
  expect((await page.command('Runtime.evaluate', { expression: '6 * 7' })).result.result.value).toBe(42);
  expect((await page.command('Runtime.enable')).result).toEqual({});
  await page.command('Runtime.evaluate', { expression: 'console.log("heard")' });
  expect(page.events).toContainEqual(expect.objectContaining({ method: 'Runtime.consoleAPICalled' }));
  expect(page.events.every(event => event.sessionId === undefined)).toBe(true);
  await browser.command('Target.closeTarget', { targetId: result.targetId });
  await page.closed;
  expect(await status(`${address}/devtools/page/${result.targetId}`, { 'x-api-key': server.key })).toBe(404);
  browser.close();
});

async function connectToken(id: string, body?: unknown): Promise<ConnectToken> {
  return await (await server.post(`/v1/browser_sessions/${id}/connect_token`, body)).json();
}

/** 101 when the upgrade is accepted. */
function status(address: string, headers: Record<string, string> = {}): Promise<number> {
  const socket = new WebSocket(address, { headers });
  return new Promise(resolve => {
    socket.once('error', () => undefined);
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    socket.once('open', () => {
      socket.close();
      resolve(101);
    });
  });
}
