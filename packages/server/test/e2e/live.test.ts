import { once } from 'node:events';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { openCdp } from '../fixtures/cdp-client.ts';
import { TestServer } from '../fixtures/server.ts';

let server: TestServer;
let visitorBrowser: Browser;

/* The visitor's web browser is the browser of another session: a machine that runs the tests has no other for sure. */
beforeAll(async () => {
  server = await TestServer.start({ BERTH_EGRESS_ALLOW: '127.0.0.1' });
  const { browser_address: address } = await server.createSession({ name: 'The visitor' });
  visitorBrowser = await chromium.connectOverCDP(address, { headers: { 'x-api-key': server.key } });
});
afterAll(async () => {
  await visitorBrowser?.close();
  await server.remove();
});

async function visit(path: string): Promise<Page> {
  const context = await visitorBrowser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${server.origin}${path}`);
  return page;
}

async function signIn(page: Page): Promise<void> {
  await page.getByLabel('API key').fill(server.key);
  await page.getByRole('button', { name: 'Continue' }).click();
}

async function liveAddress(id: string, ticketFor = id): Promise<string> {
  const answer = await server.post(`/v1/browser_sessions/${ticketFor}/live_ticket`);
  const { ticket }: { ticket: string } = await answer.json();
  return `${server.origin.replace('http', 'ws')}/live/${id}?ticket=${ticket}`;
}

/** The status that the server answers instead of the upgrade. */
async function refusal(address: string, origin?: string): Promise<number | undefined> {
  const socket = new WebSocket(address, origin === undefined ? {} : { origin });
  const [, response] = await once(socket, 'unexpected-response');
  socket.on('error', () => undefined).terminate();
  return response.statusCode;
}

/** Whether the picture shows something: more than one colour. */
const hasPicture = (page: Page): Promise<boolean> =>
  page.evaluate(`(() => {
    const canvas = document.querySelector('canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    return new Set(new Uint32Array(data.buffer)).size > 1;
  })()`);

test('a ticket opens one view of its own session, once, for our own pages', async () => {
  const { browser_session_id: id } = await server.createSession();
  const { browser_session_id: other } = await server.createSession();
  const address = await liveAddress(id);
  const socket = new WebSocket(address);
  await once(socket, 'message');
  socket.close();
  expect(await refusal(address)).toBe(403);
  expect(await refusal(await liveAddress(id, other))).toBeGreaterThanOrEqual(403);
  expect(await refusal(await liveAddress(id), 'https://elsewhere.test')).toBe(403);
});

test('the printed link signs in once, and the sessions page leads to the live picture', async () => {
  const title = '<img src=x onerror=alert(1)>';
  await server.createSession({ name: title, url: `${server.demoOrigin}/login` });
  const link = /\S+(\/sign-in#\S+)/.exec(server.output)?.[1] ?? '';
  const page = await visit(link);
  await page.getByRole('link', { name: title }).click();
  await page.locator('[data-state=live]').waitFor();
  await expect.poll(() => hasPicture(page), { timeout: 10_000 }).toBe(true);
  expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe(title);
  await page.getByRole('button', { name: /Sign in.*Harbor/ }).waitFor();
  const again = await visit(link);
  await again.getByText('has been used or has expired').waitFor();
  expect(again.url()).not.toContain('ticket');
});

test('a link to a session asks for the key, stays there, and shows how the session ended', async () => {
  const { browser_session_id: id } = await server.createSession();
  const page = await visit(`/browser-session/${id}`);
  await page.getByLabel('API key').fill('no-such-key');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('does not know this key').waitFor();
  await signIn(page);
  await page.locator('[data-state=live]').waitFor();
  expect(new URL(page.url()).pathname).toBe(`/browser-session/${id}`);
  await page.getByRole('button', { name: 'Close session' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Close session' }).click();
  await page.getByText('Completed: the session has ended').waitFor();
  expect((await server.getSession(id)).status).toBe('completed');
});

test('the page says that a tab crashed, and that one closed, and shows what comes after that', async () => {
  const { browser_session_id: id, browser_address: address } = await server.createSession();
  const page = await visit(`/browser-session/${id}`);
  await signIn(page);
  await page.locator('[data-state=live]').waitFor();
  const browser = await chromium.connectOverCDP(address, { headers: { 'x-api-key': server.key } });
  const [first] = browser.contexts()[0]?.pages() ?? [];
  const second = await browser.contexts()[0]?.newPage();
  await second?.goto('data:text/html,<title>Short-lived</title>');
  await page.getByRole('button', { name: 'Short-lived' }).waitFor();
  await second?.close();
  await page.getByText('“Short-lived” has closed.').waitFor();
  await first?.goto(`${server.demoOrigin}/login`);
  await page.getByRole('button', { name: /Sign in.*Harbor/ }).waitFor();
  const cdp = await browser.newBrowserCDPSession();
  const { targetInfos } = await cdp.send('Target.getTargets');
  const crashing = await openCdp(`${address}/devtools/page/${targetInfos[0]?.targetId}`, server.key);
  void crashing.command('Page.crash');
  await page.getByRole('heading', { name: 'This page has crashed' }).waitFor();
  await page.getByRole('button', { name: /\(crashed\)/ }).waitFor();
  void crashing.command('Page.reload');
  await page.getByRole('heading', { name: 'This page has crashed' }).waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: /Sign in.*Harbor/ }).waitFor();
  await browser.close();
});

test('a session that is not there is told apart from one that is', async () => {
  const page = await visit('/browser-session/pbs_1');
  await signIn(page);
  await page.getByText('No such session for this key').waitFor();
});

test('the pages keep their own policy: nothing is blocked by it and nothing leaves a cookie', async () => {
  const context = await visitorBrowser.newContext();
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', message => complaints.push(message.text()));
  page.on('pageerror', fault => complaints.push(fault.message));
  await page.goto(`${server.origin}/sessions`);
  await signIn(page);
  await page.getByRole('link', { name: 'The visitor' }).click();
  await page.locator('[data-state=live]').waitFor();
  expect(complaints).toEqual([]);
  expect(await context.cookies()).toEqual([]);
  expect(page.url()).not.toContain(server.key);
});
