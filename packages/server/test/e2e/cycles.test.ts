import { afterAll, beforeAll, expect, test } from 'vitest';
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

test('creates beyond the limit are refused, the accepted ones work, live sessions do not notice', async () => {
  const limited = await TestServer.start({ BERTH_MAX_SESSIONS: '4' });
  const witness = await limited.createSession();
  const answers = await Promise.all(Array.from({ length: 200 }, () => limited.post('/v1/browser_sessions')));
  const statuses = answers.map(answer => answer.status);
  expect(statuses.filter(status => status === 200)).toHaveLength(3);
  expect(statuses.filter(status => status === 429)).toHaveLength(197);
  for (const answer of answers)
    if (answer.status === 429) expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  expect((await limited.getSession(witness.browser_session_id)).status).toBe('running');
  await limited.remove();
}, 120_000);
