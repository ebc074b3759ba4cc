import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { MasterKey } from '../../src/seal/master-key.ts';
import { SealingKeys } from '../../src/seal/sealing-keys.ts';
import { sealingStore } from './fixtures/sealing-store.ts';

const shop = { organizationId: 'o_1', id: 'bp_1' };
const secret = Buffer.from('sid=canary');
const corrupt = expect.objectContaining({ code: 'sealed_data_corrupt' });
const now = () => 1000;

function setUp() {
  const kept = sealingStore();
  const master = MasterKey.make();
  return { ...kept, master, keys: new SealingKeys(kept.store, { master, now }) };
}

test('what was sealed for an owner opens again, after a new start too', async () => {
  const { store, master, keys } = setUp();
  const small = keys.seal(shop, 'journal', secret);
  const large = await buffer(Readable.from([secret]).pipe(keys.sealStream(shop, 'journal')));
  const again = new SealingKeys(store, { master, now });
  expect(again.open(shop, 'journal', large)).toEqual(secret);
  expect(await buffer(Readable.from([small]).pipe(again.openStream(shop, 'journal')))).toEqual(secret);
  expect(store.find('bp_1')).toMatchObject({ owner: shop, masterId: master.id, createdAt: 1000 });
});

test.each([
  ['another label', shop, 'profile-version:pv_1'],
  ['another owner', { organizationId: 'o_1', id: 'bp_2' }, 'journal'],
  ['another organisation', { organizationId: 'o_2', id: 'bp_1' }, 'journal'],
  ['an owner without a key', { organizationId: 'o_1', id: 'bp_3' }, 'journal'],
])('it does not open under %s', async (_what, owner, label) => {
  const { keys } = setUp();
  const sealed = keys.seal(shop, 'journal', secret);
  keys.seal({ organizationId: 'o_1', id: 'bp_2' }, 'journal', secret);
  expect(() => keys.open(owner, label, sealed)).toThrow(corrupt);
  const opening = async () => buffer(Readable.from([sealed]).pipe(keys.openStream(owner, label)));
  await expect(opening()).rejects.toThrow(corrupt);
});

test('a key that was changed in the store opens nothing, and is not replaced by a new one', () => {
  const { database, keys } = setUp();
  const sealed = keys.seal(shop, 'journal', secret);
  keys.seal({ organizationId: 'o_1', id: 'bp_2' }, 'journal', secret);
  database.exec(
    "UPDATE sealing_keys SET wrapped = (SELECT wrapped FROM sealing_keys WHERE owner_id = 'bp_2') WHERE owner_id = 'bp_1'",
  );
  expect(() => keys.open(shop, 'journal', sealed)).toThrow(corrupt);
  expect(() => keys.seal(shop, 'journal', secret)).toThrow(corrupt);
  expect(() => keys.rotate(MasterKey.make())).toThrow(corrupt);
});

const traces = (directory: string, bytes: Buffer): string[] =>
  readdirSync(directory).filter(name => readFileSync(join(directory, name)).includes(bytes));

test('forgetting an owner shreds what was sealed for it: its key is in no file any more', () => {
  const { directory, database, store, keys } = setUp();
  const sealed = keys.seal(shop, 'journal', secret);
  const wrapped = store.find('bp_1')?.wrapped ?? Buffer.alloc(0);
  // Once in the database itself, not in its log alone.
  database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  keys.seal({ organizationId: 'o_1', id: 'bp_2' }, 'journal', secret);
  expect(traces(directory, wrapped)).not.toEqual([]);
  keys.forget('bp_1');
  keys.forget('bp_1');
  expect(traces(directory, wrapped)).toEqual([]);
  expect(() => keys.open(shop, 'journal', sealed)).toThrow(corrupt);
  keys.seal(shop, 'journal', secret);
  expect(() => keys.open(shop, 'journal', sealed)).toThrow(corrupt);
});

test('rotation wraps the keys anew: the blobs stay, the former master key opens nothing', () => {
  const { directory, store, master, keys } = setUp();
  const sealed = keys.seal(shop, 'journal', secret);
  const wrapped = store.find('bp_1')?.wrapped ?? Buffer.alloc(0);
  const next = MasterKey.make();
  keys.rotate(next);
  expect(keys.open(shop, 'journal', sealed)).toEqual(secret);
  expect(new SealingKeys(store, { master: next, now }).open(shop, 'journal', sealed)).toEqual(secret);
  expect(() => new SealingKeys(store, { master, now })).toThrow(
    /sealed with another master key.*BERTH_MASTER/,
  );
  expect(traces(directory, wrapped)).toEqual([]);
});

const diesRotating = fileURLToPath(new URL('./fixtures/dies-rotating.ts', import.meta.url));

test.each([1, 3, 5])('a rotation that is killed at key %i of 5 has changed nothing', count => {
  const { file, store, master, keys } = setUp();
  const owners = [1, 2, 3, 4, 5].map(number => ({ organizationId: 'o_1', id: `bp_${number}` }));
  const sealed = owners.map(owner => keys.seal(owner, 'journal', secret));
  const next = randomBytes(32).toString('base64');
  const args = ['--disable-warning=ExperimentalWarning', diesRotating, file, master.toText(), next];
  expect(spawnSync(process.execPath, [...args, `${count}`]).signal).toBe('SIGKILL');
  const again = new SealingKeys(store, { master, now });
  for (const [at, owner] of owners.entries()) {
    expect(again.open(owner, 'journal', sealed[at] ?? Buffer.alloc(0))).toEqual(secret);
  }
  expect(spawnSync(process.execPath, [...args, '6']).status).toBe(0);
  expect(store.masterIds()).toEqual([new MasterKey(Buffer.from(next, 'base64')).id]);
});

test('a master key is base64 of 32 bytes, in either alphabet', () => {
  const bytes = Buffer.alloc(32, 0xfb);
  for (const text of [`${bytes.toString('base64')}\n`, bytes.toString('base64url')]) {
    expect(MasterKey.parse(text)?.toText()).toBe(bytes.toString('base64'));
  }
  for (const text of ['', 'secret', randomBytes(31).toString('base64'), randomBytes(33).toString('base64')]) {
    expect(MasterKey.parse(text)).toBeNull();
  }
});
