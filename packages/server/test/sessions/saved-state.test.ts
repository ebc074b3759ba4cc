import { readdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { paced } from '../../src/agent/page/paced-transport.ts';
import { BerthError } from '../../src/domain/errors.ts';
import { openTransport } from '../../src/runs/transport.ts';
import { openRealHouse } from './fixtures/real-house.ts';

/* What one session's browser had is what the browser of the next begins with. */

let site: Server;
let origin: string;
let house: ReturnType<typeof openRealHouse>;

beforeAll(async () => {
  site = createServer((request, response) => {
    if (request.url === '/log-in') {
      response.setHeader('set-cookie', ['sid=secret; Path=/; HttpOnly', 'kept=long; Path=/; Max-Age=9999']);
    }
    response.setHeader('content-type', 'text/html').end(`<main>${request.headers.cookie ?? 'nobody'}</main>`);
  });
  await new Promise<void>(resolve => site.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
});
afterAll(() => site.close());
afterEach(() => house.close());

test('a session that ended hands on its cookies, session cookies, both storages and IndexedDB', async () => {
  house = openRealHouse();
  const first = await house.sessions.create('o_1', { generate_browser_profile: true });
  await withPage(first.id, fillIn);
  await house.sessions.close('o_1', first.id);
  expect(readdirSync(house.homesDirectory)).toEqual([]);
  await expectHandedOn(first.id);
});

test('a live session hands on the same, and goes on', async () => {
  house = openRealHouse();
  const first = await house.sessions.create('o_1', {});
  await withPage(first.id, fillIn);
  await house.save('bp_live', await house.sessions.capture('o_1', first.id));
  await withPage(first.id, async page => {
    expect(await page.evaluate('1 + 1')).toBe(2);
    expect(page.url()).toBe(`${origin}/home`);
  });
  await expectHandedOn('bp_live');
});

test('a session whose browser could not be brought back keeps its state all the same', async () => {
  house = openRealHouse();
  const first = await house.sessions.create('o_1', { generate_browser_profile: true });
  await withPage(first.id, fillIn);
  const browser = await house.sessions.browserOf('o_1', first.id);
  await house.sessions.capture('o_1', first.id); // what the journal's next look would write
  process.kill(browser.ref.pid, 'SIGKILL');
  await house.sessions.close('o_1', first.id);
  await expectHandedOn(first.id);
});

test('a session that keeps nothing leaves nothing', async () => {
  house = openRealHouse();
  const { id } = await house.sessions.create('o_1', {});
  await house.sessions.close('o_1', id);
  expect(house.saved.size).toBe(0);
});

test('without room for the state the session does not end, and ends when there is room', async () => {
  let isFull = true;
  house = openRealHouse({
    keep: () => {
      if (isFull) throw new BerthError('insufficient_storage', 'the disk is full');
    },
  });
  const { id } = await house.sessions.create('o_1', { generate_browser_profile: true });
  await withPage(id, fillIn);
  const closing = house.sessions.close('o_1', id);
  await expect.poll(() => house.faults.length).toBeGreaterThan(0);
  expect(house.sessions.get('o_1', id).state.phase).toBe('ending');
  isFull = false;
  await closing;
  await expectHandedOn(id);
});

async function fillIn(page: Page): Promise<void> {
  await page.goto(`${origin}/log-in`);
  await page.goto(`${origin}/home`);
  await page.evaluate(`new Promise(resolve => {
    localStorage.setItem('kind', 'local');
    sessionStorage.setItem('tab', 'session');
    const opening = indexedDB.open('base', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('rows').put('indexed', 'row');
    opening.onsuccess = () => { opening.result.close(); resolve(); };
  })`);
}

async function expectHandedOn(profileId: string): Promise<void> {
  const next = await house.sessions.create('o_1', { browser_profile_id: profileId, url: `${origin}/home` });
  await withPage(next.id, async page => {
    expect(page.url()).toBe(`${origin}/home`);
    expect(await page.textContent('main')).toContain('sid=secret');
    expect((await page.context().cookies()).map(({ name }) => name).sort()).toEqual(['kept', 'sid']);
    const found = await page.evaluate(`new Promise(resolve => {
      const opening = indexedDB.open('base', 1);
      opening.onsuccess = () => {
        const row = opening.result.transaction('rows').objectStore('rows').get('row');
        row.onsuccess = () => resolve([localStorage.getItem('kind'), sessionStorage.getItem('tab'), row.result]);
      };
    })`);
    expect(found).toEqual(['local', 'session', 'indexed']);
  });
}

/** The session's first page, as a client sees it that connects for the time of `use`. */
async function withPage(id: string, use: (page: Page) => Promise<void>): Promise<void> {
  const transport = await openTransport(await house.sessions.browserOf('o_1', id));
  const browser = await chromium.connectOverCDP(paced(transport));
  const page = browser.contexts()[0]?.pages()[0];
  if (page === undefined) throw new Error('the session has no page');
  await use(page);
  await browser.close();
}
