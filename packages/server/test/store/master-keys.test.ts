import { existsSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MasterKey } from '../../src/seal/master-key.ts';
import { SealingKeys } from '../../src/seal/sealing-keys.ts';
import { readMasterKey, rotateOwnMasterKey } from '../../src/store/master-keys.ts';
import { sealingStore } from '../seal/fixtures/sealing-store.ts';

const owner = { organizationId: 'o_1', id: 'bp_1' };
const secret = Buffer.from('sid=canary');

function setUp() {
  const kept = sealingStore();
  const file = join(kept.directory, 'master-key');
  const own = () => ({ file, inUse: kept.store.masterIds() });
  const open = () => {
    const master = readMasterKey({ kind: 'own' }, own());
    return new SealingKeys(kept.store, { master, now: Date.now });
  };
  return { ...kept, keyFile: file, own, open };
}

test('the own key is made once, for the server alone, and read from then on', () => {
  const { keyFile, open } = setUp();
  const sealed = open().seal(owner, 'journal', secret);
  expect(statSync(keyFile).mode & 0o777).toBe(0o600);
  expect(open().open(owner, 'journal', sealed)).toEqual(secret);
});

test('an own key that has gone is never replaced while something is sealed with it', () => {
  const { keyFile, open } = setUp();
  open().seal(owner, 'journal', secret);
  rmSync(keyFile);
  expect(open).toThrow(/master key is missing.*backup.*BERTH_MASTER_KEY/);
  expect(existsSync(keyFile)).toBe(false);
});

test('an own key that is not one is refused by the name of its file', () => {
  const { keyFile, open } = setUp();
  writeFileSync(keyFile, 'half of a ke');
  expect(open).toThrow(`${keyFile} is no master key`);
});

test('a rotation of the own key leaves the new one alone in its file', () => {
  const { keyFile, own, open } = setUp();
  const keys = open();
  const sealed = keys.seal(owner, 'journal', secret);
  const before = readFileSync(keyFile, 'utf8');
  rotateOwnMasterKey(keys, own());
  expect(readFileSync(keyFile, 'utf8')).not.toBe(before);
  expect(existsSync(`${keyFile}.next`)).toBe(false);
  expect(open().open(owner, 'journal', sealed)).toEqual(secret);
});

test('a rotation that was interrupted before the store changed did not happen', () => {
  const { keyFile, open } = setUp();
  const sealed = open().seal(owner, 'journal', secret);
  writeFileSync(`${keyFile}.next`, `${MasterKey.make().toText()}\n`);
  expect(open().open(owner, 'journal', sealed)).toEqual(secret);
  expect(existsSync(`${keyFile}.next`)).toBe(false);
});

test('a rotation that was interrupted after the store changed is brought to its end', () => {
  const { keyFile, own, open } = setUp();
  const keys = open();
  const sealed = keys.seal(owner, 'journal', secret);
  const before = readFileSync(keyFile);
  rotateOwnMasterKey(keys, own());
  renameSync(keyFile, `${keyFile}.next`);
  writeFileSync(keyFile, before);
  expect(open().open(owner, 'journal', sealed)).toEqual(secret);
  expect(existsSync(`${keyFile}.next`)).toBe(false);
});

test('a file and a command give the key that they hold', () => {
  const { directory, own } = setUp();
  const given = MasterKey.make();
  const path = join(directory, 'given');
  writeFileSync(path, given.toText());
  expect(readMasterKey({ kind: 'file', path }, own()).id).toBe(given.id);
  expect(readMasterKey({ kind: 'command', command: `cat '${path}'` }, own()).id).toBe(given.id);
});

test('what gives no key is named, and what it printed is not', () => {
  const { directory, own } = setUp();
  const path = join(directory, 'nowhere');
  expect(() => readMasterKey({ kind: 'file', path }, own())).toThrow(`could not be read from ${path}`);
  for (const command of ['echo the-secret; exit 3', 'echo the-secret']) {
    let fault: unknown;
    try {
      readMasterKey({ kind: 'command', command }, own());
    } catch (caught) {
      fault = caught;
    }
    expect(String(fault)).toMatch(/exit code 3|is no master key/);
    expect(JSON.stringify(fault, Object.getOwnPropertyNames(fault)) + String(fault)).not.toContain(
      'the-secret',
    );
  }
});
