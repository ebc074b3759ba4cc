import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FeatureSite, openFeatureSite } from '../fixtures/feature-site.ts';
import { TestServer } from '../fixtures/server.ts';

/* What stock Puppeteer offers over `connect`, feature by feature, on one session. */

let server: TestServer;
let site: FeatureSite;
let address: string;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  server = await TestServer.start();
  site = await openFeatureSite();
  ({ browser_address: address } = await server.createSession());
  browser = await connect();
});
afterAll(async () => {
  await browser.disconnect();
  await site.close();
  await server.remove();
});
beforeEach(async () => {
  page = await browser.newPage();
  page.setDefaultTimeout(15_000);
});
afterEach(async () => {
  if (!page.isClosed()) await page.close();
});

const connect = (): Promise<Browser> =>
  puppeteer.connect({
    browserWSEndpoint: address.replace(/^http/, 'ws'),
    wsOptions: { headers: { 'x-api-key': server.key } },
    defaultViewport: null,
  });

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
    await page.close();
    expect(await browser.pages()).not.toContain(page);
  });

  test('a new context shares nothing with the others and goes with its pages', async () => {
    const context = await browser.createBrowserContext();
    const apart = await context.newPage();
    await context.setCookie({ name: 'apart', value: '1', domain: '127.0.0.1' });
    await apart.goto(`${site.origin}/echo`);
    await page.goto(`${site.origin}/echo`);
    expect(await bodyOf(apart)).toContain('apart=1');
    expect(await bodyOf(page)).not.toContain('apart=1');
    await context.close();
    expect(apart.isClosed()).toBe(true);
  });

  test('a page that opens a tab tells of it, and the tab knows its opener', async () => {
    await page.goto(`${site.origin}/opener?of=/child`);
    const popup = new Promise<Page | null>(resolve => page.once('popup', resolve));
    await page.evaluate('void window.open("/child")');
    const opened = await popup;
    await opened?.waitForSelector('button');
    expect([await opened?.title(), opened?.target().opener()]).toEqual(['child', page.target()]);
    await opened?.close();
  });

  test('a target is waited for until a link has opened it', async () => {
    await page.goto(`${site.origin}/opener?of=${encodeURIComponent('/child?by=link')}`);
    const [target] = await Promise.all([
      browser.waitForTarget(candidate => candidate.url().endsWith('by=link')),
      page.click('a'),
    ]);
    const opened = await target.page();
    await opened?.waitForSelector('p');
    expect(await opened?.title()).toBe('child');
    await opened?.close();
  });

  test.each([
    ['in the process of its page', () => site.origin],
    ['in a process of its own', () => site.otherOrigin],
  ])('a frame %s is found, read and clicked', async (_name, origin) => {
    await page.goto(`${site.origin}/parent?of=${origin()}/child`);
    const frame = await page.waitForFrame(candidate => candidate.url() === `${origin()}/child`);
    expect(await (await frame.waitForSelector('p'))?.evaluate(node => node.textContent)).toBe('in the frame');
    await frame.click('button');
    expect(await frame.$('#hit')).not.toBeNull();
    expect(await frame.evaluate('location.origin')).toBe(origin());
  });

  test('a worker is seen, evaluated in, and seen to end', async () => {
    const started = new Promise<{ url: string; tag: unknown }>((resolve, reject) =>
      page.once('workercreated', worker =>
        worker.evaluate('self.tag').then(tag => resolve({ url: worker.url(), tag }), reject),
      ),
    );
    await page.goto(`${site.origin}/worker`);
    expect(await started).toEqual({ url: `${site.origin}/worker.js`, tag: 'a worker' });
    const ended = new Promise(resolve => page.once('workerdestroyed', resolve));
    await page.goto('about:blank');
    await ended;
    expect(page.workers()).toEqual([]);
  });

  test('a service worker is seen, evaluated in, and answers for the network', async () => {
    await page.goto(`${site.otherOrigin}/service`);
    const target = await browser.waitForTarget(candidate => candidate.type() === 'service_worker');
    const worker = await target.worker();
    expect(await worker?.evaluate('self.tag')).toBe('a service worker');
    await page.waitForFunction('document.title === "served"');
    expect(await page.evaluate('fetch("/offline").then(answer => answer.text())')).toBe('from the worker');
    await page.evaluate('navigator.serviceWorker.ready.then(registration => registration.unregister())');
  });

  test('dialogs are accepted with words and dismissed', async () => {
    page.once('dialog', dialog => void dialog.accept('Ada'));
    expect(await page.evaluate('prompt("who?")')).toBe('Ada');
    page.once('dialog', dialog => void dialog.dismiss());
    expect(await page.evaluate('confirm("sure?")')).toBe(false);
    const seen = new Promise<string[]>(resolve =>
      page.once('dialog', async dialog => {
        await dialog.accept();
        resolve([dialog.type(), dialog.message()]);
      }),
    );
    await page.evaluate('alert("look")');
    expect(await seen).toEqual(['alert', 'look']);
  });
});

describe('the network', () => {
  test('requests are answered, aborted and continued with other headers', async () => {
    await page.goto(`${site.origin}/`);
    await page.setRequestInterception(true);
    page.on('request', request => {
      if (request.url().endsWith('/made-up')) void request.respond({ status: 201, body: 'made up' });
      else if (request.url().endsWith('/style.css')) void request.abort();
      else void request.continue({ headers: { ...request.headers(), 'x-extra': 'added' } });
    });
    const read = (path: string): Promise<unknown> =>
      page.evaluate(
        `fetch("${path}").then(async answer => answer.status + " " + (await answer.text()), () => "failed")`,
      );
    expect(await read('/made-up')).toBe('201 made up');
    expect(await read('/style.css')).toBe('failed');
    expect(await read('/echo')).toContain('"x-extra":"added"');
    page.removeAllListeners('request');
    await page.setRequestInterception(false);
    expect(await read('/style.css')).toContain('200 h1');
  });

  test('a response is waited for and read, and a failed request is told', async () => {
    const [response] = await Promise.all([
      page.waitForResponse(candidate => candidate.url().endsWith('/script.js')),
      page.goto(`${site.origin}/covered`),
    ]);
    expect(await response.text()).toContain('function unused');
    const failed = new Promise<string | undefined>(resolve =>
      page.once('requestfailed', request => resolve(request.failure()?.errorText)),
    );
    await page.evaluate('fetch("http://127.0.0.1:1/").catch(() => undefined)');
    expect(await failed).toMatch(/^net::ERR_/);
  });

  test('cookies are set, sent, read and deleted', async () => {
    await browser.setCookie({ name: 'seen', value: 'yes', domain: '127.0.0.1', path: '/', httpOnly: true });
    await page.goto(`${site.origin}/echo`);
    expect(await bodyOf(page)).toContain('seen=yes');
    const cookies = await browser.cookies();
    expect(cookies).toContainEqual(expect.objectContaining({ name: 'seen', value: 'yes', httpOnly: true }));
    await browser.deleteCookie(...cookies.filter(({ name }) => name === 'seen'));
    expect((await browser.cookies()).map(({ name }) => name)).not.toContain('seen');
  });

  test('extra headers and no cache go with the requests of a page', async () => {
    await page.setExtraHTTPHeaders({ 'x-of-page': 'set' });
    await page.setCacheEnabled(false);
    await page.goto(`${site.origin}/echo`);
    const body = await bodyOf(page);
    expect(body).toContain('"x-of-page":"set"');
    expect(body).toContain('"cache-control":"no-cache"');
  });
});

describe('pictures and measurements', () => {
  test('a screenshot shows the page, whole or one element, and a PDF is made', async () => {
    await page.setContent('<body style="margin:0;background:#0a0"><p style="height:3000px">tall</p>');
    const [view, whole] = [await page.screenshot(), await page.screenshot({ fullPage: true })];
    expect([textOf(view.subarray(1, 4)), heightOf(view)]).toEqual(['PNG', 720]);
    expect(heightOf(whole)).toBeGreaterThanOrEqual(3000);
    const jpeg = await (await page.$('p'))?.screenshot({ type: 'jpeg' });
    expect([...(jpeg?.subarray(0, 2) ?? [])]).toEqual([0xff, 0xd8]);
    expect(textOf((await page.pdf()).subarray(0, 5))).toBe('%PDF-');
  });

  test('a trace holds the events of the browser', async () => {
    await page.tracing.start({ screenshots: true });
    await page.goto(`${site.origin}/`);
    const { traceEvents } = JSON.parse(textOf((await page.tracing.stop()) ?? new Uint8Array()));
    expect(traceEvents.length).toBeGreaterThan(10);
  });

  test('coverage tells used from unused JavaScript and CSS, and metrics count', async () => {
    await Promise.all([page.coverage.startJSCoverage(), page.coverage.startCSSCoverage()]);
    await page.goto(`${site.origin}/covered`);
    const [script] = await page.coverage.stopJSCoverage();
    const [style] = await page.coverage.stopCSSCoverage();
    const used = ({ text, ranges }: { text: string; ranges: { start: number; end: number }[] }) =>
      ranges.map(({ start, end }) => text.slice(start, end)).join('');
    expect(used(script ?? { text: '', ranges: [] })).toContain('function used');
    expect(used(script ?? { text: '', ranges: [] })).not.toContain('function unused');
    expect(used(style ?? { text: '', ranges: [] })).toBe('h1 { color: rgb(1, 2, 3) }');
    expect((await page.metrics()).Documents).toBeGreaterThan(0);
  });

  test('console messages and exceptions arrive with their arguments', async () => {
    const heard = new Promise<unknown[]>((resolve, reject) =>
      page.once('console', message => {
        const last = message.args()[1];
        last?.jsonValue().then(value => resolve([message.type(), message.text(), value]), reject);
      }),
    );
    await page.evaluate('console.warn("careful", 7)');
    expect(await heard).toEqual(['warn', 'careful 7', 7]);
    const fault = new Promise<unknown>(resolve => page.once('pageerror', resolve));
    await page.evaluate('void setTimeout(() => { throw new TypeError("broken"); })');
    expect(await fault).toMatchObject({ name: 'TypeError', message: 'broken' });
  });
});

describe('emulation', () => {
  test('a page has its own viewport, agent, clock, colours and place', async () => {
    await browser.defaultBrowserContext().overridePermissions(site.otherOrigin, ['geolocation']);
    await page.setViewport({ width: 500, height: 400, deviceScaleFactor: 2, isMobile: true, hasTouch: true });
    await page.setUserAgent({ userAgent: 'Tester/1.0' });
    await page.emulateTimezone('Asia/Tokyo');
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    await page.setGeolocation({ latitude: 52.5, longitude: 13.4 });
    await page.goto(`${site.otherOrigin}/`);
    expect(
      await page.evaluate(`({
        scale: devicePixelRatio,
        width: screen.width,
        touches: navigator.maxTouchPoints,
        agent: navigator.userAgent,
        zone: Intl.DateTimeFormat().resolvedOptions().timeZone,
        dark: matchMedia('(prefers-color-scheme: dark)').matches,
      })`),
    ).toEqual({ scale: 2, width: 500, touches: 1, agent: 'Tester/1.0', zone: 'Asia/Tokyo', dark: true });
    const place = `new Promise((resolve, reject) => navigator.geolocation.getCurrentPosition(
      ({ coords }) => resolve([coords.latitude, coords.longitude]), reject))`;
    expect(await page.evaluate(place)).toEqual([52.5, 13.4]);
    await page.emulateMediaType('print');
    expect(await page.evaluate('matchMedia("print").matches')).toBe(true);
    await browser.defaultBrowserContext().clearPermissionOverrides();
  });

  test('a page goes offline and comes back', async () => {
    await page.goto(`${site.origin}/`);
    await page.setOfflineMode(true);
    expect(await page.evaluate('fetch("/echo").then(() => "reached", () => "offline")')).toBe('offline');
    await page.setOfflineMode(false);
    expect(await page.evaluate('fetch("/echo").then(() => "reached", () => "offline")')).toBe('reached');
  });
});

describe('scripts and input', () => {
  test('a function of the client is called, and a script runs before the page, in frames of other sites too', async () => {
    const heard: unknown[] = [];
    await page.exposeFunction('tell', (value: unknown) => {
      heard.push(value);
      return 'told';
    });
    await page.evaluateOnNewDocument('window.early = "here first"');
    await page.goto(`${site.origin}/parent?of=${site.otherOrigin}/child`);
    expect(await page.evaluate('window.early + " " + document.title')).toBe('here first parent');
    const frame = await page.waitForFrame(`${site.otherOrigin}/child`);
    expect(await frame.evaluate('window.early')).toBe('here first');
    expect(await page.evaluate('tell({ deep: [1] })')).toBe('told');
    expect(await frame.evaluate('tell(2)')).toBe('told');
    expect(heard).toEqual([{ deep: [1] }, 2]);
  });

  test('a document is set, and elements, locators and the accessibility tree are read', async () => {
    await page.setContent('<ul><li>one<li>two</ul><button>send</button>');
    expect(await page.$$eval('li', items => items.map(item => item.textContent))).toEqual(['one', 'two']);
    const item = await page.locator('li').waitHandle();
    expect(await item.evaluate(node => node.textContent)).toBe('one');
    expect((await page.accessibility.snapshot())?.children).toContainEqual(
      expect.objectContaining({ role: 'button', name: 'send' }),
    );
  });

  test('keys, mouse and wheel reach the page', async () => {
    await page.goto(`${site.origin}/form`);
    await page.type('#name', 'aB');
    await page.keyboard.press('Enter');
    await page.mouse.wheel({ deltaY: 120 });
    await page.click('#pad', { button: 'right' });
    expect(await page.evaluate(valueOfName)).toBe('aB');
    await page.waitForFunction('document.querySelector("output").textContent.includes("wheel")');
    expect(await page.$eval('output', output => output.textContent)).toMatch(
      /^KeyA KeyB Enter (?=.*wheel120)(?=.*over)(?=.*button2)/,
    );
  });
});

test('two clients on one tab see the same page, and the one that goes takes only its own along', async () => {
  await page.goto(`${site.origin}/form?shared`);
  const second = await connect();
  const same = (await second.pages()).find(candidate => candidate.url() === page.url());
  await page.type('#name', 'from the first');
  expect(await same?.evaluate(valueOfName)).toBe('from the first');
  await same?.setOfflineMode(true);
  const reach = (): Promise<unknown> =>
    page.evaluate('fetch("/echo").then(() => "reached", () => "offline")');
  expect(await reach()).toBe('offline');
  await second.close();
  await expect.poll(reach).toBe('reached');
  expect(await page.title()).toBe('form');
});

const valueOfName = 'document.querySelector("#name").value';

const bodyOf = (of: Page): Promise<unknown> => of.evaluate('document.body.textContent');

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

function heightOf(png: Uint8Array): number {
  return Buffer.from(png).readUInt32BE(20);
}
