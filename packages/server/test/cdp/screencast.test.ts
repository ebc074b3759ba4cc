import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { Screencasts } from '../../src/cdp/screencast.ts';
import type { LiveView } from '../../src/domain/live-view.ts';
import type { Browser } from '../../src/sessions/ports.ts';
import { Driver, launchBrowser, RecordingViewer } from './fixtures/live.ts';

const screencasts = new Screencasts();
const red = '255,0,0';
const lime = '0,255,0';
const blue = '0,0,255';

describe('screencast', () => {
  let browser: Browser;
  let end: () => Promise<void>;
  let driver: Driver;
  const views: LiveView[] = [];

  beforeAll(async () => {
    ({ browser, end } = await launchBrowser());
    driver = await Driver.connect(browser);
  });
  afterEach(() => {
    for (const view of views.splice(0)) view.stop();
  });
  afterAll(() => end());

  async function watch(viewer: RecordingViewer): Promise<LiveView> {
    const view = await screencasts.watch(browser, viewer);
    views.push(view);
    return view;
  }

  test('a page that stands still is shown at once, with its title and size', async () => {
    const page = await driver.open('still', 'red');
    const viewer = new RecordingViewer();
    const startedAt = performance.now();
    await watch(viewer);
    await viewer.until(() => viewer.frames.length > 0);
    expect(performance.now() - startedAt).toBeLessThan(3000);
    expect(await page.colourOf(viewer.frames[0])).toBe(red);
    await viewer.until(() => viewer.lastPage.title === 'still' && viewer.lastPage.width > 0);
    expect(viewer.lastPage).toMatchObject({ width: await page.evaluate('innerWidth') });
  });

  test('it shows a tab that opens, and the one in front when that closes', async () => {
    const first = await driver.open('first', 'red');
    const viewer = new RecordingViewer();
    await watch(viewer);
    await viewer.until(() => viewer.shownId === first.id);
    const second = await driver.open('second', 'lime');
    await viewer.until(async () => (await second.colourOf(viewer.frames.at(-1))) === lime);
    expect(viewer.shownId).toBe(second.id);
    await driver.command('Target.closeTarget', { targetId: second.id });
    await viewer.until(async () => (await first.colourOf(viewer.frames.at(-1))) === red);
    expect(viewer.shownId).toBe(first.id);
  });

  test('it follows another client that brings a tab to the front', async () => {
    const first = await driver.open('first', 'red');
    const second = await driver.open('second', 'lime');
    const viewer = new RecordingViewer();
    await watch(viewer);
    await viewer.until(() => viewer.shownId === second.id && viewer.frames.length > 0);
    await first.command('Page.bringToFront');
    await viewer.until(() => viewer.shownId === first.id);
  });

  test('a tab that the viewer picked stays, hidden or not, until the viewer lets go', async () => {
    const hidden = await driver.open('hidden', 'red');
    const front = await driver.open('front', 'lime');
    const viewer = new RecordingViewer();
    const view = await watch(viewer);
    await viewer.until(() => viewer.shownId === front.id);
    view.show(hidden.id);
    await viewer.until(async () => (await front.colourOf(viewer.frames.at(-1))) === red);
    await hidden.evaluate('document.body.style.background = "blue"');
    await viewer.until(async () => (await front.colourOf(viewer.frames.at(-1))) === blue);
    expect(viewer.lastTabs.following).toBe(false);
    view.show(null);
    await viewer.until(() => viewer.shownId === front.id);
  });

  test('a slow viewer gets no queue, and then the picture of that moment', async () => {
    const page = await driver.open('busy', 'red');
    const viewer = new RecordingViewer();
    const resume = viewer.pause();
    await watch(viewer);
    await viewer.until(() => viewer.frames.length === 1);
    await page.evaluate(`new Promise(done => {
      let frames = 0;
      const draw = () => {
        document.body.style.background = frames++ % 2 ? 'red' : 'blue';
        if (frames < 60) return requestAnimationFrame(draw);
        document.body.style.background = 'lime';
        done();
      };
      draw();
    })`);
    expect(viewer.frames.length).toBe(1);
    resume();
    // The first may still be the last but one that was drawn: the page has said what it wants, not that it is painted.
    await viewer.until(async () => (await page.colourOf(viewer.frames.at(-1))) === lime);
    expect(viewer.frames.length).toBeLessThanOrEqual(3);
  });

  test('other clients and the pages notice nothing', async () => {
    const behind = await driver.open('behind', 'red');
    const page = await driver.open('front', 'lime');
    const listen = `globalThis.seen = [];
      for (const name of ['visibilitychange', 'focus', 'blur', 'resize'])
        for (const target of [window, document]) target.addEventListener(name, () => seen.push(name));`;
    const state = `JSON.stringify([seen, document.visibilityState, document.hasFocus(), innerWidth, innerHeight,
      outerWidth, devicePixelRatio, navigator.userAgent, matchMedia('(pointer: fine)').matches])`;
    for (const each of [behind, page]) await each.evaluate(listen);
    const before = [await behind.evaluate(state), await page.evaluate(state)];
    const viewer = new RecordingViewer();
    const view = await watch(viewer);
    await viewer.until(() => viewer.frames.length > 0);
    view.show(behind.id);
    await viewer.until(() => viewer.shownId === behind.id);
    const shown = viewer.frames.length;
    await viewer.until(() => viewer.frames.length > shown + 1);
    expect([await behind.evaluate(state), await page.evaluate(state)]).toEqual(before);
    view.stop();
    expect([await behind.evaluate(state), await page.evaluate(state)]).toEqual(before);
  });

  test('a page that crashed is shown again once it is reloaded', async () => {
    const helper = await driver.open('helper', 'red');
    const page = await driver.open('crashing', 'lime');
    const viewer = new RecordingViewer();
    await watch(viewer);
    await viewer.until(() => viewer.shownId === page.id && viewer.frames.length > 0);
    await page.command('Page.crash').catch(() => undefined);
    const before = viewer.frames.length;
    await page.command('Page.navigate', { url: 'data:text/html,<body style="background:blue">' });
    await viewer.until(async () => (await helper.colourOf(viewer.frames.at(-1))) === blue);
    expect(viewer.frames.length).toBeGreaterThan(before);
  });

  test('viewers share one connection and one screencast; who comes later gets the picture of a page that stands still', async () => {
    const counted = countCommands(browser);
    const page = await driver.open('shared', 'red');
    const [first, second] = [new RecordingViewer(), new RecordingViewer()];
    views.push(await screencasts.watch(counted.browser, first));
    await first.until(() => first.shownId === page.id && first.frames.length > 0);
    const before = counted.commands('Page.startScreencast');
    views.push(await screencasts.watch(counted.browser, second));
    await second.until(() => second.shownId === page.id && second.frames.length > 0);
    expect(await page.colourOf(second.frames.at(-1))).toBe(red);
    await page.evaluate('document.body.style.background = "lime"');
    for (const viewer of [first, second])
      await viewer.until(async () => (await page.colourOf(viewer.frames.at(-1))) === lime);
    expect([counted.connections(), counted.commands('Page.startScreencast') - before]).toEqual([1, 0]);
    views.pop()?.stop();
    await page.evaluate('document.body.style.background = "blue"');
    await first.until(async () => (await page.colourOf(first.frames.at(-1))) === blue);
  });

  test('a slow viewer costs the others nothing, and gets the newest picture when it is ready', async () => {
    const page = await driver.open('busy', 'red');
    const [slow, fast] = [new RecordingViewer(), new RecordingViewer()];
    const resume = slow.pause();
    await watch(slow);
    await slow.until(() => slow.shownId === page.id && slow.frames.length === 1);
    await watch(fast);
    for (const colour of ['blue', 'red', 'blue', 'lime']) {
      await page.evaluate(`document.body.style.background = "${colour}"`);
      const shown = { red, lime, blue }[colour];
      await fast.until(async () => (await page.colourOf(fast.frames.at(-1))) === shown);
    }
    expect(slow.frames.length).toBe(1);
    resume();
    await slow.until(() => slow.frames.length > 1);
    expect(await page.colourOf(slow.frames[1])).toBe(lime);
  });

  test('viewers pick each for themselves', async () => {
    const [one, two] = [await driver.open('one', 'red'), await driver.open('two', 'lime')];
    const [picker, follower] = [new RecordingViewer(), new RecordingViewer()];
    const view = await watch(picker);
    await watch(follower);
    view.show(one.id);
    await picker.until(async () => (await two.colourOf(picker.frames.at(-1))) === red);
    await follower.until(async () => (await two.colourOf(follower.frames.at(-1))) === lime);
    expect([picker.shownId, follower.shownId]).toEqual([one.id, two.id]);
    expect([picker.lastTabs.following, follower.lastTabs.following]).toEqual([false, true]);
  });

  test('a tab that was shown and closes is named, and a crashed one is called so until it is back', async () => {
    const page = await driver.open('crashing', 'lime');
    const picked = await driver.open('closing', 'red');
    const viewer = new RecordingViewer();
    const view = await watch(viewer);
    view.show(picked.id);
    await viewer.until(() => viewer.shownId === picked.id);
    await driver.command('Target.closeTarget', { targetId: picked.id });
    await viewer.until(() => viewer.closedTitles.length > 0);
    expect(viewer.closedTitles).toEqual(['closing']);
    view.show(page.id);
    await viewer.until(() => viewer.shownId === page.id && !viewer.lastPage.crashed);
    await page.command('Page.crash').catch(() => undefined);
    await viewer.until(() => viewer.lastPage.crashed);
    expect(viewer.lastTabs.tabs.filter(tab => tab.crashed).map(tab => tab.id)).toEqual([page.id]);
    const late = new RecordingViewer();
    (await watch(late)).show(page.id);
    await late.until(() => late.lastPage.crashed);
    await page.command('Page.reload');
    for (const each of [viewer, late])
      await each.until(() => each.shownId === page.id && !each.lastPage.crashed);
  });

  test('a stopped view leaves nothing attached and says no more', async () => {
    const { targetId } = await driver.command('Target.createTarget', {
      url: 'data:text/html,<title>alone</title>',
    });
    const viewer = new RecordingViewer();
    const view = await watch(viewer);
    await viewer.until(() => viewer.shownId === targetId && viewer.frames.length > 0);
    view.stop();
    view.stop();
    const { targetInfo } = await driver.command('Target.getTargetInfo', { targetId });
    expect(targetInfo).toMatchObject({ attached: false });
    expect(viewer.reasons).toEqual([]);
  });
});

/** The same browser, with its connections and their commands counted. */
function countCommands(browser: Browser) {
  const sent: string[] = [];
  let connections = 0;
  const counting: Browser = {
    ref: browser.ref,
    died: browser.died,
    lastActivityAt: null,
    async connect(receiver, options) {
      connections += 1;
      const connection = await browser.connect(receiver, options);
      const send = (bytes: Buffer): void => {
        sent.push(String(JSON.parse(bytes.toString()).method));
        connection.send(bytes);
      };
      return { ...connection, send };
    },
    followDownloads: () => undefined,
    cancelDownload: async () => undefined,
    copyFiles: () => Promise.reject(new Error('not part of this test')),
    quit: () => Promise.resolve(),
    end: () => browser.end(),
    release: () => undefined,
  };
  return {
    browser: counting,
    connections: () => connections,
    commands: (name: string) => sent.filter(method => method === name).length,
  };
}

test('the end of the browser ends the view, once and with the reason', async () => {
  const { browser, end } = await launchBrowser();
  const viewer = new RecordingViewer();
  const view = await screencasts.watch(browser, viewer);
  await viewer.until(() => viewer.frames.length > 0);
  await end();
  view.stop();
  expect(viewer.reasons).toEqual(['the session has ended']);
  await expect(screencasts.watch(browser, viewer)).rejects.toThrow('the session has ended');
});
