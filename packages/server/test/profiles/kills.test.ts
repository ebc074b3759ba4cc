import { expect, test } from 'vitest';
import { Profiles } from '../../src/profiles/profiles.ts';
import { Death, Killed } from './fixtures/mortal.ts';
import { captured, contentOf, filesOf, openProfileHouse } from './fixtures/profile-house.ts';

const by = { keyId: 'k_1' };
type House = Awaited<ReturnType<typeof setUp>>;

/** A profile that holds "one"; the live session pbs_1, whose state is "two" by now, has saved it. */
async function setUp() {
  const house = openProfileHouse();
  house.putLive('pbs_1', 'one');
  const profile = await house.profiles.create('o_1', { name: 'shop', browser_session_id: 'pbs_1' }, by);
  house.putLive('pbs_1', 'two');
  return { ...house, profile };
}

/** Does the work once for each step at which the server can be killed, and then as a whole. */
async function atEveryStep(
  work: (house: House, server: Profiles) => Promise<unknown>,
  check: (house: House, restarted: Profiles, wasKilled: boolean) => Promise<void>,
): Promise<number> {
  for (let step = 1; ; step += 1) {
    const house = await setUp();
    const { ports } = house;
    const death = new Death(step);
    const mortal = {
      ...ports,
      store: death.of(ports.store),
      blobs: death.of(ports.blobs),
      keys: death.of(ports.keys),
    };
    const end = await work(house, new Profiles(mortal)).catch((fault: unknown) => fault);
    if (death.hasCome) expect(end).toBeInstanceOf(Killed);
    const restarted = new Profiles(ports);
    await restarted.reconcile();
    await check(house, restarted, death.hasCome);
    // What belongs to no save is gone, and what is saved is there.
    const blobs = house.store.savedIds().flatMap(id => [`${id}.files`, `${id}.state`]);
    expect(house.blobNames()).toEqual(blobs.toSorted());
    if (!death.hasCome) return step - 1;
  }
}

const loaded = async (profiles: Profiles, id: string) =>
  (await contentOf(await profiles.load('o_1', id)))?.files;

test('a save that is killed at any step leaves the former version or the whole new one', async () => {
  const found = new Set<string | undefined>();
  const steps = await atEveryStep(
    ({ profile }, server) =>
      server.save('o_1', profile.id, { ...by, request: { browser_session_id: 'pbs_1' } }),
    async ({ profile }, restarted, wasKilled) => {
      const files = await loaded(restarted, profile.id);
      expect([filesOf('one'), filesOf('two')]).toContain(files);
      if (!wasKilled) expect(files).toBe(filesOf('two'));
      found.add(files);
    },
  );
  expect(steps).toBeGreaterThan(10);
  expect(found.size).toBe(2);
});

test('a create that is killed at any step leaves no profile or a whole one', async () => {
  await atEveryStep(
    (_house, server) => server.create('o_1', { name: 'new', browser_session_id: 'pbs_1' }, by),
    async (_house, restarted, wasKilled) => {
      const filter = { searchKey: 'new', includesDeleted: true, offset: 0, count: 10 };
      const [made] = restarted.list('o_1', filter);
      if (made !== undefined) expect(await loaded(restarted, made.id)).toBe(filesOf('two'));
      if (!wasKilled) expect(made).toBeDefined();
    },
  );
});

test('what a session leaves is kept whole or not at all, whenever the server is killed', async () => {
  await atEveryStep(
    async ({ put }, server) => {
      const session = put('pbs_2', { phase: 'ended' });
      return await server.keep({ ...session, saveToProfile: false }, captured('kept'));
    },
    async ({ store }, restarted, wasKilled) => {
      if (!wasKilled) expect(store.findKept('pbs_2')).not.toBeNull();
      const making = restarted.create('o_1', { name: 'of it', browser_session_id: 'pbs_2' }, by);
      if (store.findKept('pbs_2') === null) {
        return await expect(making).rejects.toMatchObject({ code: 'profile_not_enabled' });
      }
      expect(await loaded(restarted, (await making).id)).toBe(filesOf('kept'));
    },
  );
});

test('a delete that is killed at any step leaves the whole profile or nothing that opens', async () => {
  await atEveryStep(
    ({ profile }, server) => server.delete('o_1', profile.id),
    async ({ profile, keys }, restarted, wasKilled) => {
      const owner = { organizationId: 'o_1', id: profile.id };
      if (restarted.find('o_1', profile.id) !== null) {
        expect(wasKilled).toBe(true);
        return expect(await loaded(restarted, profile.id)).toBe(filesOf('one'));
      }
      expect(() => keys.openStream(owner, 'anything')).toThrow('its key is gone');
    },
  );
});
