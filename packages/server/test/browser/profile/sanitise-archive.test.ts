import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { zstdCompressSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { sanitiseArchive } from '../../../src/browser/profile/sanitise-archive.ts';
import { profileLimits, unpackProfile } from '../../../src/browser/profile/unpack.ts';
import { evilArchives } from './fixtures/evil-archives.ts';
import { directory, paxPath, type RawEntry, rawTar } from './fixtures/tar.ts';

const archiveOf = (entries: readonly RawEntry[]): Readable =>
  Readable.from([zstdCompressSync(rawTar(entries))]);

/** The files that an archive becomes, each with its content. */
async function filesOf(archive: Readable, options: { sanitise: boolean }): Promise<object> {
  const room = mkdtempSync(join(tmpdir(), 'berth-sanitise-'));
  onTestFinished(() => rmSync(room, { recursive: true }));
  const place = join(room, 'profile');
  await unpackProfile(archive, place, { user: null, limits: profileLimits, ...options });
  const paths = readdirSync(place, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name));
  return Object.fromEntries(paths.map(path => [path.slice(place.length), readFileSync(path, 'utf8')]));
}

const preferences = JSON.stringify({
  extensions: { settings: { evil: { path: '/tmp/evil' } } },
  session: { restore_on_startup: 4, startup_urls: ['https://evil.example'] },
});
const mixed: readonly RawEntry[] = [
  { name: 'Local State', content: '{"os_crypt":{}}' },
  directory('Default'),
  { name: 'Default/Cookies', content: 'c'.repeat(700_000) },
  { name: 'Default/Preferences', content: preferences },
  { name: 'Default/Secure Preferences', content: preferences },
  directory('Default/Extensions'),
  { name: 'Default/Extensions/evil.js', content: 'alert()' },
  directory('Default/Sessions'),
  { name: 'Default/Sessions/Tabs_1', content: 'https://evil.example' },
  directory('Default/IndexedDB'),
  paxPath('Default/IndexedDB/é_漢字'),
  { name: 'x', content: '' },
];

test('what is left is what a sanitising unpack would have left, and no more than that', async () => {
  const clean = await filesOf(sanitiseArchive(archiveOf(mixed)), { sanitise: false });
  expect(clean).toEqual(await filesOf(archiveOf(mixed), { sanitise: true }));
  expect(Object.keys(clean).sort()).toEqual([
    '/Default/Cookies',
    '/Default/IndexedDB/é_漢字',
    '/Default/Preferences',
  ]);
  expect(JSON.stringify(clean)).not.toContain('evil');
});

test.each(evilArchives)('%s is refused', async (_what, reason, entries) => {
  const refused = sanitiseArchive(archiveOf(entries)).toArray();
  await expect(refused).rejects.toMatchObject({
    code: 'profile_archive_invalid',
    message: expect.stringContaining(reason),
  });
});

test('a bomb, and what does not decompress, are refused', async () => {
  const bomb = [directory('Default'), { name: 'Default/Cookies', content: Buffer.alloc(64 * 1024 * 1024) }];
  await expect(sanitiseArchive(archiveOf(bomb)).toArray()).rejects.toThrow('far larger than it looks');
  await expect(sanitiseArchive(Readable.from([Buffer.from('no archive')])).toArray()).rejects.toMatchObject({
    code: 'profile_archive_invalid',
  });
});
