import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import type { SessionRecord } from '../../src/domain/session.ts';
import type { KeptResult } from '../../src/profiles/profiles.ts';
import { Keeping, type KeepingPorts } from '../../src/sessions/keeping.ts';
import { openHouse } from './fixtures/house.ts';
import { fakeBrowsers, noJournals, noStates } from './fixtures/ports.ts';

/* The server dies while a session hands on its state: the next one goes on from there, and does nothing twice. */

async function setUp() {
  const { sessions, store } = openHouse();
  const { id } = await sessions.create('o_1', { generate_browser_profile: true });
  await sessions.update('o_1', id, { name: 'x' });
  const record = sessions.get('o_1', id);
  let kept: KeptResult | null = null;
  let keeps = 0;
  const ports: KeepingPorts = {
    store,
    journals: noJournals(),
    now: () => 1,
    onFault: () => undefined,
    browsers: fakeBrowsers({ readLeft: async () => ({ files: Readable.from([]), browser: 'chromium 1' }) }),
    states: {
      ...noStates,
      keep: async () => {
        keeps += 1;
        kept = { kind: 'saved', profileId: 'bp_1', versionId: `pv_${keeps}` };
        return kept;
      },
      keptOf: () => kept,
    },
  };
  const told = (): unknown[] =>
    store.listNews(id, { after: 0, count: 100 }).filter(({ type }) => type.startsWith('profile_'));
  return { record, ports, told };
}

const keep = (keeping: Keeping, record: SessionRecord): Promise<void> =>
  keeping.keep(record, { browser: null, home: '/homes/a' });

test('what was kept and not told is told by the next server, and not kept again', async () => {
  const { record, ports, told } = await setUp();
  const tell = (): never => {
    throw new Error('the server dies');
  };
  const mortal = new Keeping({ ...ports, store: { ...ports.store, tell } });
  await expect(keep(mortal, record)).rejects.toThrow('the server dies');
  const next = new Keeping(ports);
  expect(next.isDue(record)).toBe(true);
  await keep(next, record);
  expect(told()).toMatchObject([{ type: 'profile_saved', data: { version_id: 'pv_1' } }]);
});

test('what was told is no task for the next server', async () => {
  const { record, ports, told } = await setUp();
  await keep(new Keeping(ports), record);
  expect(new Keeping(ports).isDue(record)).toBe(false);
  expect(told()).toHaveLength(1);
});
