import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { Contents } from '../../src/profiles/contents.ts';
import { canary, filesOf, openProfileHouse } from './fixtures/profile-house.ts';

const by = { keyId: 'k_1' };

async function setUp() {
  const house = openProfileHouse();
  house.putLive('pbs_1', 'one');
  const read: string[] = [];
  const contents = new Contents(house.profiles, {
    siteData: async files => {
      read.push((await buffer(files)).toString());
      const items = [
        ['basket', 'old'],
        ['kept', 'x'],
      ] as const;
      const localStorage = [{ origin: 'https://accounts.example', isCleared: false, items }];
      return { localStorage, origins: ['https://accounts.example', 'https://database.example'] };
    },
  });
  const profile = await house.profiles.create('o_1', { name: 'shop', browser_session_id: 'pbs_1' }, by);
  return { ...house, contents, profile, read, versionId: profile.currentVersionId ?? '' };
}

test('the origins of a version are those in its state and those in its files, which are read once', async () => {
  const { profiles, contents, profile, versionId, read } = await setUp();
  const version = profiles.version('o_1', profile.id, versionId);
  for (let time = 0; time < 2; time += 1) {
    const { saved } = await contents.complete('o_1', version);
    expect(saved.content.origins).toEqual([
      'https://accounts.example',
      'https://database.example',
      'https://shop.example',
    ]);
  }
  expect(read).toEqual([filesOf('one')]);
});

test('a storage state has the cookies, and the localStorage of the files with the changes of the state', async () => {
  const { contents, profile } = await setUp();
  const state = await contents.storageState('o_1', profile.id, { versionId: null });
  expect(state.cookies).toMatchObject([
    { name: 'sid', value: `${canary} one`, expires: -1 },
    { name: 'lang', expires: 1_900_000_000 },
  ]);
  expect(state.origins).toEqual([
    {
      origin: 'https://accounts.example',
      localStorage: [
        { name: 'basket', value: 'one' },
        { name: 'kept', value: 'x' },
      ],
    },
  ]);
});

test('a blank profile has an empty storage state; other versions and organisations have none', async () => {
  const { profiles, contents, profile } = await setUp();
  const { id } = await profiles.create('o_1', { name: 'blank' }, by);
  const none = { versionId: null };
  expect(await contents.storageState('o_1', id, none)).toEqual({ cookies: [], origins: [] });
  await expect(contents.storageState('o_2', profile.id, none)).rejects.toMatchObject({
    code: 'profile_not_found',
  });
  await expect(contents.storageState('o_1', profile.id, { versionId: 'pv_404' })).rejects.toMatchObject({
    code: 'profile_version_not_found',
  });
});

test('a version that does not open is shown with what is wrong, and so are the others', async () => {
  const { contents, profiles, profile, versionId, blobs } = await setUp();
  const version = profiles.version('o_1', profile.id, versionId);
  await blobs.remove(`${versionId}.files`);
  expect(await contents.describe('o_1', version)).toEqual({ version, problem: 'profile_corrupt' });
  await expect(contents.complete('o_1', version)).rejects.toMatchObject({ code: 'profile_corrupt' });
});
