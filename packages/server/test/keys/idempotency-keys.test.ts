import { beforeEach, expect, test } from 'vitest';
import { createIdSource } from '../../src/domain/ids.ts';
import { IdempotencyKeys, type OneTimeWork } from '../../src/keys/idempotency-keys.ts';
import { openDatabase } from '../../src/store/database.ts';
import { createIdempotencyStore } from '../../src/store/idempotency-rows.ts';

const hour = 60 * 60_000;
let database: ReturnType<typeof openDatabase>;
let now = Date.parse('2026-11-23T00:00:00Z');
let keys: IdempotencyKeys;
let made: Map<string, string>;
let fails = false;

beforeEach(() => {
  database = openDatabase(':memory:');
  keys = open();
  made = new Map();
  fails = false;
});

/** A server that was started anew over the same database. */
function open(): IdempotencyKeys {
  const ids = createIdSource({ now: () => now, worker: 1 });
  return new IdempotencyKeys(createIdempotencyStore(database), { ids, now: () => now });
}

const work: OneTimeWork<string> = {
  idPrefix: 'x',
  make: async id => {
    await null;
    if (fails) throw new Error('it did not start');
    made.set(id, id);
    return id;
  },
  find: id => made.get(id) ?? null,
};
const keyed = {
  organizationId: 'o_1',
  operation: 'create',
  key: 'once',
  request: { a: 1, b: { c: 'secret' } },
};

test('the same request under the same key makes one thing, at once, later and after a restart', async () => {
  const together = await Promise.all([1, 2, 3].map(() => keys.once(keyed, work)));
  const later = await keys.once({ ...keyed, request: { b: { c: 'secret' }, a: 1 } }, work);
  const restarted = await open().once(keyed, work);
  expect(new Set([...together, later, restarted]).size).toBe(1);
  expect(made.size).toBe(1);
});

test('without a key, or with another key, organisation or operation, each request is a new one', async () => {
  for (const other of [
    { key: null },
    { key: null },
    { key: 'y' },
    { organizationId: 'o_2' },
    { operation: 'run' },
  ])
    await keys.once({ ...keyed, ...other }, work);
  expect(made.size).toBe(5);
});

test('another request under the same key is refused, also while the first is under way', async () => {
  const first = keys.once(keyed, work);
  const other = { ...keyed, request: { a: 2 } };
  const refused = expect.objectContaining({ code: 'idempotency_key_reused' });
  await expect(keys.once(other, work)).rejects.toEqual(refused);
  await first;
  await expect(keys.once(other, work)).rejects.toEqual(refused);
});

test('what failed and left nothing fails for all who wait, and frees the key for any request', async () => {
  fails = true;
  const both = [keys.once(keyed, work), keys.once(keyed, work)];
  for (const each of both) await expect(each).rejects.toThrow('it did not start');
  fails = false;
  await keys.once({ ...keyed, request: { a: 2 } }, work);
  expect(made.size).toBe(1);
});

test('what failed and left something is what a second request gets', async () => {
  const closed: OneTimeWork<string> = {
    ...work,
    make: async id => {
      made.set(id, 'closed');
      throw new Error('it was closed');
    },
  };
  await expect(keys.once(keyed, closed)).rejects.toThrow('it was closed');
  expect(await keys.once(keyed, work)).toBe('closed');
});

test('a server that died before anything was made does the work under the same key', async () => {
  void keys.once(keyed, { ...work, make: () => new Promise(() => undefined) });
  await open().once(keyed, work);
  expect(made.size).toBe(1);
});

test('work that cannot begin writes nothing', async () => {
  const full = { ...work, admit: () => expect.fail('full') };
  await expect(keys.once(keyed, full)).rejects.toThrow('full');
  expect(rows()).toEqual([]);
});

test('a key lasts 24 hours; then it is swept and may be used again', async () => {
  const first = await keys.once(keyed, work);
  now += 24 * hour - 1;
  expect(await keys.once(keyed, work)).toBe(first);
  now += 1;
  expect(await keys.once({ ...keyed, request: { a: 2 } }, work)).not.toBe(first);
  await keys.once({ ...keyed, key: 'y' }, work);
  expect(rows()).toHaveLength(2);
});

test('neither the key nor anything of the request is stored', async () => {
  await keys.once(keyed, work);
  expect(JSON.stringify(rows())).not.toMatch(/once|secret|o_1/);
});

const rows = () => database.prepare('SELECT * FROM idempotency_keys').all();
