import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { Chromium } from '../../src/browser/chromium.ts';
import { findExecutable, identify } from '../../src/browser/executable.ts';
import { createBrowsers, type Processes } from '../../src/cdp/browsers.ts';
import { CdpClient } from '../../src/cdp/client.ts';

const signal = new AbortController().signal;

test('a tab that asks its site before requests are held asks again, with the cookies of who was signed in', async () => {
  const strangers: string[] = [];
  const site = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://x');
    if (pathname === '/account' && !request.headers.cookie?.includes('sid=ann')) {
      // As sites do that take a visitor for a stranger: a cookie of a stranger, and the way to the sign-in page. It comes
      // when the browser has long been given the cookies of who was signed in.
      strangers.push(pathname);
      const away = { location: '/sign-in', 'set-cookie': 'sid=stranger; Path=/' };
      setTimeout(() => response.writeHead(302, away).end(), 2500);
      return;
    }
    response.setHeader('content-type', 'text/html').setHeader('cache-control', 'no-store');
    response.end(`<title>${pathname}</title><main>${request.headers.cookie}</main>`);
  });
  await new Promise<void>(resolve => site.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  const homesDirectory = mkdtempSync(join(tmpdir(), 'berth-overtaken-'));
  chmodSync(homesDirectory, 0o711);
  const chromium = startedLate(homesDirectory);
  const browsers = createBrowsers(chromium);
  const home = join(homesDirectory, 'h-1');
  try {
    const first = await browsers.launch({ home, startUrl: null, saved: null, signal });
    const client = await CdpClient.connect(first, { event: () => undefined, closed: () => undefined });
    // So young a cookie is on no disk.
    const cookies = [{ name: 'sid', value: 'ann', url: origin }];
    await client.command('Storage.setCookies', { cookies });
    await client.command('Target.createTarget', { url: `${origin}/account` });
    for (const { targetId, url } of await pagesOf(client)) {
      if (url === 'about:blank') await client.command('Target.closeTarget', { targetId });
    }
    const tabs = [{ url: `${origin}/account`, sessionStorage: [] }];
    const state = { cookies, tabs, localStorage: [] };
    // Chromium notes its tabs some moments after they changed.
    await new Promise(resolve => setTimeout(resolve, 4000));
    process.kill(first.ref.pid, 'SIGKILL');
    await first.died;
    const { browser } = await browsers.restore({ home, state, signal });
    const after = await CdpClient.connect(browser, { event: () => undefined, closed: () => undefined });
    expect(strangers).toEqual(['/account']);
    expect((await pagesOf(after)).map(({ url }) => url)).toEqual([`${origin}/account`]);
    const now = await after.command('Storage.getCookies', {});
    expect(now.cookies).toMatchObject([{ name: 'sid', value: 'ann' }]);
    await browser.end();
  } finally {
    site.close();
    rmSync(homesDirectory, { recursive: true, force: true });
  }
}, 60_000);

async function pagesOf(client: CdpClient): Promise<{ targetId: string; url: string }[]> {
  const { targetInfos } = await client.command('Target.getTargets', {});
  const infos = targetInfos as { targetId: string; type: string; url: string }[];
  return infos.filter(({ type }) => type === 'page');
}

/** Real browsers that are told to hold requests only when they have long asked. */
function startedLate(homesDirectory: string): Processes {
  const executable = process.env.BERTH_CHROMIUM ?? findExecutable(process.env.PATH ?? '') ?? 'chromium';
  const installed = identify(executable);
  const chromium = new Chromium({
    installed: () => installed,
    homesDirectory,
    marker: 'h-',
    noSandbox: process.env.BERTH_NO_SANDBOX === 'true',
    afterBrowser: () => Promise.resolve(),
  });
  return {
    start: (home, openFiles) => chromium.start(home, openFiles),
    adopt: ref => chromium.adopt(ref),
    readLeft: home => chromium.readLeft(home),
    quit: home => chromium.quit(home),
    discard: home => chromium.discard(home),
    listHomes: () => chromium.listHomes(),
    async restart(home) {
      const running = await chromium.restart(home, '{"id":0,"method":"Browser.getVersion"}');
      const { pipe } = running;
      const send = pipe.send.bind(pipe);
      pipe.send = message => {
        if (message.includes('"Fetch.enable"')) setTimeout(send, 2500, message);
        else send(message);
      };
      return running;
    },
  };
}
