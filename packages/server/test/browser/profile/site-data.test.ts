import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { packProfile } from '../../../src/browser/profile/pack.ts';
import { readSiteData } from '../../../src/browser/profile/site-data.ts';
import { launchOnProfile, profileRoom } from '../../fixtures/profile-browser.ts';
import { directory, type RawEntry, rawTar } from './fixtures/tar.ts';

let port = 0;
const site = createServer((_request, response) => {
  response.setHeader('content-type', 'text/html').end('<title>Shop</title>');
});
beforeAll(async () => {
  await new Promise<void>(resolve => site.listen(0, '127.0.0.1', resolve));
  const address = site.address();
  port = typeof address === 'object' ? (address?.port ?? 0) : 0;
});
afterAll(() => new Promise(resolve => site.close(resolve)));

/** More than Chromium keeps in its log: most of it goes into tables. */
const fill = `(() => {
  localStorage.setItem('gone', 'x');
  for (let item = 0; item < 40; item++) localStorage.setItem('item' + item, String(item).repeat(50_000));
  localStorage.setItem('greek', 'αβγ');
  localStorage.setItem('é\\u0000', 'zero');
  localStorage.removeItem('gone');
  return Object.keys(localStorage).length;
})()`;
const change = `(async () => {
  localStorage.setItem('item0', 'changed');
  localStorage.removeItem('item1');
  await new Promise(resolve => {
    const opening = indexedDB.open('shop', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('orders');
    opening.onsuccess = () => resolve(opening.result.close());
  });
  return Object.entries(localStorage).sort();
})()`;

test('localStorage and origins of a real profile are read without a browser', async () => {
  const room = profileRoom();
  onTestFinished(room.remove);
  const profile = join(room.path, 'a');
  const [first, second] = [`http://127.0.0.1:${port}`, `http://localhost:${port}`];
  let browser = await launchOnProfile(profile, room.user);
  for (const origin of [first, second]) expect(await browser.evaluate(origin, fill)).toBe(42);
  await browser.close();
  browser = await launchOnProfile(profile, room.user);
  const expected = await browser.evaluate(`${second}/`, change);
  await browser.close();

  const stored = readdirSync(join(profile, 'Default/Local Storage/leveldb'));
  expect(stored.filter(name => name.endsWith('.ldb'))).not.toEqual([]);
  const { localStorage, origins } = await readSiteData(packProfile(profile));
  expect(origins).toEqual([first, second]);
  const found = localStorage.find(({ origin }) => origin === second);
  expect([...(found?.items ?? [])].sort()).toEqual(expected);
  expect(localStorage.find(({ origin }) => origin === first)?.items).toHaveLength(42);
});

const storage: readonly RawEntry[] = [
  directory('Default'),
  directory('Default/Local Storage'),
  directory('Default/Local Storage/leveldb'),
];
const archiveOf = (name: string, content: Buffer): Readable =>
  Readable.from([
    zstdCompressSync(rawTar([...storage, { name: `Default/Local Storage/leveldb/${name}`, content }])),
  ]);

test.each([
  ['an empty table', '000005.ldb', Buffer.alloc(0)],
  ['a table of zeros', '000005.ldb', Buffer.alloc(4096)],
  ['a table whose handles lead nowhere', '000005.ldb', tableOf(Buffer.alloc(40, 0xff))],
  ['a log with a batch that is none', '000003.log', logOf(Buffer.from('no batch at all'))],
  [
    'a log with a key beyond its end',
    '000003.log',
    logOf(Buffer.from([...Array(8).fill(0), 1, 0, 0, 0, 1, 255])),
  ],
])('%s is refused', async (_what, name, content) => {
  await expect(readSiteData(archiveOf(name, content))).rejects.toMatchObject({
    code: 'profile_archive_invalid',
    message: expect.stringContaining('localStorage'),
  });
});

test('a log that was being written when it was copied is read up to there', async () => {
  const put = (key: string, value: string) =>
    Buffer.concat([
      Buffer.from([1, key.length]),
      Buffer.from(key),
      Buffer.from([value.length]),
      Buffer.from(value),
    ]);
  const batch = Buffer.concat([
    Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0]),
    put('_https://shop.example\0\x01cart', '\x01apples'),
  ]);
  const whole = logOf(batch);
  const { localStorage } = await readSiteData(
    archiveOf('000003.log', Buffer.concat([whole, whole.subarray(0, whole.length - 3)])),
  );
  expect(localStorage).toEqual([
    { origin: 'https://shop.example', isCleared: false, items: [['cart', 'apples']] },
  ]);
});

/** One whole record of a log; nobody checks its checksum. */
function logOf(record: Buffer): Buffer {
  const header = Buffer.alloc(7);
  header.writeUInt16LE(record.length, 4);
  header.writeUInt8(1, 6);
  return Buffer.concat([header, record]);
}

function tableOf(handles: Buffer): Buffer {
  return Buffer.concat([handles, Buffer.from('57fb808b247547db', 'hex')]);
}
