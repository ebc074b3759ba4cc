import { linkSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createDownloadFiles } from '../../src/store/download-files.ts';

function setUp() {
  const root = mkdtempSync(join(tmpdir(), 'berth-downloads-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const left = join(root, 'left');
  mkdirSync(left);
  const files = createDownloadFiles({ directory: join(root, 'kept'), leftIn: () => left });
  return { root, left, files };
}

test('a finished download is copied, measured and hashed', async () => {
  const { root, left, files } = setUp();
  writeFileSync(join(left, 'g1.crdownload'), 'abc');
  expect(files.isFinished('h', 'g1')).toBe(false);
  writeFileSync(join(left, 'g1'), 'abc');
  expect(await files.keep('h', { guid: 'g1', id: 'a_1' })).toEqual({
    size: 3,
    checksum: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  });
  files.discard('h', 'g1');
  expect([readdirSync(left), files.list()]).toEqual([[], ['a_1']]);
  files.remove('a_1');
  expect(readdirSync(join(root, 'kept'))).toEqual([]);
});

test('a link that a browser left in its directory opens nothing', async () => {
  const { root, left, files } = setUp();
  const secret = join(root, 'secret');
  writeFileSync(secret, 'of the server');
  symlinkSync(secret, join(left, 'symbolic'));
  linkSync(secret, join(left, 'hard'));
  mkdirSync(join(left, 'directory'));
  for (const guid of ['symbolic', 'hard', 'directory', 'missing']) {
    await expect(files.keep('h', { guid, id: 'a_1' })).rejects.toThrow();
  }
  expect(files.list()).toEqual([]);
});
