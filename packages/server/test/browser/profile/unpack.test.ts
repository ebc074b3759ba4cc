import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { constants, zstdCompressSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { profileLimits, type UnpackOptions, unpackProfile } from '../../../src/browser/profile/unpack.ts';
import { BerthError } from '../../../src/domain/errors.ts';
import { evilArchives } from './fixtures/evil-archives.ts';
import { directory, paxPath, type RawEntry, rawTar } from './fixtures/tar.ts';

const plain: UnpackOptions = { user: null, limits: profileLimits, sanitise: false };
const top = directory('Default');
const cookies: RawEntry = { name: 'Default/Cookies', content: 'c' };

function setUp() {
  const room = mkdtempSync(join(tmpdir(), 'berth-unpack-'));
  onTestFinished(() => rmSync(room, { recursive: true }));
  return { room, place: join(room, 'profile') };
}

const archiveOf = (entries: readonly RawEntry[]): Readable =>
  Readable.from([zstdCompressSync(rawTar(entries))]);

test('a proper archive becomes a profile, private to its user', async () => {
  const { room, place } = setUp();
  const archive = archiveOf([
    { name: 'Local State', content: '{}' },
    top,
    cookies,
    directory('Default/IndexedDB'),
    paxPath('Default/IndexedDB/é_漢字'),
    { name: 'x', content: 'long' },
  ]);
  expect(await unpackProfile(archive, place, plain)).toEqual({ entries: 5, bytes: 7 });
  expect(readFileSync(join(place, 'Default/IndexedDB/é_漢字'), 'utf8')).toBe('long');
  const modes = ['', 'Default', 'Default/Cookies'].map(path => statSync(join(place, path)).mode & 0o777);
  expect(modes).toEqual([0o700, 0o700, 0o600]);
  expect(readdirSync(room)).toEqual(['profile']);
});

test('an empty directory is taken, one with content is not', async () => {
  const { room, place } = setUp();
  mkdirSync(place);
  await unpackProfile(archiveOf([top, cookies]), place, plain);
  await expect(unpackProfile(archiveOf([top, cookies]), place, plain)).rejects.toThrow('ENOTEMPTY');
  expect(readdirSync(room)).toEqual(['profile']);
});

test.each(evilArchives)('%s is refused and leaves nothing', async (_what, reason, entries) => {
  const { room, place } = setUp();
  const refusal = await unpackProfile(archiveOf(entries), place, plain).catch((fault: unknown) => fault);
  expect(refusal).toMatchObject({ code: 'profile_archive_invalid' });
  expect(String(refusal)).toContain(reason);
  expect(String(refusal)).not.toContain('\0');
  expect(readdirSync(room)).toEqual([]);
});

const good = rawTar([top, { ...cookies, content: 'c'.repeat(1500) }]);
const goodCompressed = zstdCompressSync(good, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });

test('an archive that was cut anywhere is refused, compressed or not', async () => {
  const { room, place } = setUp();
  for (let length = 0; length < goodCompressed.length; length++) {
    const cut = Readable.from([goodCompressed.subarray(0, length)]);
    await expect(unpackProfile(cut, place, plain), `${length}`).rejects.toThrow(/does not decompress/);
  }
  for (const length of [511, 512, 700, 1024, 2560, good.length - 512, good.length - 1]) {
    const cut = Readable.from([zstdCompressSync(good.subarray(0, length))]);
    await expect(unpackProfile(cut, place, plain), `${length}`).rejects.toThrow(/ends too early/);
  }
  expect(readdirSync(room)).toEqual([]);
});

test.each([
  ['more entries after its end', rawTar([top], Buffer.concat([Buffer.alloc(1024), rawTar([cookies])]))],
  [
    'one block of zeros between entries',
    rawTar([top], Buffer.concat([Buffer.alloc(512), rawTar([cookies])])),
  ],
  ['no tar', Buffer.alloc(4096, 'x')],
  [
    'something in its padding',
    (() => {
      const changed = Buffer.from(good);
      changed.write('x', 1024 + 1510);
      return changed;
    })(),
  ],
])('%s: refused', async (_what, tar) => {
  const { room, place } = setUp();
  await expect(unpackProfile(Readable.from([zstdCompressSync(tar)]), place, plain)).rejects.toMatchObject({
    code: 'profile_archive_invalid',
  });
  expect(readdirSync(room)).toEqual([]);
});

test('what is not compressed, or would take too much memory to decompress, is refused', async () => {
  const { place } = setUp();
  const wide = zstdCompressSync(Buffer.alloc(2 ** 25), { params: { [constants.ZSTD_c_windowLog]: 25 } });
  for (const bytes of [good, wide, Buffer.from('PK')]) {
    await expect(unpackProfile(Readable.from([bytes]), place, plain)).rejects.toThrow(/does not decompress/);
  }
});

test('a bomb is refused by its ratio, by its bytes, by its entries', async () => {
  const { room, place } = setUp();
  const bomb = rawTar([top, { ...cookies, content: Buffer.alloc(40_000_000) }]);
  const unpack = (limits: Partial<UnpackOptions['limits']>) =>
    unpackProfile(Readable.from([zstdCompressSync(bomb)]), place, {
      ...plain,
      limits: { ...profileLimits, ...limits },
    });
  await expect(unpack({})).rejects.toThrow(/far larger than it looks/);
  await expect(unpack({ maxBytes: 39_999_999 })).rejects.toThrow(/more than 39999999 bytes/);
  await expect(unpack({ maxEntries: 1 })).rejects.toThrow(/more than 1 entries/);
  expect(readdirSync(room)).toEqual([]);
  await unpack({ maxRatio: 100_000 });
});

test('a size that only the header claims is refused before anything is read for it', async () => {
  const { place } = setUp();
  const claim = archiveOf([top, { ...cookies, size: '77777777777\0' }]);
  await expect(unpackProfile(claim, place, plain)).rejects.toThrow(/more than 2147483648 bytes/);
});

test('when the stream fails, its error is passed on and nothing is left', async () => {
  const { room, place } = setUp();
  const fault = new BerthError('sealed_data_corrupt', 'changed');
  const failing = Readable.from(
    (async function* () {
      yield goodCompressed.subarray(0, 20);
      throw fault;
    })(),
  );
  await expect(unpackProfile(failing, place, plain)).rejects.toBe(fault);
  expect(readdirSync(room)).toEqual([]);
});

const planted = {
  intl: { selected_languages: 'de-DE,de', accept_languages: 'x'.repeat(1000), charset: 'x' },
  enable_do_not_track: true,
  autofill: { profile_enabled: 'yes' },
  extensions: { settings: { abc: { path: '/tmp/evil', state: 1 } } },
  session: { restore_on_startup: 4, startup_urls: ['https://evil.example'] },
  homepage: 'https://evil.example',
  proxy: { mode: 'fixed_servers', server: 'evil.example:1' },
  download: { default_directory: '/etc', prompt_for_download: false },
  savefile: { default_directory: '/etc' },
  custom_handlers: { registered_protocol_handlers: [{ protocol: 'mailto', url: 'https://evil.example/%s' }] },
  protocol_handler: { allowed_origin_protocol_pairs: {} },
  default_search_provider_data: { template_url_data: { url: 'https://evil.example' } },
  profile: {
    content_settings: { exceptions: { notifications: {} } },
    default_content_setting_values: { mixed_script: 1 },
    cookie_controls_mode: 1,
  },
  browser: { enabled_labs_experiments: ['x@1'], custom_chrome_frame: true },
};

test('an archive from outside brings what sites keep, and nothing that acts on the browser', async () => {
  const { place } = setUp();
  const entries = [
    { name: 'Local State', content: '{"browser":{"enabled_labs_experiments":["x@1"]}}' },
    top,
    cookies,
    directory('Default/Extensions'),
    { name: 'Default/Extensions/LOCK', content: 'x' },
    directory('Default/Local Extension Settings'),
    { name: 'Default/Preferences', content: JSON.stringify(planted) },
    { name: 'Default/Secure Preferences', content: JSON.stringify(planted) },
    directory('Default/Sessions'),
    { name: 'Default/Sessions/Session_1', content: 'file:///etc/passwd' },
  ];
  await unpackProfile(archiveOf(entries), place, { ...plain, sanitise: true });
  expect(readdirSync(place, { recursive: true }).sort()).toEqual([
    'Default',
    'Default/Cookies',
    'Default/Preferences',
  ]);
  expect(JSON.parse(readFileSync(join(place, 'Default/Preferences'), 'utf8'))).toEqual({
    intl: { selected_languages: 'de-DE,de' },
    enable_do_not_track: true,
    profile: { cookie_controls_mode: 1 },
  });
  await unpackProfile(archiveOf(entries), `${place}-2`, plain);
  expect(existsSync(join(`${place}-2`, 'Default/Sessions/Session_1'))).toBe(true);
});

test('preferences that are no JSON are refused, others that are no object hold nothing', async () => {
  const { place } = setUp();
  const of = (content: string) => archiveOf([top, { name: 'Default/Preferences', content }]);
  const options = { ...plain, sanitise: true };
  await expect(unpackProfile(of('{'), place, options)).rejects.toThrow(/preferences are not JSON/);
  await unpackProfile(of('[null]'), place, options);
  expect(readFileSync(join(place, 'Default/Preferences'), 'utf8')).toBe('{}');
});
