import { chromium } from 'playwright-core';
import puppeteer from 'puppeteer-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { attachToPage, openCdp } from '../fixtures/cdp-client.ts';
import { TestServer } from '../fixtures/server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.remove());

const headers = () => ({ 'x-api-key': server.key });
const socketAddress = (address: string) => address.replace(/^http/, 'ws');

test('stock Playwright works over the http and the ws address, and leaves the tabs when it goes', async () => {
  const session = await server.createSession();
  for (const address of [session.browser_address, socketAddress(session.browser_address)]) {
    const browser = await chromium.connectOverCDP(address, { headers: headers() });
    const context = browser.contexts()[0];
    expect(context?.pages()).toHaveLength(1);
    const page = context?.pages()[0];
    await page?.goto(`${server.demoOrigin}/login`);
    expect(await page?.title()).not.toBe('');
    await browser.close();
  }
  const again = await chromium.connectOverCDP(session.browser_address, { headers: headers() });
  expect(
    again
      .contexts()[0]
      ?.pages()
      .map(page => page.url()),
  ).toEqual([`${server.demoOrigin}/login`]);
  await again.close();
  expect((await server.getSession(session.browser_session_id)).status).toBe('running');
});

test('stock Puppeteer works, and its browser.close() leaves the session and its tabs alone', async () => {
  const session = await server.createSession();
  const first = await puppeteer.connect({
    browserWSEndpoint: socketAddress(session.browser_address),
    headers: headers(),
  });
  const page = await first.newPage();
  await page.goto(`${server.demoOrigin}/login`);
  await first.close();
  const second = await puppeteer.connect({ browserURL: session.browser_address, headers: headers() });
  expect((await second.pages()).map(page => page.url()).sort()).toEqual([
    'about:blank',
    `${server.demoOrigin}/login`,
  ]);
  await second.disconnect();
});

test('Playwright and Puppeteer share one session and one tab', async () => {
  const session = await server.createSession();
  const playwright = await chromium.connectOverCDP(session.browser_address, { headers: headers() });
  const puppet = await puppeteer.connect({
    browserWSEndpoint: socketAddress(session.browser_address),
    headers: headers(),
  });
  const page = playwright.contexts()[0]?.pages()[0];
  const samePage = (await puppet.pages())[0];
  await page?.setContent(
    '<title>shared</title><button onclick="this.textContent = \'pressed\'">press</button>',
  );
  expect(await samePage?.title()).toBe('shared');
  await samePage?.click('button');
  expect(await page?.textContent('button')).toBe('pressed');
  const opened = playwright.contexts()[0]?.waitForEvent('page');
  const puppetPage = await puppet.newPage();
  await puppetPage.goto('data:text/html,<title>from puppeteer</title>');
  await expect.poll(async () => (await opened)?.title()).toBe('from puppeteer');
  await puppet.disconnect();
  expect(await page?.textContent('button')).toBe('pressed');
  await playwright.close();
});

test('the browser looks like the browser it is', async () => {
  const session = await server.createSession();
  const browser = await chromium.connectOverCDP(session.browser_address, { headers: headers() });
  const page = browser.contexts()[0]?.pages()[0];
  await page?.goto(`${server.demoOrigin}/login`);
  const seen = await page?.evaluate(`({
    agent: navigator.userAgent,
    brands: (navigator.userAgentData?.brands ?? []).map(brand => brand.brand + brand.version),
    width: innerWidth,
    height: innerHeight,
  })`);
  expect(JSON.stringify(seen)).not.toContain('Headless');
  expect(seen).toMatchObject({ agent: expect.stringContaining('Chrome/'), width: 1280, height: 720 });
  await browser.close();
});

test('without a key a connection is refused before the upgrade, as is one to what is not there', async () => {
  const session = await server.createSession();
  const address = socketAddress(session.browser_address);
  expect(await refusal(address, {})).toEqual({ status: 403, code: 'invalid_credentials' });
  expect(await refusal(address, { 'x-api-key': 'berth_wrong' })).toEqual({
    status: 403,
    code: 'invalid_credentials',
  });
  expect(await refusal(address.replace(/\d+$/, '1'), headers())).toEqual({
    status: 404,
    code: 'session_not_found',
  });
  expect(await refusal(address, { ...headers(), origin: 'http://evil.example' })).toEqual({
    status: 403,
    code: 'origin_not_allowed',
  });
  await server.post(`/v1/browser_sessions/${session.browser_session_id}/close`);
  expect(await refusal(address, headers())).toEqual({ status: 410, code: 'session_ended' });
  const discovery = await server.fetch(`/cdp/${session.browser_session_id}/json/version/`, { key: null });
  expect(discovery.status).toBe(403);
});

test('malformed messages are answered and harm nobody else', async () => {
  const session = await server.createSession();
  const socket = new WebSocket(socketAddress(session.browser_address), { headers: headers() });
  const answers: unknown[] = [];
  socket.on('message', data => answers.push(JSON.parse(String(data))));
  await new Promise(resolve => socket.once('open', resolve));
  for (const text of [
    '{',
    '[]',
    '{"id":"1","method":"Browser.getVersion"}',
    '{"id":2,"method":"Browser.getVersion","sessionId":"NOPE"}',
    '{"id":3,"method":"Nope.nope"}',
    '{"id":4,"method":"Browser.crash"}',
    '{"id":5,"method":"Page.navigate","params":{"url":"file:///etc/passwd"}}',
    '{"id":6,"method":"Browser.getVersion"}',
  ])
    socket.send(text);
  await expect.poll(() => answers.length).toBe(8);
  expect(answers.slice(0, 3)).toMatchObject([
    { error: { code: -32700 } },
    { error: { code: -32600 } },
    { error: { code: -32600 } },
  ]);
  expect(answers).toContainEqual(
    expect.objectContaining({ id: 2, error: expect.objectContaining({ code: -32001 }) }),
  );
  for (const id of [3, 4, 5])
    expect(answers).toContainEqual(expect.objectContaining({ id, error: expect.anything() }));
  expect(answers).toContainEqual(
    expect.objectContaining({ id: 6, result: expect.objectContaining({ protocolVersion: '1.3' }) }),
  );
  socket.close();
});

const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);

test.each([
  [
    'an address that is no text',
    `{"id":7,"method":"Page.navigate","params":{"url":{"toString":1,"valueOf":1}}}`,
  ],
  ['an address in a list', '{"id":7,"method":"Target.createTarget","params":{"url":["file:///etc/passwd"]}}'],
  [
    'params nested deeper than Chromium reads',
    `{"id":7,"method":"Browser.getVersion","params":{"x":${nested(300)}}}`,
  ],
  [
    'params nested 200,000 levels deep',
    `{"id":7,"method":"Browser.getVersion","params":{"x":${nested(200_000)}}}`,
  ],
  [
    'a file nested 200,000 levels deep',
    `{"id":7,"method":"DOM.setFileInputFiles","params":{"files":[${nested(200_000)}]}}`,
  ],
])('%s is an error for the command that has it, and nobody else notices', async (_, text) => {
  const session = await server.createSession();
  const client = await openCdp(session.browser_address, server.key);
  const answer = new Promise(resolve =>
    client.socket.once('message', data => resolve(JSON.parse(`${data}`))),
  );
  client.socket.send(text);
  expect(await answer).toMatchObject({ id: 7, error: expect.anything() });
  expect(await client.command('Browser.getVersion')).toMatchObject({ result: { protocolVersion: '1.3' } });
  const deepest = { x: JSON.parse(nested(299)) };
  expect(await client.command('Browser.getVersion', deepest)).toMatchObject({ result: expect.anything() });
});

test('what is pending on a page that crashes is answered with an error within a second; the session lives on', async () => {
  const session = await server.createSession();
  const client = await openCdp(session.browser_address, server.key);
  const { command } = client;
  const { sessionId: page } = await attachToPage(client);
  const pending = command(
    'Runtime.evaluate',
    { expression: 'new Promise(() => {})', awaitPromise: true },
    page,
  );
  const crash = command('Page.crash', {}, page);
  const start = performance.now();
  expect(await pending).toMatchObject({ error: { message: 'Target crashed' } });
  expect(await crash).toMatchObject({ error: { message: 'Target crashed' } });
  expect(performance.now() - start).toBeLessThan(1000);
  expect(await command('Browser.getVersion')).toMatchObject({ result: { protocolVersion: '1.3' } });
  // So is what is asked of it while it lies there; what loads it again brings it back, and may take its time.
  const asked = command('Runtime.evaluate', { expression: '1' }, page);
  expect(await asked).toMatchObject({ error: { message: 'Target crashed' } });
  await command('Page.navigate', { url: 'data:text/html,back' }, page);
  const late = 'new Promise(done => setTimeout(() => done(document.body.innerText), 1200))';
  const evaluated = await command('Runtime.evaluate', { expression: late, awaitPromise: true }, page);
  expect(evaluated.result).toMatchObject({ result: { value: 'back' } });
});

test('what is pending on a page that is closed is answered with an error', async () => {
  const session = await server.createSession();
  const client = await openCdp(session.browser_address, server.key);
  const { command } = client;
  const { sessionId: page, targetId } = await attachToPage(client);
  const pending = command(
    'Runtime.evaluate',
    { expression: 'new Promise(() => {})', awaitPromise: true },
    page,
  );
  await command('Target.createTarget', { url: 'about:blank' });
  await command('Target.closeTarget', { targetId });
  expect(await pending).toMatchObject({ error: { message: expect.stringMatching(/closed|detached/) } });
});

test('a client that asks new tabs to wait for it, and then is silent, does not freeze the others', async () => {
  const session = await server.createSession();
  const silent = await openCdp(session.browser_address, server.key);
  await silent.command('Target.setAutoAttach', {
    autoAttach: true,
    waitForDebuggerOnStart: true,
    flatten: true,
  });
  const browser = await chromium.connectOverCDP(session.browser_address, { headers: headers() });
  const page = await browser.contexts()[0]?.newPage();
  await page?.goto(`${server.demoOrigin}/login`, { timeout: 10_000 });
  expect(await page?.title()).not.toBe('');
  await browser.close();
});

async function refusal(
  address: string,
  headers: Record<string, string>,
): Promise<{ status: number; code: string }> {
  const socket = new WebSocket(address, { headers });
  return await new Promise((resolve, reject) => {
    socket.once('open', () => reject(new Error('the connection was accepted')));
    socket.once('error', () => undefined);
    socket.once('unexpected-response', (_request, response) => {
      let body = '';
      response.on('data', chunk => {
        body += String(chunk);
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, code: JSON.parse(body).code }));
    });
  });
}

test('a client that closes its browser is answered before its socket is closed', async () => {
  const session = await server.createSession();
  const client = await openCdp(session.browser_address, server.key);
  const order: string[] = [];
  const closed = client.closed.then(code => order.push(`closed with ${code}`));
  await Promise.race([client.command('Browser.close').then(() => order.push('answered')), closed]);
  await closed;
  expect(order).toEqual(['answered', 'closed with 1001']);
});
