import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { openFile, sealFile } from '../../src/profiles/profile-file.ts';
import { Transfers } from '../../src/profiles/transfers.ts';
import { canary, contentOf, filesOf, openProfileHouse, stateOf } from './fixtures/profile-house.ts';

const by = { keyId: 'k_1' };
const passphrase = 'a long passphrase';
const cheap = 10;

/** Two servers; on the first one a profile that holds "one". */
async function setUp() {
  const [home, away] = [openProfileHouse(), openProfileHouse()];
  home.putLive('pbs_1', 'one');
  const request = { name: 'shop', description: 'for the shop', browser_session_id: 'pbs_1' };
  const profile = await home.profiles.create('o_1', request, by);
  const sanitised: number[] = [];
  const archives = {
    sanitise: (files: Readable) => {
      sanitised.push(1);
      return files;
    },
  };
  const transfers = new Transfers(home.profiles, archives, cheap);
  const exported = async (id = profile.id) =>
    await buffer((await transfers.export('o_1', id, { passphrase })).bytes);
  const importer = new Transfers(away.profiles, archives, cheap);
  const importing = (bytes: Buffer, change: object = {}) =>
    importer.import(
      'o_2',
      { passphrase, name: null, description: null, bytes: Readable.from([bytes]), ...change },
      by,
    );
  return { home, away, profile, transfers, exported, importing, sanitised };
}

test('an exported profile is the same on another server, through the one gate for foreign files', async () => {
  const { away, exported, importing, sanitised } = await setUp();
  const { id, name, description, currentVersionId } = await importing(await exported());
  expect([name, description, sanitised]).toEqual(['shop', 'for the shop', [1]]);
  expect(await contentOf(await away.profiles.load('o_2', id))).toEqual({
    state: stateOf('one'),
    files: filesOf('one'),
  });
  expect(away.store.findVersion(currentVersionId ?? '')).toMatchObject({
    number: 1,
    origin: { kind: 'import', id: null, keyId: 'k_1' },
    saved: { browser: 'chromium 156', hasFiles: true },
  });
});

test('an import takes a name and a description of its own', async () => {
  const { exported, importing } = await setUp();
  const bytes = await exported();
  expect(await importing(bytes, { name: 'moved', description: 'here' })).toMatchObject({
    name: 'moved',
    description: 'here',
  });
  await expect(importing(bytes, { name: 'moved' })).rejects.toMatchObject({ code: 'profile_name_taken' });
});

test('the file tells nothing without its passphrase, and no two are alike', async () => {
  const { exported } = await setUp();
  const [first, second] = [await exported(), await exported()];
  for (const text of [canary, 'shop', 'files of']) expect(first.includes(text)).toBe(false);
  expect(first.equals(second)).toBe(false);
});

test('profiles without files, and blank ones, travel as well', async () => {
  const { home, away, exported, importing } = await setUp();
  const storage_state = {
    cookies: [],
    origins: [{ origin: 'https://shop.example', localStorage: [{ name: 'a', value: 'b' }] }],
  };
  const { id } = await home.profiles.create('o_1', { name: 'state', storage_state }, by);
  const { id: blankId } = await home.profiles.create('o_1', { name: 'blank' }, by);
  const state = await away.profiles.load('o_2', (await importing(await exported(id))).id);
  expect(state?.openFiles()).toBeNull();
  expect(state?.state.localStorage).toMatchObject([{ items: [['a', 'b']] }]);
  expect((await importing(await exported(blankId))).currentVersionId).toBeNull();
});

test('a file that was changed or cut anywhere, or another passphrase, makes nothing', async () => {
  const { away, exported, importing } = await setUp();
  const bytes = await exported();
  const attempts: [Buffer, object][] = [
    [bytes, { passphrase: 'another passphrase' }],
    [Buffer.concat([bytes, Buffer.from('x')]), {}],
    [Buffer.alloc(0), {}],
    [withCost(bytes, 9), {}],
    [withCost(bytes, 18), {}],
    [withCost(bytes, 11), {}],
    ...[5, 20, 40, 70, 100, bytes.length - 1].map((at): [Buffer, object] => [bytes.subarray(0, at), {}]),
    ...[0, 10, 30, 60, 70_000, bytes.length - 1].map((at): [Buffer, object] => [flipped(bytes, at), {}]),
  ];
  for (const [attempt, change] of attempts) {
    await expect(importing(attempt, change)).rejects.toMatchObject({ code: 'profile_archive_invalid' });
  }
  expect([away.blobNames(), away.store.savedIds()]).toEqual([[], []]);
});

const head = { name: 'evil', description: null, browser: null, hasFiles: false };
const cookie = { name: 'a', value: 'b', domain: 'a.example', path: '/' };
const area = { origin: 'https://a.example', isCleared: true, items: [] };
const state = { cookies: [cookie], tabs: [], localStorage: [area] };

test.each([
  ['a head that is no object', 7, ''],
  ['no name', { ...head, name: '', state }, 'name'],
  ['a name that is too long', { ...head, name: 'x'.repeat(201), state }, 'name'],
  ['a state that is no state', { ...head, state: { ...state, cookies: 'all' } }, 'state.cookies'],
  [
    'a cookie that is no cookie',
    { ...head, state: { ...state, cookies: [{ ...cookie, sameSite: 'x' }] } },
    'state.cookies.0.sameSite',
  ],
  [
    'storage of the browser itself',
    { ...head, state: { ...state, localStorage: [{ ...area, origin: 'chrome://settings' }] } },
    'state.localStorage.0.origin',
  ],
  [
    'an origin that is an address',
    { ...head, state: { ...state, localStorage: [{ ...area, origin: 'https://a.example/x' }] } },
    'state.localStorage.0.origin',
  ],
])('%s is refused by whoever knows the passphrase, too', async (_what, written, place) => {
  const bytes = await buffer(
    await sealFile({ head: JSON.parse(JSON.stringify(written)), files: null }, { passphrase, cost: cheap }),
  );
  await expect(openFile(Readable.from([bytes]), passphrase)).rejects.toMatchObject({
    code: 'profile_archive_invalid',
    message: expect.stringContaining(place),
  });
});

test('what a head has besides goes no further', async () => {
  const extra = { ...cookie, evil: 'x' };
  const written = { ...head, state: { ...state, cookies: [extra], evil: 'x' }, evil: 'x' };
  const bytes = await buffer(await sealFile({ head: written, files: null }, { passphrase, cost: cheap }));
  expect((await openFile(Readable.from([bytes]), passphrase)).head).toEqual({ ...head, state });
});

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}

function withCost(bytes: Buffer, cost: number): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(cost, 8);
  return copy;
}
