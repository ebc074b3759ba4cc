import { readFileSync } from 'node:fs';
import type { BrowserSession } from '@berth/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestServer } from '../fixtures/server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start({ BERTH_MAX_SESSIONS: '3', BERTH_MAX_SESSIONS_PER_ORG: '2' });
});
afterAll(() => server.remove());

test('an organisation at its own limit is refused, and leaves room for the next one', async () => {
  const output = await server.runScript(new URL('../../src/key.ts', import.meta.url).pathname, [
    'create',
    '--org',
    'other',
  ]);
  const foreign = output.trim().split('\n').at(-1) ?? '';
  await Promise.all([server.createSession(), server.createSession()]);
  const own = await server.post('/v1/browser_sessions');
  expect(own.status).toBe(429);
  expect((await own.json()).detail).toContain('BERTH_MAX_SESSIONS_PER_ORG');
  expect((await server.post('/v1/browser_sessions', {}, foreign)).status).toBe(200);
  const all = await server.post('/v1/browser_sessions', {}, foreign);
  expect(all.status).toBe(429);
  expect((await all.json()).detail).toMatch(/BERTH_MAX_SESSIONS\./);
});

test('a flood of a thousand creates is refused fast, one by one, and nothing passes', async () => {
  const before = processorMs();
  const answers = await Promise.all(
    Array.from({ length: 1000 }, async (_, index) => {
      const response = await server.fetch('/v1/browser_sessions', {
        method: 'POST',
        headers: { 'idempotency-key': `flood ${index}` },
      });
      await response.arrayBuffer();
      return response.status;
    }),
  );
  expect(new Set(answers)).toEqual(new Set([429]));
  // Of the server itself: what a clock on the wall shows is how busy the machine is. It takes half a millisecond for each.
  expect((processorMs() - before) / answers.length).toBeLessThan(5);
  const list: BrowserSession[] = await (await server.fetch('/v1/browser_sessions')).json();
  expect(list).toHaveLength(2);
});

/** The processor time that the server has used, in milliseconds; the kernel counts in hundredths of a second. */
function processorMs(): number {
  const fields = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
