import { expect, test } from 'vitest';
import { captured, contentOf, filesOf, openProfileHouse, stateOf } from './fixtures/profile-house.ts';

const by = { keyId: 'k_1' };
const page = { offset: 0, count: 10 };

/** A profile whose first version holds "one", saved from the live session pbs_1. */
async function setUp() {
  const house = openProfileHouse();
  const { profiles, putLive } = house;
  putLive('pbs_1', 'one');
  const { id, currentVersionId } = await profiles.create(
    'o_1',
    { name: 'shop', browser_session_id: 'pbs_1' },
    by,
  );
  const first = currentVersionId ?? '';
  const save = (browser_session_id: string, on_conflict?: 'new_version') =>
    profiles.save('o_1', id, { ...by, request: { browser_session_id, on_conflict } });
  const loaded = async () => (await contentOf(await profiles.load('o_1', id)))?.files;
  return { ...house, id, first, save, loaded };
}

test('a live session saves again and again, each time a version over its own last one', async () => {
  const { profiles, putLive, id, first, save, loaded } = await setUp();
  putLive('pbs_1', 'two');
  const second = await save('pbs_1');
  expect(second).toMatchObject({
    number: 2,
    parentId: first,
    origin: { kind: 'session', id: 'pbs_1', keyId: 'k_1' },
    saved: { browser: 'chromium 156', sizeBytes: expect.any(Number) },
  });
  expect(await loaded()).toBe(filesOf('two'));
  putLive('pbs_1', 'three');
  await save('pbs_1');
  expect(await loaded()).toBe(filesOf('three'));
  expect(profiles.versions('o_1', id, page).map(({ number }) => number)).toEqual([3, 2, 1]);
  expect(profiles.versions('o_1', id, { offset: 1, count: 1 })).toEqual([second]);
});

test('a session saves into a blank profile, and is its base from then on', async () => {
  const { profiles, putLive } = await setUp();
  const { id } = await profiles.create('o_1', { name: 'blank' }, by);
  putLive('pbs_2', 'x');
  const request = { browser_session_id: 'pbs_2' };
  const first = await profiles.save('o_1', id, { ...by, request });
  const second = await profiles.save('o_1', id, { ...by, request });
  expect([first.parentId, second.parentId]).toEqual([null, first.id]);
  expect(profiles.get('o_1', id).currentVersionId).toBe(second.id);
});

test('of two sessions on one profile the second is told, with both versions named, and nothing is saved', async () => {
  const { profiles, putLive, id, first, save, loaded, blobNames } = await setUp();
  const start = { profileId: id, versionId: first };
  putLive('pbs_2', 'two', start);
  putLive('pbs_3', 'three', start);
  const second = await save('pbs_2');
  const before = blobNames();
  await expect(save('pbs_3')).rejects.toMatchObject({
    code: 'profile_conflict',
    message: expect.stringMatching(new RegExp(`${second.id}.*pbs_3.*${first}`, 's')),
  });
  expect(blobNames()).toEqual(before);
  const beside = await save('pbs_3', 'new_version');
  expect(beside).toMatchObject({ number: 3, parentId: first });
  expect(profiles.get('o_1', id).currentVersionId).toBe(second.id);
  expect(await loaded()).toBe(filesOf('two'));
});

test('two saves at once: one goes on with the line, the other is told', async () => {
  const { putLive, id, first, save } = await setUp();
  for (const session of ['pbs_2', 'pbs_3']) putLive(session, session, { profileId: id, versionId: first });
  const outcomes = await Promise.allSettled([save('pbs_2'), save('pbs_3')]);
  expect(outcomes).toMatchObject([
    { status: 'fulfilled' },
    { status: 'rejected', reason: { code: 'profile_conflict' } },
  ]);
});

test('a session of another organisation, or one that keeps nothing, cannot be saved', async () => {
  const { put, save } = await setUp();
  put('pbs_2', { keepsState: false });
  put('pbs_3', { organizationId: 'o_2' });
  await expect(save('pbs_2')).rejects.toMatchObject({ code: 'profile_not_enabled' });
  await expect(save('pbs_3')).rejects.toMatchObject({ code: 'session_not_found' });
});

test('a roll back makes the old content a new version; what was saved since is still there', async () => {
  const { profiles, putLive, id, first, save, loaded } = await setUp();
  putLive('pbs_1', 'two');
  const second = await save('pbs_1');
  const restored = await profiles.restore('o_1', id, { ...by, versionId: first });
  expect(restored).toMatchObject({
    number: 3,
    parentId: second.id,
    origin: { kind: 'version', id: first, keyId: 'k_1' },
  });
  expect(await loaded()).toBe(filesOf('one'));
  await profiles.restore('o_1', id, { ...by, versionId: second.id });
  expect(await loaded()).toBe(filesOf('two'));
  const again = profiles.get('o_1', id).currentVersionId ?? '';
  expect((await profiles.restore('o_1', id, { ...by, versionId: again })).id).toBe(again);
  expect(profiles.versions('o_1', id, page)).toHaveLength(4);
});

test('a pinned version is what sessions start from, whatever is saved, until it is unpinned', async () => {
  const { profiles, putLive, id, first, save, loaded } = await setUp();
  expect(profiles.update('o_1', id, { pinned_version_id: first }).pinnedVersionId).toBe(first);
  putLive('pbs_1', 'two');
  await save('pbs_1');
  expect(await loaded()).toBe(filesOf('one'));
  profiles.update('o_1', id, { pinned_version_id: null });
  expect(await loaded()).toBe(filesOf('two'));
});

test('only a version of the profile can be pinned, restored or copied', async () => {
  const { profiles, putLive, id } = await setUp();
  putLive('pbs_2', 'x', { organizationId: 'o_2' });
  const foreign = await profiles.create('o_2', { name: 'x', browser_session_id: 'pbs_2' }, by);
  for (const versionId of [foreign.currentVersionId ?? '', 'pv_404', '']) {
    const request = { name: 'copy', version_id: versionId };
    for (const attempt of [
      async () => profiles.update('o_1', id, { pinned_version_id: versionId }),
      () => profiles.restore('o_1', id, { ...by, versionId }),
      () => profiles.copy('o_1', id, { ...by, request }),
    ]) {
      await expect(attempt()).rejects.toMatchObject({ code: 'profile_version_not_found' });
    }
  }
});

test('an update changes what it names; a taken name changes nothing', async () => {
  const { profiles, clock, id } = await setUp();
  await profiles.create('o_1', { name: 'taken' }, by);
  const before = profiles.get('o_1', id);
  clock.now += 1000;
  expect(() => profiles.update('o_1', id, { name: 'taken', description: 'x' })).toThrow('named "taken"');
  expect(profiles.get('o_1', id)).toEqual(before);
  profiles.update('o_1', id, { name: 'renamed', description: 'x' });
  profiles.update('o_1', id, { name: null, description: null });
  expect(profiles.get('o_1', id)).toEqual({
    ...before,
    name: 'renamed',
    description: 'x',
    modifiedAt: clock.now,
  });
  profiles.update('o_1', id, { name: 'renamed', description: '' });
  expect(profiles.get('o_1', id).description).toBeNull();
  await profiles.create('o_1', { name: 'shop' }, by);
});

test('a copy is a profile of its own, which outlives the one it was made of', async () => {
  const { profiles, putLive, id, first, save } = await setUp();
  putLive('pbs_1', 'two');
  await save('pbs_1');
  const copies = [
    await profiles.copy('o_1', id, { ...by, request: { name: 'current' } }),
    await profiles.copy('o_1', id, { ...by, request: { name: 'old', version_id: first } }),
  ];
  await profiles.delete('o_1', id);
  const contents = [];
  for (const copy of copies) contents.push(await contentOf(await profiles.load('o_1', copy.id)));
  expect(contents).toEqual([
    { state: stateOf('two'), files: filesOf('two') },
    { state: stateOf('one'), files: filesOf('one') },
  ]);
  await expect(
    profiles.copy('o_1', copies[0]?.id ?? '', { ...by, request: { name: 'old' } }),
  ).rejects.toMatchObject({ code: 'profile_name_taken' });
});

test('a copy of a blank profile is blank', async () => {
  const { profiles } = await setUp();
  const { id } = await profiles.create('o_1', { name: 'blank', description: 'nothing' }, by);
  const copy = await profiles.copy('o_1', id, { ...by, request: { name: 'copy' } });
  expect(copy).toMatchObject({ currentVersionId: null, description: 'nothing' });
});

test('a delete waits for the save that is under way, and nothing of it is left', async () => {
  const { profiles, putLive, id, save, blobNames, store } = await setUp();
  putLive('pbs_1', 'two');
  await Promise.all([save('pbs_1'), profiles.delete('o_1', id)]);
  expect([blobNames(), store.savedIds()]).toEqual([[], []]);
});

test('a session whose end was saved to a profile gives its last state to another one', async () => {
  const { profiles, put, id, first } = await setUp();
  const session = put('pbs_2', { profileId: id, versionId: first, phase: 'ended' });
  await profiles.keep({ ...session, saveToProfile: true }, captured('end'));
  const other = await profiles.create('o_1', { name: 'other', browser_session_id: 'pbs_2' }, by);
  expect((await contentOf(await profiles.load('o_1', other.id)))?.files).toBe(filesOf('end'));
});

test('usage names the live sessions that started from the profile', async () => {
  const { profiles, put, id } = await setUp();
  put('pbs_2', { profileId: id });
  expect(profiles.usage('o_1', id).liveSessionIds).toEqual(['pbs_2']);
  expect(() => profiles.usage('o_2', id)).toThrow('There is no profile');
});
