import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserProfile, BrowserSession, SessionEvent } from '@berth/contract';
import { chromium, type Page } from 'playwright-core';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { TestServer } from '../fixtures/server.ts';

/* Log in once, save, and the next session is logged in. */

let server: TestServer;
beforeEach(async () => {
  server = await TestServer.start();
});
afterEach(() => server.remove());

test('a session that was asked to keeps its state; a profile made of it logs the next session in, again and again', async () => {
  const first = await server.createSession({ generate_browser_profile: true });
  expect(first).toMatchObject({ generate_browser_profile: true, browser_profile_id: null });
  await withPage(first, signIn);
  await close(first);
  const profile = await makeProfile({ name: 'demo', browser_session_id: first.browser_session_id });
  const next = await server.createSession({ browser_profile_id: profile.browser_profile_id });
  expect(next).toMatchObject({
    generate_browser_profile: true,
    browser_profile_id: profile.browser_profile_id,
  });
  await withPage(next, expectSignedIn);
  const again = await makeProfile({ name: 'twice', browser_session_id: first.browser_session_id });
  const other = await server.createSession({ browser_profile_id: again.browser_profile_id });
  await withPage(other, expectSignedIn);
});

test('a live session is saved without being closed', async () => {
  const live = await server.createSession({ generate_browser_profile: true });
  await withPage(live, signIn);
  const profile = await makeProfile({ name: 'live', browser_session_id: live.browser_session_id });
  await withPage(live, expectSignedIn);
  const next = await server.createSession({ browser_profile_id: profile.browser_profile_id });
  await withPage(next, expectSignedIn);
});

test('several profiles made of one live session at the same time are all whole', async () => {
  const live = await server.createSession({ generate_browser_profile: true });
  await withPage(live, signIn);
  const making = ['one', 'two', 'three', 'four'].map(name =>
    makeProfile({ name, browser_session_id: live.browser_session_id }),
  );
  const sizes = (await Promise.all(making)).map(async ({ browser_profile_id: id }) => {
    const [version] = await (await server.fetch(`/v1/browser_profiles/${id}/versions`)).json();
    return [version.problem, version.size > 1000, version.sites.length > 0];
  });
  expect(await Promise.all(sizes)).toEqual(Array(4).fill([null, true, true]));
});

test('a PATCH turns keeping on for a live session; after the end it is 409, and what was not kept is no profile', async () => {
  const session = await server.createSession();
  const path = `/v1/browser_sessions/${session.browser_session_id}`;
  const refused = await server.post('/v1/browser_profiles', {
    name: 'no',
    browser_session_id: session.browser_session_id,
  });
  expect([refused.status, (await refused.json()).code]).toEqual([400, 'profile_not_enabled']);
  const patched = await patch(path, { generate_browser_profile: true });
  expect(await patched.json()).toMatchObject({ generate_browser_profile: true });
  await withPage(session, signIn);
  await close(session);
  expect((await patch(path, { generate_browser_profile: false })).status).toBe(409);
  const profile = await makeProfile({ name: 'yes', browser_session_id: session.browser_session_id });
  const next = await server.createSession({ browser_profile_id: profile.browser_profile_id });
  await withPage(next, expectSignedIn);
});

test('save_to_profile makes a new version; of two sessions the second stands beside the line, and is told', async () => {
  const blank = await makeProfile({ name: 'team' });
  const from = { browser_profile_id: blank.browser_profile_id, save_to_profile: true };
  const [one, two] = [await server.createSession(from), await server.createSession(from)];
  await withPage(one, signIn);
  await close(one);
  await close(two);
  expect((await lastSave(one)).data).not.toHaveProperty('conflict');
  const { data } = await lastSave(two);
  expect(data).toMatchObject({
    browser_profile_id: blank.browser_profile_id,
    conflict: { current_version_id: (await lastSave(one)).data.version_id },
  });
  const next = await server.createSession({ browser_profile_id: blank.browser_profile_id });
  await withPage(next, expectSignedIn);
});

test('a profile that is unknown, foreign to the name or without one to save to is refused before anything starts', async () => {
  const unknown = await server.post('/v1/browser_sessions', { browser_profile_id: 'bp_404' });
  expect([unknown.status, (await unknown.json()).code]).toEqual([404, 'profile_not_found']);
  const nowhere = await server.post('/v1/browser_sessions', { save_to_profile: true });
  expect([nowhere.status, (await nowhere.json()).detail[0].loc]).toEqual([422, ['body', 'save_to_profile']]);
  expect(readdirSync(server.homesDirectory)).toEqual([]);
});

test('a login that was saved is in no file of the server in the clear', async () => {
  const session = await server.createSession({ generate_browser_profile: true });
  const canary = 'canary-8c1f4e';
  await withPage(session, async page => {
    await page.goto(`${server.demoOrigin}/login`);
    await page.evaluate(
      `document.cookie = 'mark=${canary}; max-age=9999'; localStorage.setItem('mark', '${canary}')`,
    );
  });
  await close(session);
  await makeProfile({ name: 'sealed', browser_session_id: session.browser_session_id });
  const found = filesBelow(server.directory).filter(file => readFileSync(file, 'latin1').includes(canary));
  expect(found).toEqual([]);
});

async function makeProfile(body: object): Promise<BrowserProfile> {
  const response = await server.post('/v1/browser_profiles', body);
  if (response.status !== 200) throw new Error(`${response.status} ${await response.text()}`);
  return await response.json();
}

const patch = (path: string, body: object): Promise<Response> =>
  server.fetch(path, {
    method: 'PATCH',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });

async function close({ browser_session_id: id }: BrowserSession): Promise<void> {
  expect((await server.post(`/v1/browser_sessions/${id}/close`)).status).toBe(200);
}

async function lastSave({ browser_session_id: id }: BrowserSession): Promise<SessionEvent> {
  const events: SessionEvent[] = await (await server.fetch(`/v1/browser_sessions/${id}/events`)).json();
  const saved = events.findLast(({ type }) => type === 'profile_saved');
  if (saved === undefined) throw new Error(`nothing was saved: ${JSON.stringify(events)}`);
  return saved;
}

async function signIn(page: Page): Promise<void> {
  await page.goto(`${server.demoOrigin}/login`);
  await page.getByLabel('Email').fill('demo@example.com');
  await page.getByLabel('Password').fill('harbor-demo');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
}

async function expectSignedIn(page: Page): Promise<void> {
  await page.goto(`${server.demoOrigin}/invoices`);
  await page.getByRole('button', { name: 'Sign out' }).waitFor({ timeout: 5000 });
}

async function withPage(
  session: { browser_address: string | null },
  use: (page: Page) => Promise<void>,
): Promise<void> {
  const headers = { 'x-api-key': server.key };
  const browser = await chromium.connectOverCDP(session.browser_address ?? '', { headers });
  const page = browser.contexts()[0]?.pages()[0];
  if (page === undefined) throw new Error('the session has no page');
  await use(page);
  await browser.close();
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { recursive: true })
    .map(name => join(directory, String(name)))
    .filter(file => statSync(file).isFile());
}
