import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { reconcile } from '../../src/sessions/reconcile.ts';
import { openHouse } from './fixtures/house.ts';
import { fakeBrowser, noStates } from './fixtures/ports.ts';

const minute = 60_000;
const emptyState = { cookies: [], tabs: [], localStorage: [] };

test('a deadline that was extended never fires early, not even when it was due already', async () => {
  const { sessions, clock, tick } = openHouse();
  const { id } = await sessions.create('o_1', { timeout: 5 });
  clock.now += 5 * minute;
  sessions.update('o_1', id, { timeout: 6 });
  sessions.expire(id);
  clock.now += minute - 1;
  tick();
  expect(sessions.get('o_1', id).state.phase).toBe('live');
  clock.now += 1;
  tick();
  expect(sessions.get('o_1', id).state).toMatchObject({ outcome: 'timeout', reason: 'expired' });
});

test('a shortened deadline holds at once; one that has passed is refused and changes nothing', async () => {
  const { sessions, clock, tick } = openHouse();
  const before = await sessions.create('o_1', { timeout: 60, name: 'kept' });
  clock.now += 10 * minute;
  for (const timeout of [5, 10]) {
    expect(() => sessions.update('o_1', before.id, { timeout, name: 'lost' })).toThrow(
      expect.objectContaining({
        code: 'invalid_request',
        fields: [expect.objectContaining({ input: timeout })],
      }),
    );
  }
  expect(sessions.get('o_1', before.id)).toEqual(before);
  sessions.update('o_1', before.id, { timeout: 11 });
  clock.now += minute;
  tick();
  expect(sessions.get('o_1', before.id).state.phase).toBe('ending');
});

test('a change that changes nothing writes nothing; every other one survives a restart', async () => {
  const { sessions, store } = openHouse();
  const { id, version } = await sessions.create('o_1', { tags: ['a'], timeout: 10 });
  expect(sessions.update('o_1', id, { generate_browser_profile: false, timeout: null }).version).toBe(
    version,
  );
  sessions.update('o_1', id, { tags: null, name: 'mine' });
  expect(store.find(id)).toMatchObject({ tags: [], name: 'mine', timeoutMinutes: 10, version: version + 1 });
});

test('a state that was kept when the server was killed is not kept again: its home may be half removed by then', async () => {
  let kept = 0;
  let isStuck = true;
  const { sessions, start, store, browsers, now } = openHouse({
    states: {
      ...noStates,
      keep: async () => {
        kept += 1;
        return { kind: 'kept' };
      },
    },
    browsers: {
      readLeft: async () => ({ files: Readable.from([]), browser: 'chromium 156' }),
      discard: () => (isStuck ? new Promise(() => undefined) : Promise.resolve()),
    },
  });
  const { id } = await sessions.create('o_1', { generate_browser_profile: true });
  void sessions.close('o_1', id);
  await expect.poll(() => store.hasNews(id, ['profile_saved'])).toBe(true);
  isStuck = false;
  await reconcile({ store, browsers, sessions: start(), now });
  await expect.poll(() => store.find(id)?.state.phase).toBe('ended');
  expect(kept).toBe(1);
});

test('the browser of a session that was coming back when the server was killed does not run on while it sleeps', async () => {
  const ended: string[] = [];
  const { sessions, start, store, browsers, now } = openHouse({
    browsers: {
      launch: async ({ home }) =>
        fakeBrowser({
          ref: { home, pid: 1, pidStartTime: '1' },
          died: Promise.resolve<'browser_crashed'>('browser_crashed'),
        }),
      restore: () => new Promise(() => undefined),
      quit: async home => {
        ended.push(home);
      },
    },
  });
  const { id } = await sessions.create('o_1', {});
  await expect.poll(() => store.find(id)?.state.phase).toBe('restoring');
  expect(await reconcile({ store, browsers, sessions: start(), now })).toEqual({ adopted: 0, asleep: 1 });
  expect(store.find(id)?.state.phase).toBe('asleep');
  expect(ended).toEqual(['/homes/a']);
});

test.each([
  ['fails', () => Promise.reject(new Error('no such file'))],
  ['seems to succeed', async () => copyOf('torn')],
])(
  'when a browser dies while it is captured and the copy %s, the next one is captured',
  async (_how, copy) => {
    let die = (_reason: 'browser_crashed'): void => undefined;
    const dying = fakeBrowser({
      died: new Promise(resolve => {
        die = resolve;
      }),
      copyFiles: async () => {
        die('browser_crashed');
        await turn();
        return await copy();
      },
    });
    const next = fakeBrowser({ copyFiles: async () => copyOf('whole') });
    const { sessions } = openHouse({
      browsers: {
        launch: async () => dying,
        restore: async () => ({ browser: next, report: { tabs: 1, cookies: 0, origins: 0 } }),
      },
    });
    const { id } = await sessions.create('o_1', {});
    const { files } = await sessions.capture('o_1', id);
    expect(await text(files)).toBe('whole');
  },
);

const copyOf = (content: string) => ({ files: Readable.from([content]), browser: 'chromium 156' });

test('a session that is still starting can be changed: the timer starts with the new timeout', async () => {
  let launched = (): void => undefined;
  const house = openHouse({
    launch: ({ home }) =>
      new Promise(resolve => {
        launched = () => resolve(fakeBrowser({ ref: { home, pid: 1, pidStartTime: '1' } }));
      }),
  });
  const created = house.sessions.create('o_1', { timeout: 5 });
  const [starting] = house.sessions.listLive('o_1', { status: 'created' });
  house.sessions.update('o_1', starting?.id ?? '', { timeout: 7 });
  house.clock.now += minute;
  launched();
  expect((await created).state).toMatchObject({ expiresAt: house.clock.now + 7 * minute });
});

test('the history keeps seven days, and whatever is live however old it is', async () => {
  const { sessions, clock } = openHouse();
  const old = await sessions.create('o_1', {});
  const ended = await sessions.create('o_1', {});
  await sessions.close('o_1', ended.id);
  await sessions.create('o_2', {});
  const ids = () => sessions.listRecent('o_1', { page: 1, pageSize: 10 }).map(({ id }) => id);
  clock.now += 7 * 24 * 60 * minute;
  expect(ids()).toEqual([old.id, ended.id]);
  clock.now += 1;
  expect(ids()).toEqual([old.id]);
});

test('however many creates come at once, no more are admitted than the limits allow', async () => {
  const { sessions } = openHouse({ maxLiveSessions: 5, maxLivePerOrganization: 3 });
  const create = (organizationId: string) =>
    Array.from({ length: 50 }, () => sessions.create(organizationId, {}));
  const outcomes = await Promise.allSettled([...create('o_1'), ...create('o_2')]);
  const refused = outcomes.flatMap(outcome => (outcome.status === 'rejected' ? [outcome.reason] : []));
  expect(new Set(refused.map(fault => fault.code))).toEqual(new Set(['limit_reached']));
  expect(refused[0].message).toContain('BERTH_MAX_SESSIONS_PER_ORG');
  expect(['o_1', 'o_2'].map(id => sessions.listLive(id, {}).length)).toEqual([3, 2]);
});

test('nor when each of them first has a profile to read', async () => {
  const saved = { profileId: 'bp_1', versionId: 'bpv_1', state: emptyState, openFiles: () => null };
  const { sessions } = openHouse({
    maxLiveSessions: 3,
    states: { ...noStates, load: async () => saved },
  });
  const creates = Array.from({ length: 9 }, () => sessions.create('o_1', { browser_profile_id: 'bp_1' }));
  const results = await Promise.allSettled(creates);
  expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  const codes = results.flatMap(result => (result.status === 'rejected' ? [result.reason.code] : []));
  expect(codes).toEqual(Array.from({ length: 6 }, () => 'limit_reached'));
});

test('a browser that does not start in time is a failed session that says so', async () => {
  const { sessions } = openHouse({
    launch: ({ signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(signal.reason));
      }),
  });
  await expect(sessions.create('o_1', {})).rejects.toMatchObject({
    code: 'browser_launch_failed',
    message: expect.stringContaining('did not start'),
  });
  const [failed] = sessions.listRecent('o_1', { page: 1, pageSize: 10 });
  expect(failed?.state).toMatchObject({ outcome: 'failed', reason: 'launch_failed', startedAt: null });
});

/** A session whose browser is used, dies and goes as the test says. */
async function usedSession() {
  const use = { lastActivityAt: null as number | null };
  const died = Promise.withResolvers<'browser_crashed'>();
  const house = openHouse({
    launch: async ({ home }) => ({
      ...fakeBrowser({ ref: { home, pid: 1, pidStartTime: '1' }, died: died.promise }),
      get lastActivityAt() {
        return use.lastActivityAt;
      },
    }),
  });
  const { id, version } = await house.sessions.create('o_1', {});
  const shown = () => house.sessions.get('o_1', id).lastActivityAt;
  const stored = () => house.store.find(id);
  const die = async (): Promise<void> => {
    died.resolve('browser_crashed');
    await vi.waitFor(() => expect(stored()?.state.phase).not.toBe('live'));
  };
  return { ...house, id, version, use, shown, stored, die };
}

test('when a session was last used is never shown before it is on disk, and costs one write in five seconds', async () => {
  const { clock, tick, use, shown, stored, version } = await usedSession();
  const begin = clock.now;
  for (let at = begin; at < begin + 20_000; at += 250) {
    clock.now = at;
    use.lastActivityAt = at;
    tick();
    expect(shown()).toBe(stored()?.lastActivityAt);
    expect(at - (shown() ?? 0)).toBeLessThan(5000);
  }
  expect(stored()?.version).toBe(version + 4);
  clock.now += 5000;
  tick();
  expect(shown()).toBe(use.lastActivityAt);
});

test('the last use of a session outlives its browser, and the server', async () => {
  const died = await usedSession();
  for (const at of [1, 2]) {
    died.use.lastActivityAt = died.clock.now + at;
    died.shown();
  }
  await died.die();
  expect(died.shown()).toBe(died.clock.now + 2);
  const released = await usedSession();
  for (const at of [1, 2]) {
    released.use.lastActivityAt = released.clock.now + at;
    released.shown();
  }
  await released.sessions.release();
  expect(released.stored()?.lastActivityAt).toBe(released.clock.now + 2);
});

test('a browser that was used by nobody yet takes nothing back', async () => {
  const { use, shown, sessions, id, clock } = await usedSession();
  use.lastActivityAt = clock.now;
  expect(shown()).toBe(clock.now);
  use.lastActivityAt = null;
  sessions.update('o_1', id, { name: 'x' });
  expect(shown()).toBe(clock.now);
});
