import { readdirSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { attachToPage, openCdp } from '../fixtures/cdp-client.ts';
import { cycle } from '../fixtures/cycle.ts';
import { type Holdings, startInspected } from '../fixtures/inspected-server.ts';
import { TestServer } from '../fixtures/server.ts';

let server: TestServer;
let holdings: () => Promise<Holdings>;

beforeAll(async () => {
  ({ server, holdings } = await startInspected());
});
afterAll(() => server.remove());

/** Keep-alive connections of `fetch` come and go by themselves. */
const withoutSockets = ({ resources, homes }: Holdings) => ({
  homes,
  resources: Object.fromEntries(Object.entries(resources).filter(([kind]) => !kind.startsWith('TCPSocket'))),
});

test('sessions that have been created, used and closed leave nothing behind', async () => {
  for (let done = 0; done < 3; done++) await cycle(server); // what is made once for all is made
  const before = await holdings();
  for (let done = 0; done < 12; done++) await cycle(server);
  await expect
    .poll(async () => withoutSockets(await holdings()), { timeout: 10_000 })
    .toEqual(withoutSockets(before));
  const after = await holdings();
  expect(Math.abs(after.descriptors - before.descriptors)).toBeLessThanOrEqual(2);
}, 120_000);

test('of a thousand creates at once as many pass as there is room for, and they work; live sessions do not notice', async () => {
  const limited = await TestServer.start({ BERTH_MAX_SESSIONS: '4' });
  const witness = await openCdp((await limited.createSession()).browser_address, limited.key);
  const { sessionId } = await attachToPage(witness);
  const burst = Promise.all(Array.from({ length: 1000 }, () => limited.post('/v1/browser_sessions')));
  const seen: unknown[] = [];
  const watch = async (): Promise<void> => {
    const { result } = await witness.command('Runtime.evaluate', { expression: '6 * 7' }, sessionId);
    seen.push(result.result.value);
  };
  let isOver = false;
  const watching = (async () => {
    while (!isOver) await watch();
  })();
  const answers = await burst;
  isOver = true;
  await watching;
  const [accepted, refused] = [200, 429].map(status => answers.filter(answer => answer.status === status));
  expect([accepted?.length, refused?.length]).toEqual([3, 997]);
  const refusals = await Promise.all((refused ?? []).map(answer => answer.json()));
  expect(new Set(refusals.map(({ code }) => code))).toEqual(new Set(['limit_reached']));
  for (const answer of refused ?? []) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  for (const answer of accepted ?? []) {
    const client = await openCdp((await answer.json()).browser_address, limited.key);
    expect((await client.command('Browser.getVersion')).result.product).toContain('Chrome');
  }
  expect(new Set(seen)).toEqual(new Set([42]));
  expect(witness.socket.readyState).toBe(witness.socket.OPEN);
  expect(readdirSync(limited.homesDirectory)).toHaveLength(4);
  await limited.remove();
}, 120_000);
