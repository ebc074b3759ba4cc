import { execFile, execFileSync } from 'node:child_process';
import {
  chownSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { zstdDecompressSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { packProfile } from '../../../src/browser/profile/pack.ts';
import { profileLimits, unpackProfile } from '../../../src/browser/profile/unpack.ts';

const longHost = `https_${'a'.repeat(60)}.${'b'.repeat(60)}.example_0.indexeddb.leveldb`;
const kept = {
  'Local State': '{}',
  'Default/Cookies': 'cookies',
  'Default/Cookies-journal': '',
  'Default/Preferences': '{}',
  [`Default/IndexedDB/${longHost}/000003.log`]: 'x'.repeat(600_000),
  'Default/Extensions/abc/1.0_0/LOCK': 'of the extension',
  'Default/Extensions/abc/1.0_0/é 漢字.js': 'of the extension',
  'Default/Network/Cookies': 'older',
  'Default/Service Worker/ScriptCache/index': 'script',
};
const left = {
  'Default/Cache/Cache_Data/index': 'cache',
  'Default/Code Cache/js/index': 'cache',
  'Default/History': 'history',
  'Default/Local Storage/leveldb/LOCK': '',
  'Default/Local Storage/leveldb/LOG': '',
  'Default/Network/Network Persistent State': '',
  'Default/IndexedDB/line\nbreak': '',
  'Crashpad/settings.dat': '',
  SingletonCookie: '',
};

function setUp() {
  const room = mkdtempSync(join(tmpdir(), 'berth-pack-'));
  onTestFinished(() => rmSync(room, { recursive: true }));
  const profile = join(room, 'from');
  for (const [path, content] of Object.entries({ ...kept, ...left })) {
    mkdirSync(join(profile, path, '..'), { recursive: true });
    writeFileSync(join(profile, path), content);
  }
  return { room, profile };
}

const filesBelow = (directory: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .map(path => [path.slice(directory.length + 1), readFileSync(path, 'utf8')]),
  );

const unpacked = async (room: string, archive: Buffer): Promise<Record<string, string>> => {
  const to = join(room, 'to');
  await unpackProfile(Readable.from([archive]), to, { user: null, limits: profileLimits, sanitise: false });
  return filesBelow(to);
};

test('what is a profile goes there and back, and nothing else', async () => {
  const { room, profile } = setUp();
  expect(await unpacked(room, await buffer(packProfile(profile)))).toEqual(kept);
});

test('the same profile makes the same archive, and any tar can read it', async () => {
  const { room, profile } = setUp();
  const archive = await buffer(packProfile(profile));
  expect((await buffer(packProfile(profile))).equals(archive)).toBe(true);
  mkdirSync(join(room, 'tar'));
  execFileSync('tar', ['-xf', '-', '-C', join(room, 'tar')], { input: zstdDecompressSync(archive) });
  expect(filesBelow(join(room, 'tar'))).toEqual(kept);
});

test('what a browser could have planted is left out: links, pipes', async () => {
  const { room, profile } = setUp();
  const secret = join(room, 'secret');
  mkdirSync(secret);
  writeFileSync(join(secret, 'key'), 'of the server');
  symlinkSync(join(secret, 'key'), join(profile, 'Default/Login Data'));
  linkSync(join(secret, 'key'), join(profile, 'Default/Web Data'));
  symlinkSync(secret, join(profile, 'Default/Session Storage'));
  await promisify(execFile)('mkfifo', [join(profile, 'Default/TransportSecurity')]);
  expect(await unpacked(room, await buffer(packProfile(profile)))).toEqual(kept);
});

test('a file that shrinks while it is packed makes the stream fail', async () => {
  const { profile } = setUp();
  const large = join(profile, 'Default/IndexedDB/large');
  writeFileSync(large, '');
  truncateSync(large, 64 * 1024 * 1024);
  const packing = packProfile(profile);
  const pieces = packing[Symbol.asyncIterator]();
  await pieces.next();
  truncateSync(large, 0);
  const rest = async () => {
    while (!(await pieces.next()).done);
  };
  await expect(rest()).rejects.toThrow(/changed while the profile was packed/);
});

test('a directory that is not there makes the stream fail', async () => {
  await expect(buffer(packProfile('/nowhere/profile'))).rejects.toThrow('ENOENT');
});

test('a file of another user, which only root could have let in, is left out', async () => {
  const { room, profile } = setUp();
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(join(profile, 'Default/Cookies'), 61_184, 61_184);
  const { 'Default/Cookies': cookies, ...own } = kept;
  const expected = isRoot ? own : { ...own, 'Default/Cookies': cookies };
  expect(await unpacked(room, await buffer(packProfile(profile)))).toEqual(expected);
});
