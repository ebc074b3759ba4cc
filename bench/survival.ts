import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { commands, connect } from '../packages/server/test/fixtures/bare-browser.ts';
import { TestServer } from '../packages/server/test/fixtures/server.ts';
import { elapsed, inTurn, printComparison, printFigure } from './measure.ts';
import { browsersIn } from './processes.ts';
import { KillableBrowser } from './relaunch.ts';
import { bringUp, type Caller, openTabs, untilBack } from './tabs-back.ts';

/*
 * What a death costs: of the server, until it has taken ten live sessions over again; of a browser, until five tabs that
 * had signed in are back and have loaded, against a bare Chromium that is started again on the files of one that was
 * killed with the same tabs.
 */

const journalMs = 2500; // one look of the journal, and some

await adoption(10);
await resurrection();

async function adoption(count: number): Promise<void> {
  const server = await TestServer.start();
  for (let made = 0; made < count; made++) await server.createSession();
  const times: number[] = [];
  for (let turn = 0; turn < 5; turn++) {
    await server.end('SIGKILL');
    times.push(await untilAdopted(server, count));
  }
  await server.remove();
  printFigure(`a killed server's next start → ${count} live sessions answer`, times, 'ms', 2000);
}

async function untilAdopted(server: TestServer, count: number): Promise<number> {
  return await elapsed(async () => {
    await server.start();
    const list = await (await server.fetch('/v1/browser_sessions')).json();
    if (list.length !== count) throw new Error(`${list.length} of ${count} sessions are there`);
    await Promise.all(
      list.map(async ({ browser_address }: { browser_address: string }) => {
        const socket = await connect(browser_address, { 'x-api-key': server.key });
        await commands(socket)('Browser.getVersion');
        socket.terminate();
      }),
    );
  });
}

async function resurrection(): Promise<void> {
  const site = createServer((request, response) => {
    if (request.url === '/sign-in') response.setHeader('set-cookie', 'sid=ann; Path=/; HttpOnly');
    response.setHeader('content-type', 'text/html');
    response.end(`<title>${request.url}</title><main>visitor ${request.headers.cookie ?? 'nobody'}</main>`);
  });
  await new Promise<void>(resolve => site.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
  const addresses = [1, 2, 3, 4, 5].map(tab => `${origin}/tab-${tab}`);

  const server = await TestServer.start();
  const call = async (address: string): Promise<Caller & { close(): void }> => {
    const socket = await connect(address, { 'x-api-key': server.key });
    return { command: commands(socket), close: () => socket.terminate() };
  };

  // A browser of its own for every sample: three deaths within a minute are a broken session's.
  const ours = async (): Promise<number> => {
    const { browser_session_id: id, browser_address: address } = await server.createSession({
      url: `${origin}/sign-in`,
    });
    const before = await call(address);
    await openTabs(before, addresses);
    before.close();
    await delay(journalMs);
    const [leader] = browsersIn(server.homesDirectory);
    if (leader === undefined) throw new Error('the session has no browser');
    const time = await elapsed(async () => {
      process.kill(leader, 'SIGKILL');
      while ((await server.getSession(id)).generation === 1) await delay(5);
      const after = await call(address);
      await untilBack(after, addresses, 'visitor sid=ann');
      after.close();
    });
    await server.post(`/v1/browser_sessions/${id}/close`);
    return time;
  };

  const baseline = async (): Promise<number> => {
    const bare = await KillableBrowser.prepare();
    const before = await bare.start({ restores: false });
    await openTabs(before, addresses);
    await delay(journalMs);
    before.close();
    const time = await elapsed(async () => {
      await bare.kill();
      const after = await bare.start({ restores: true });
      await bringUp(after, addresses.length);
      await untilBack(after, addresses);
      after.close();
    });
    await bare.remove();
    return time;
  };

  const [times = [], bareTimes = []] = await inTurn([ours, baseline], { warmUps: 1, samples: 10 });
  await server.remove();
  site.close();
  printComparison({
    name: 'a killed browser → 5 signed-in tabs are back ÷ a bare Chromium started again with the same tabs',
    unit: 'ms',
    ours: times,
    baseline: bareTimes,
    limit: 1.5,
  });
}
