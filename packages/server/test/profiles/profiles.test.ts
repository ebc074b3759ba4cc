import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { canary, captured, contentOf, filesOf, openProfileHouse, stateOf } from './fixtures/profile-house.ts';

const by = { keyId: 'k_1' };
const everything = { searchKey: '', includesDeleted: false, offset: 0, count: 10 };

test('a profile of a live session holds what the session had at that moment, again and again', async () => {
  const { profiles, putLive } = openProfileHouse();
  putLive('pbs_1', 'one');
  const profile = await profiles.create('o_1', { name: 'shop', browser_session_id: 'pbs_1' }, by);
  for (let count = 0; count < 2; count += 1) {
    const saved = await profiles.load('o_1', profile.id);
    expect(saved).toMatchObject({ profileId: profile.id, versionId: profile.currentVersionId });
    expect(await contentOf(saved)).toEqual({ state: stateOf('one'), files: filesOf('one') });
  }
});

test('a profile of a Playwright storage state has no files, and what the state says', async () => {
  const { profiles, store } = openProfileHouse();
  const cookie = { name: 'sid', value: canary, domain: 'shop.example', path: '/', expires: -1 };
  const origins = [{ origin: 'https://shop.example', localStorage: [{ name: 'cart', value: 'apples' }] }];
  const { id, currentVersionId } = await profiles.create(
    'o_1',
    { name: 'shop', storage_state: { cookies: [cookie], origins } },
    by,
  );
  const saved = await profiles.load('o_1', id);
  expect(saved?.openFiles()).toBeNull();
  expect(saved?.state).toMatchObject({
    cookies: [{ name: 'sid', value: canary }],
    tabs: [],
    localStorage: [{ origin: 'https://shop.example', isCleared: true, items: [['cart', 'apples']] }],
  });
  expect(store.findVersion(currentVersionId ?? '')).toMatchObject({
    origin: { kind: 'import', id: null, keyId: 'k_1' },
    saved: { browser: null, hasFiles: false, content: { origins: ['https://shop.example'] } },
  });
});

test('a blank profile has nothing to load', async () => {
  const { profiles } = openProfileHouse();
  const profile = await profiles.create('o_1', { name: 'new', description: 'for the shop' }, by);
  expect(profile).toMatchObject({ currentVersionId: null, description: 'for the shop' });
  expect(await profiles.load('o_1', profile.id)).toBeNull();
});

test('what an ended session left makes as many profiles as are asked for, until it is forgotten', async () => {
  const { profiles, put, blobNames } = openProfileHouse();
  const session = put('pbs_1', { phase: 'ended' });
  expect(await profiles.keep({ ...session, saveToProfile: false }, captured('last'))).toEqual({
    kind: 'kept',
  });
  for (const name of ['first', 'second']) {
    const { id } = await profiles.create('o_1', { name, browser_session_id: 'pbs_1' }, by);
    expect(await contentOf(await profiles.load('o_1', id))).toEqual({
      state: stateOf('last'),
      files: filesOf('last'),
    });
  }
  await profiles.forgetKept('pbs_1');
  expect(blobNames().filter(name => name.startsWith('ks'))).toEqual([]);
  await expect(
    profiles.create('o_1', { name: 'third', browser_session_id: 'pbs_1' }, by),
  ).rejects.toMatchObject({ code: 'profile_not_enabled' });
});

test('what is kept of a session a second time takes the place of the first', async () => {
  const { profiles, put, blobNames } = openProfileHouse();
  const session = put('pbs_1', { phase: 'ended' });
  await profiles.keep({ ...session, saveToProfile: false }, captured('one'));
  await profiles.keep({ ...session, saveToProfile: false }, captured('two'));
  expect(blobNames()).toHaveLength(2);
  const { id } = await profiles.create('o_1', { name: 'a', browser_session_id: 'pbs_1' }, by);
  expect((await contentOf(await profiles.load('o_1', id)))?.files).toBe(filesOf('two'));
});

test('a session that ends while it is captured gives what it left', async () => {
  const { profiles, put } = openProfileHouse();
  const session = put('pbs_1');
  await profiles.keep({ ...session, saveToProfile: false }, captured('left'));
  const { id } = await profiles.create('o_1', { name: 'a', browser_session_id: 'pbs_1' }, by);
  expect((await contentOf(await profiles.load('o_1', id)))?.files).toBe(filesOf('left'));
});

test('a run stands for the session that it ran in', async () => {
  const { profiles, putLive, runs } = openProfileHouse();
  putLive('pbs_1', 'run');
  runs.set('tsk_1', { organizationId: 'o_1', sessionId: 'pbs_1' });
  runs.set('tsk_2', { organizationId: 'o_2', sessionId: 'pbs_1' });
  const { id } = await profiles.create('o_1', { name: 'a', workflow_run_id: 'tsk_1' }, by);
  expect((await contentOf(await profiles.load('o_1', id)))?.files).toBe(filesOf('run'));
  for (const workflow_run_id of ['tsk_2', 'tsk_3']) {
    await expect(profiles.create('o_1', { name: 'b', workflow_run_id }, by)).rejects.toMatchObject({
      code: 'run_not_found',
    });
  }
});

test.each([
  [{ keepsState: false }, 'profile_not_enabled', /generate_browser_profile/],
  [{ phase: 'ending' }, 'profile_not_ready', /persisted/],
  [{ phase: 'ended' }, 'profile_not_enabled', /nothing of its state was kept/],
  [{ organizationId: 'o_2' }, 'session_not_found', /pbs_1/],
] as const)('a session that is %j gives no profile: %s', async (session, code, message) => {
  const { profiles, put, blobNames, store } = openProfileHouse();
  put('pbs_1', session);
  await expect(profiles.create('o_1', { name: 'a', browser_session_id: 'pbs_1' }, by)).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
  });
  expect([blobNames(), store.savedIds(), profiles.list('o_1', everything)]).toEqual([[], [], []]);
});

test('a name is free again when its profile is deleted, and is taken in one organisation only', async () => {
  const { profiles } = openProfileHouse();
  const first = await profiles.create('o_1', { name: 'shop' }, by);
  await profiles.create('o_2', { name: 'shop' }, by);
  await expect(profiles.create('o_1', { name: 'shop' }, by)).rejects.toMatchObject({
    code: 'profile_name_taken',
  });
  await profiles.delete('o_1', first.id);
  expect((await profiles.create('o_1', { name: 'shop' }, by)).id).not.toBe(first.id);
});

test('two creates of one name at once: one profile, and nothing is left of the other', async () => {
  const { profiles, putLive, blobNames, store } = openProfileHouse();
  putLive('pbs_1', 'one');
  const outcomes = await Promise.allSettled(
    [1, 2].map(() => profiles.create('o_1', { name: 'shop', browser_session_id: 'pbs_1' }, by)),
  );
  expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  expect([blobNames().length, store.savedIds().length]).toEqual([2, 1]);
});

test('a deleted profile is gone: for whoever asks, and on the disk', async () => {
  const { profiles, putLive, blobNames, keys } = openProfileHouse();
  putLive('pbs_1', 'one');
  const { id } = await profiles.create('o_1', { name: 'shop', browser_session_id: 'pbs_1' }, by);
  const sealed = keys.seal({ organizationId: 'o_1', id }, 'x', Buffer.from('x'));
  await expect(profiles.delete('o_2', id)).rejects.toMatchObject({ code: 'profile_not_found' });
  await profiles.delete('o_1', id);
  expect(blobNames()).toEqual([]);
  expect(() => keys.open({ organizationId: 'o_1', id }, 'x', sealed)).toThrow('does not open');
  for (const gone of [() => profiles.load('o_1', id), () => profiles.delete('o_1', id)]) {
    await expect(gone()).rejects.toMatchObject({ code: 'profile_not_found' });
  }
  expect(profiles.list('o_1', everything)).toEqual([]);
  expect(profiles.list('o_1', { ...everything, includesDeleted: true })).toMatchObject([
    { id, currentVersionId: null, deletedAt: expect.any(Number) },
  ]);
});

test('lists are newest first, page by page, and search name and description in any case', async () => {
  const { profiles, clock } = openProfileHouse();
  for (const [name, description] of [
    ['Alpha', null],
    ['beta', 'for ÄPFEL'],
    ['gamma', null],
  ] as const) {
    clock.now += 1000;
    await profiles.create('o_1', { name, description }, by);
  }
  const names = (filter: object) =>
    profiles.list('o_1', { ...everything, ...filter }).map(({ name }) => name);
  expect(names({})).toEqual(['gamma', 'beta', 'Alpha']);
  expect(names({ offset: 1, count: 1 })).toEqual(['beta']);
  expect(names({ searchKey: 'ALPH' })).toEqual(['Alpha']);
  expect(names({ searchKey: 'äpfel' })).toEqual(['beta']);
  expect(names({ searchKey: '%' })).toEqual([]);
  expect(profiles.list('o_2', everything)).toEqual([]);
});

test('a session that saves to its profile makes a version that the next one starts from', async () => {
  const { profiles, putLive, put } = openProfileHouse();
  putLive('pbs_1', 'one');
  const { id, currentVersionId } = await profiles.create(
    'o_1',
    { name: 'shop', browser_session_id: 'pbs_1' },
    by,
  );
  const session = put('pbs_2', { profileId: id, versionId: currentVersionId, phase: 'ending' });
  const result = await profiles.keep({ ...session, saveToProfile: true }, captured('two'));
  const saved = await profiles.load('o_1', id);
  expect(result).toEqual({ kind: 'saved', profileId: id, versionId: saved?.versionId });
  expect((await contentOf(saved))?.files).toBe(filesOf('two'));
});

test('of two sessions on one profile the second stands beside the line that the first went on', async () => {
  const { profiles, putLive, put, store } = openProfileHouse();
  putLive('pbs_0', 'one');
  const { id, currentVersionId } = await profiles.create(
    'o_1',
    { name: 'shop', browser_session_id: 'pbs_0' },
    by,
  );
  const start = { profileId: id, versionId: currentVersionId, phase: 'ending' } as const;
  const results = await Promise.all(
    ['pbs_1', 'pbs_2'].map(session =>
      profiles.keep({ ...put(session, start), saveToProfile: true }, captured(session)),
    ),
  );
  const saved = await profiles.load('o_1', id);
  expect(results).toMatchObject([
    { kind: 'saved', versionId: saved?.versionId },
    { kind: 'conflict', currentVersionId: saved?.versionId },
  ]);
  expect(['pbs_1', 'pbs_2'].map(session => profiles.keptOf({ id: session }))).toEqual(results);
  expect((await contentOf(saved))?.files).toBe(filesOf('pbs_1'));
  expect(store.lastSavedBy(id, 'pbs_2')).toMatchObject({ number: 3, parentId: currentVersionId });
});

test('a save at the end never fails because the profile is gone: the state is kept with the session', async () => {
  const { profiles, put } = openProfileHouse();
  const { id } = await profiles.create('o_1', { name: 'shop' }, by);
  const session = put('pbs_1', { profileId: id, phase: 'ended' });
  await profiles.delete('o_1', id);
  expect(await profiles.keep({ ...session, saveToProfile: true }, captured('kept'))).toEqual({
    kind: 'kept',
  });
  const again = await profiles.create('o_1', { name: 'again', browser_session_id: 'pbs_1' }, by);
  expect((await contentOf(await profiles.load('o_1', again.id)))?.files).toBe(filesOf('kept'));
});

test('a flipped bit, a missing blob or one of another profile is an error, never a fresh profile', async () => {
  const { profiles, putLive, blobs, pathOf } = openProfileHouse();
  putLive('pbs_1', 'one');
  const make = async (name: string) =>
    await profiles.create('o_1', { name, browser_session_id: 'pbs_1' }, by);
  const flipped = await make('flipped');
  const files = pathOf(`${flipped.currentVersionId}.files`);
  const bytes = readFileSync(files);
  bytes.writeUInt8(bytes.readUInt8(bytes.length - 20) ^ 1, bytes.length - 20);
  writeFileSync(files, bytes);
  const missing = await make('missing');
  await blobs.remove(`${missing.currentVersionId}.state`);
  const moved = await make('moved');
  writeFileSync(
    pathOf(`${moved.currentVersionId}.state`),
    readFileSync(pathOf(`${flipped.currentVersionId}.state`)),
  );
  for (const { id } of [flipped, missing, moved]) {
    await expect(profiles.load('o_1', id).then(contentOf)).rejects.toMatchObject({
      code: 'profile_corrupt',
      message: expect.stringContaining(id),
    });
  }
});

test('what is saved is readable nowhere on the disk', async () => {
  const { profiles, putLive, put, bytesOnDisk } = openProfileHouse();
  putLive('pbs_1', 'one');
  await profiles.create('o_1', { name: 'shop', browser_session_id: 'pbs_1' }, by);
  await profiles.keep({ ...put('pbs_2', { phase: 'ended' }), saveToProfile: false }, captured('two'));
  const bytes = bytesOnDisk();
  expect(bytes).toContain('shop');
  expect(bytes).not.toContain(canary);
  expect(bytes).not.toContain('files of');
});

test('a capture that breaks off leaves nothing, and the former version stays', async () => {
  const { profiles, putLive, put, blobNames, store } = openProfileHouse();
  putLive('pbs_1', 'one');
  const profile = await profiles.create('o_1', { name: 'shop', browser_session_id: 'pbs_1' }, by);
  const before = [blobNames(), store.savedIds()];
  const broken = captured('two');
  const session = put('pbs_2', { profileId: profile.id, versionId: profile.currentVersionId });
  const kept = profiles.keep({ ...session, saveToProfile: true }, broken);
  broken.files.destroy(new Error('the browser went'));
  await expect(kept).rejects.toThrow('the browser went');
  expect([blobNames(), store.savedIds()]).toEqual(before);
  expect((await contentOf(await profiles.load('o_1', profile.id)))?.files).toBe(filesOf('one'));
});

test('a start removes the blobs of saves that were interrupted, and nothing else', async () => {
  const { profiles, putLive, put, blobNames, blobs } = openProfileHouse();
  putLive('pbs_1', 'one');
  await profiles.create('o_1', { name: 'shop', browser_session_id: 'pbs_1' }, by);
  await profiles.keep({ ...put('pbs_2', { phase: 'ended' }), saveToProfile: false }, captured('two'));
  const before = blobNames();
  for (const name of ['pv_99.files', 'ks_99.state']) await blobs.put(name, captured('x').files);
  await blobs.put('other.files', captured('x').files);
  await profiles.reconcile();
  expect(blobNames()).toEqual([...before, 'other.files'].sort());
});
