import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FeatureSite, openFeatureSite } from '../fixtures/feature-site.ts';
import { TestServer } from '../fixtures/server.ts';

/* What stock Playwright offers over `connectOverCDP`, feature by feature, on one session. */

let server: TestServer;
let site: FeatureSite;
let address: string;
let browser: Browser;
let shared: BrowserContext;
let page: Page;
let directory: string;

beforeAll(async () => {
  server = await TestServer.start();
  site = await openFeatureSite();
  directory = mkdtempSync(join(tmpdir(), 'berth-playwright-'));
  ({ browser_address: address } = await server.createSession());
  browser = await connect();
  shared = firstContext(browser);
});
afterAll(async () => {
  await browser.close();
  await site.close();
  await server.remove();
  rmSync(directory, { recursive: true, force: true });
});
beforeEach(async () => {
  page = await shared.newPage();
  page.setDefaultTimeout(15_000);
});
afterEach(() => page.close());

const connect = (): Promise<Browser> =>
  chromium.connectOverCDP(address, { headers: { 'x-api-key': server.key } });

function firstContext(of: Browser): BrowserContext {
  const [context] = of.contexts();
  if (context === undefined) throw new Error('the browser has no context');
  return context;
}

describe('pages, frames and workers', () => {
  test('a new tab loads a page, goes back and forward, and closes', async () => {
    const response = await page.goto(`${site.origin}/`);
    expect([response?.status(), await page.title()]).toEqual([200, 'home']);
    await page.goto(`${site.origin}/form`);
    await page.goBack();
    expect(page.url()).toBe(`${site.origin}/`);
    await page.goForward();
    await page.reload();
    expect(await page.title()).toBe('form');
    const another = await shared.newPage();
    await another.close();
    expect(shared.pages()).not.toContain(another);
  });

  test('a new context shares nothing with the others and goes with its pages', async () => {
    const context = await browser.newContext();
    const apart = await context.newPage();
    await context.addCookies([{ name: 'apart', value: '1', url: site.origin }]);
    await apart.goto(`${site.origin}/echo`);
    await page.goto(`${site.origin}/echo`);
    expect(await apart.textContent('body')).toContain('apart=1');
    expect(await page.textContent('body')).not.toContain('apart=1');
    await context.close();
    expect(apart.isClosed()).toBe(true);
  });

  test('a link that opens a tab gives a popup with its opener', async () => {
    await page.goto(`${site.origin}/opener?of=/child`);
    const [popup] = await Promise.all([page.waitForEvent('popup'), page.click('a')]);
    await popup.waitForLoadState();
    expect([await popup.title(), shared.pages().includes(popup)]).toEqual(['child', true]);
    await popup.close();
    await page.evaluate('void window.open("/child")');
    await expect.poll(() => shared.pages().length).toBeGreaterThan(2);
    const opened = shared.pages().at(-1);
    expect(await opened?.opener()).toBe(page);
    await opened?.close();
  });

  test.each([
    ['in the process of its page', () => site.origin],
    ['in a process of its own', () => site.otherOrigin],
  ])('a frame %s is found, read and clicked', async (_name, origin) => {
    await page.goto(`${site.origin}/parent?of=${origin()}/child`);
    const frame = page.frameLocator('iframe');
    expect(await frame.locator('p').textContent()).toBe('in the frame');
    await frame.locator('button').click();
    expect(await frame.locator('#hit').count()).toBe(1);
    expect(await page.frames()[1]?.evaluate('location.origin')).toBe(origin());
  });

  test('a worker is seen, evaluated in, and seen to end', async () => {
    const [worker] = await Promise.all([page.waitForEvent('worker'), page.goto(`${site.origin}/worker`)]);
    expect(worker.url()).toBe(`${site.origin}/worker.js`);
    expect(await worker.evaluate('self.tag')).toBe('a worker');
    await expect.poll(() => page.title()).toBe('ping pong');
    const ended = new Promise(resolve => worker.once('close', resolve));
    await page.goto('about:blank');
    await ended;
    expect(page.workers()).toEqual([]);
  });

  test('a service worker is seen, evaluated in, and answers for the network', async () => {
    const [worker] = await Promise.all([
      shared.waitForEvent('serviceworker'),
      page.goto(`${site.otherOrigin}/service`),
    ]);
    await expect.poll(() => page.title()).toBe('served');
    expect(await worker.evaluate('self.tag')).toBe('a service worker');
    expect(await page.evaluate('fetch("/offline").then(answer => answer.text())')).toBe('from the worker');
    await page.evaluate('navigator.serviceWorker.ready.then(registration => registration.unregister())');
  });

  test('dialogs are accepted with words and dismissed', async () => {
    page.once('dialog', dialog => dialog.accept('Ada'));
    expect(await page.evaluate('prompt("who?")')).toBe('Ada');
    page.once('dialog', dialog => dialog.dismiss());
    expect(await page.evaluate('confirm("sure?")')).toBe(false);
    const alerted = page.waitForEvent('dialog');
    const finished = page.evaluate('alert("look")');
    const dialog = await alerted;
    expect([dialog.type(), dialog.message()]).toEqual(['alert', 'look']);
    await dialog.accept();
    await finished;
  });
});

describe('the network', () => {
  test('requests are fulfilled, aborted and continued with other headers', async () => {
    await page.route('**/made-up', route => route.fulfill({ status: 201, body: 'made up' }));
    await page.route('**/style.css', route => route.abort());
    await page.route('**/echo', route =>
      route.continue({ headers: { ...route.request().headers(), 'x-extra': 'added' } }),
    );
    await page.goto(`${site.origin}/`);
    const read = (path: string): Promise<unknown> =>
      page.evaluate(
        `fetch("${path}").then(async answer => answer.status + " " + (await answer.text()), () => "failed")`,
      );
    expect(await read('/made-up')).toBe('201 made up');
    expect(await read('/style.css')).toBe('failed');
    expect(await read('/echo')).toContain('"x-extra":"added"');
    await page.unrouteAll();
    expect(await read('/style.css')).toContain('200 h1');
  });

  test('a response is waited for and read, and a failed request is told', async () => {
    const [response] = await Promise.all([
      page.waitForResponse('**/script.js'),
      page.goto(`${site.origin}/covered`),
    ]);
    expect(await response.text()).toContain('function unused');
    const failed = page.waitForEvent('requestfailed');
    await page.evaluate('fetch("http://127.0.0.1:1/").catch(() => undefined)');
    expect((await failed).failure()?.errorText).toMatch(/^net::ERR_/);
  });

  test('cookies are added, sent, read and cleared, and a storage state moves to another context', async () => {
    await shared.addCookies([{ name: 'seen', value: 'yes', url: site.origin, httpOnly: true }]);
    await page.goto(`${site.origin}/echo`);
    expect(await page.textContent('body')).toContain('seen=yes');
    await page.goto(`${site.origin}/`);
    await page.evaluate('localStorage.setItem("kept", "here")');
    const state = await shared.storageState();
    const context = await browser.newContext({ storageState: state });
    const copy = await context.newPage();
    await copy.goto(`${site.origin}/`);
    expect(await copy.evaluate('localStorage.getItem("kept")')).toBe('here');
    expect(await context.cookies(site.origin)).toMatchObject([
      { name: 'seen', value: 'yes', httpOnly: true },
    ]);
    await context.close();
    await shared.clearCookies({ name: 'seen' });
    expect(await shared.cookies(site.origin)).toEqual([]);
  });

  test('extra headers of a context go with its requests', async () => {
    const context = await browser.newContext({ extraHTTPHeaders: { 'x-of-context': 'set' } });
    const own = await context.newPage();
    await own.goto(`${site.origin}/echo`);
    expect(await own.textContent('body')).toContain('"x-of-context":"set"');
    await context.close();
  });
});

describe('pictures and measurements', () => {
  test('a screenshot shows the page, whole or one element, and a PDF is made', async () => {
    await page.setContent('<body style="margin:0;background:#0a0"><p style="height:3000px">tall</p>');
    const [view, whole] = [await page.screenshot(), await page.screenshot({ fullPage: true })];
    expect([view.subarray(1, 4).toString(), heightOf(view)]).toEqual(['PNG', 720]);
    expect(heightOf(whole)).toBeGreaterThanOrEqual(3000);
    const jpeg = await page.locator('p').screenshot({ type: 'jpeg' });
    expect(jpeg.subarray(0, 2).toString('hex')).toBe('ffd8');
    expect((await page.pdf()).subarray(0, 5).toString()).toBe('%PDF-');
  });

  test('a trace of what the client did is written where the client is', async () => {
    const path = join(directory, 'trace.zip');
    await shared.tracing.start({ screenshots: true, snapshots: true });
    await page.goto(`${site.origin}/form`);
    await page.click('#pad');
    await shared.tracing.stop({ path });
    expect(readFileSync(path).subarray(0, 2).toString()).toBe('PK');
  });

  test("a trace of the browser's own holds its events", async () => {
    await browser.startTracing(page);
    await page.goto(`${site.origin}/`);
    const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
    expect(traceEvents.length).toBeGreaterThan(10);
  });

  test('coverage tells used from unused JavaScript and CSS', async () => {
    await Promise.all([page.coverage.startJSCoverage(), page.coverage.startCSSCoverage()]);
    await page.goto(`${site.origin}/covered`);
    const [script] = await page.coverage.stopJSCoverage();
    const [style] = await page.coverage.stopCSSCoverage();
    const count = (name: string) =>
      script?.functions.find(({ functionName }) => functionName === name)?.ranges[0]?.count;
    expect([count('used'), count('unused')]).toEqual([1, 0]);
    expect(style?.ranges.map(({ start, end }) => style.text?.slice(start, end))).toEqual([
      'h1 { color: rgb(1, 2, 3) }',
    ]);
  });

  test('console messages and exceptions arrive with their arguments', async () => {
    const [message] = await Promise.all([
      page.waitForEvent('console'),
      page.evaluate('console.warn("careful", 7, { a: 1 })'),
    ]);
    expect([message.type(), message.text()]).toEqual(['warning', 'careful 7 {a: 1}']);
    expect(await message.args()[2]?.jsonValue()).toEqual({ a: 1 });
    const [fault] = await Promise.all([
      page.waitForEvent('pageerror'),
      page.evaluate('void setTimeout(() => { throw new TypeError("broken"); })'),
    ]);
    expect([fault.name, fault.message]).toEqual(['TypeError', 'broken']);
  });
});

describe('emulation', () => {
  test('a context has its own viewport, agent, language, clock, colours and place', async () => {
    const context = await browser.newContext({
      viewport: { width: 500, height: 400 },
      deviceScaleFactor: 2,
      userAgent: 'Tester/1.0',
      locale: 'de-DE',
      timezoneId: 'Asia/Tokyo',
      colorScheme: 'dark',
      geolocation: { latitude: 52.5, longitude: 13.4 },
      permissions: ['geolocation'],
    });
    const own = await context.newPage();
    await own.goto(`${site.otherOrigin}/`);
    expect(
      await own.evaluate(`({
        size: [innerWidth, innerHeight, devicePixelRatio],
        agent: navigator.userAgent,
        language: navigator.language,
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        dark: matchMedia('(prefers-color-scheme: dark)').matches,
      })`),
    ).toEqual({
      size: [500, 400, 2],
      agent: 'Tester/1.0',
      language: 'de-DE',
      zone: 'Asia/Tokyo',
      dark: true,
    });
    const place = `new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve([coords.latitude, coords.longitude]), reject))`;
    expect(await own.evaluate(place)).toEqual([52.5, 13.4]);
    await own.setViewportSize({ width: 640, height: 480 });
    expect(await own.evaluate('[innerWidth, innerHeight]')).toEqual([640, 480]);
    await own.emulateMedia({ media: 'print' });
    expect(await own.evaluate('matchMedia("print").matches')).toBe(true);
    await context.close();
  });

  test('a context goes offline and comes back', async () => {
    const context = await browser.newContext();
    const own = await context.newPage();
    await own.goto(`${site.origin}/`);
    await context.setOffline(true);
    expect(await own.evaluate('fetch("/echo").then(() => "reached", () => "offline")')).toBe('offline');
    await context.setOffline(false);
    expect(await own.evaluate('fetch("/echo").then(() => "reached", () => "offline")')).toBe('reached');
    await context.close();
  });

  test('a page of a mobile context takes touches', async () => {
    const context = await browser.newContext({
      hasTouch: true,
      isMobile: true,
      viewport: { width: 400, height: 700 },
    });
    const own = await context.newPage();
    await own.setContent(
      '<meta name="viewport" content="width=device-width"><button ontouchstart="this.textContent = \'touched\'">x</button>',
    );
    await own.tap('button');
    expect(await own.textContent('button')).toBe('touched');
    await context.close();
  });
});

describe('scripts and input', () => {
  test('a binding calls the client, and an init script runs before the page, in frames of other sites too', async () => {
    const heard: unknown[] = [];
    await page.exposeBinding('tell', ({ frame }, value) => {
      heard.push([new URL(frame.url()).pathname, value]);
      return 'told';
    });
    await page.addInitScript('window.early = "here first"');
    await page.goto(`${site.origin}/parent?of=${site.otherOrigin}/child`);
    expect(await page.evaluate('window.early + " " + document.title')).toBe('here first parent');
    const [, frame] = page.frames();
    expect(await frame?.evaluate('window.early')).toBe('here first');
    expect(await page.evaluate('tell({ deep: [1] })')).toBe('told');
    expect(await frame?.evaluate('tell(2)')).toBe('told');
    expect(heard).toEqual([
      ['/parent', { deep: [1] }],
      ['/child', 2],
    ]);
  });

  test('a document is set, and functions and handles go to the page and back', async () => {
    await page.setContent('<ul><li>one<li>two</ul>', { waitUntil: 'networkidle' });
    expect(await page.locator('li').allTextContents()).toEqual(['one', 'two']);
    const handle = await page.$('li');
    expect(await page.evaluate(node => node?.textContent, handle)).toBe('one');
    await handle?.dispose();
    expect(await page.locator('ul').ariaSnapshot()).toContain('listitem: two');
  });

  test('keys, mouse and wheel reach the page', async () => {
    await page.goto(`${site.origin}/form`);
    await page.click('#name');
    await page.keyboard.type('aB');
    await page.keyboard.press('Enter');
    await page.mouse.wheel(0, 120);
    await page.click('#pad', { button: 'right' });
    expect(await page.inputValue('#name')).toBe('aB');
    await expect
      .poll(() => page.textContent('output'))
      .toMatch(/^KeyA KeyB Enter (?=.*wheel120)(?=.*over)(?=.*button2)/);
  });
});

function heightOf(png: Buffer): number {
  return png.readUInt32BE(20);
}

describe('two clients on one tab', () => {
  let second: Browser;
  let same: Page;
  beforeEach(async () => {
    await page.goto(`${site.origin}/form?shared`);
    second = await connect();
    const found = firstContext(second)
      .pages()
      .find(candidate => candidate.url() === page.url());
    if (found === undefined) throw new Error('the second client does not see the tab');
    same = found;
  });
  afterEach(() => second.close());

  test('what one types the other reads, and a navigation by one is seen by both', async () => {
    await page.fill('#name', 'from the first');
    expect(await same.inputValue('#name')).toBe('from the first');
    const arrived = page.waitForURL('**/child');
    await same.goto(`${site.origin}/child`);
    await arrived;
    await same.click('button');
    expect(await page.locator('#hit').count()).toBe(1);
  });

  test('both intercept, each hears the console, and the one that goes takes only its own along', async () => {
    await page.route('**/first', route => route.fulfill({ body: 'by the first' }));
    await same.route('**/second', route => route.fulfill({ body: 'by the second' }));
    const read = (path: string) => page.evaluate(`fetch("${path}").then(answer => answer.text())`);
    expect([await read('/first'), await read('/second')]).toEqual(['by the first', 'by the second']);
    const heard = Promise.all([page.waitForEvent('console'), same.waitForEvent('console')]);
    await page.evaluate('console.log("to all")');
    expect((await heard).map(message => message.text())).toEqual(['to all', 'to all']);
    await second.close();
    expect([await read('/first'), await read('/second')]).toEqual(['by the first', 'not here']);
  });

  test('a dialog that one answers is over for both', async () => {
    same.on('dialog', dialog => dialog.accept());
    page.on('dialog', () => undefined);
    expect(await page.evaluate('confirm("agreed?")')).toBe(true);
    expect(await same.title()).toBe('form');
  });
});
