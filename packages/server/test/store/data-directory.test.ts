import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { isLocked, lockDataDirectory, openDataDirectory } from '../../src/store/data-directory.ts';

const fresh = (): string => mkdtempSync(join(tmpdir(), 'berth-data-'));

test('a directory is made with all above it, for the server alone, and nothing is left in it', () => {
  const path = join(fresh(), 'a', 'b');
  openDataDirectory(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(readdirSync(path)).toEqual([]);
  openDataDirectory(path);
});

test.each([
  ['a place where the kernel makes no directories', () => '/proc/berth/data'],
  ['a directory that takes no files', () => '/proc/self'],
  ['a file', () => fileAt(join(fresh(), 'file'))],
  ['a place below a file', () => join(fileAt(join(fresh(), 'file')), 'data')],
  ['a link to nowhere', () => linkAt(join(fresh(), 'link'))],
  ['a name that is too long', () => join(fresh(), 'x'.repeat(300))],
  ['a directory whose files belong to another user', () => foreign()],
])('%s is refused with the reason and what to set', (_what, pathOf) => {
  const path = pathOf();
  expect(() => openDataDirectory(path)).toThrow(
    new RegExp(`^the data directory ${path} cannot be used \\(E[A-Z]+: .*\\)\\. Set BERTH_DATA_DIR`),
  );
});

test('a lock that is none of ours to open is not taken for one that another server holds', () => {
  const path = fresh();
  const directory = openDataDirectory(path);
  mkdirSync(directory.lock);
  expect(() => lockDataDirectory(directory)).toThrow(`the data directory ${path} cannot be used`);
  expect(() => isLocked(directory)).toThrow(`the data directory ${path} cannot be used`);
});

test('one server at a time', () => {
  const directory = openDataDirectory(fresh());
  const unlock = lockDataDirectory(directory);
  expect(isLocked(directory)).toBe(true);
  expect(() => lockDataDirectory(directory)).toThrow(`another Berth server (pid ${process.pid})`);
  unlock();
  expect(isLocked(directory)).toBe(false);
});

function fileAt(path: string): string {
  writeFileSync(path, '');
  return path;
}

function linkAt(path: string): string {
  symlinkSync('/nowhere/at/all', path);
  return path;
}

function foreign(): string {
  const path = fresh();
  const directory = openDataDirectory(path);
  // Root may write what nobody else may: for it, a loop of links is a file that it cannot reach.
  if (process.getuid?.() === 0) symlinkSync(directory.log, directory.log);
  else chmodSync(fileAt(directory.log), 0o000);
  return path;
}
