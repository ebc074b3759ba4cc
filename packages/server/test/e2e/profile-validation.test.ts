import type { BrowserProfile } from '@berth/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../fixtures/server.ts';

let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start({ BERTH_CHROMIUM: '/bin/false' });
});
afterAll(() => server.remove());

const make = async (body: object): Promise<BrowserProfile> =>
  await (await server.post('/v1/browser_profiles', body)).json();

const state = ['body', 'storage_state'];
const withCookie = (change: object) => {
  const cookie = { name: 'sid', value: 's3cret', domain: 'a.example', path: '/', ...change };
  return { name: 'a', storage_state: { cookies: [cookie], origins: [] } };
};
const withOrigin = (change: object) => {
  const origin = { origin: 'https://a.example', localStorage: [{ name: 'a', value: 's3cret' }], ...change };
  return { name: 'a', storage_state: { cookies: [], origins: [origin] } };
};

describe('a create of a profile', () => {
  test.each([
    [{}, 'missing', ['body', 'name']],
    [{ name: '' }, 'string_too_short', ['body', 'name']],
    [{ name: ' \n' }, 'string_too_short', ['body', 'name']],
    [{ name: null }, 'string_type', ['body', 'name']],
    [{ name: 'x'.repeat(201) }, 'string_too_long', ['body', 'name']],
    [{ name: 'a', description: 5 }, 'string_type', ['body', 'description']],
    [{ name: 'a', browser_session_id: ' ' }, 'string_too_short', ['body', 'browser_session_id']],
    [{ name: 'a', workflow_run_id: '' }, 'string_too_short', ['body', 'workflow_run_id']],
    [{ name: 'a', browser_session_id: 'pbs_1', workflow_run_id: 'tsk_1' }, 'value_error', ['body']],
    [{ name: 'a', storage_state: {}, browser_session_id: 'pbs_1' }, 'missing', [...state, 'cookies'], 2],
    [
      { name: 'a', storage_state: { cookies: [], origins: [] }, browser_session_id: 'pbs_1' },
      'value_error',
      ['body'],
    ],
    [withCookie({ value: 7 }), 'string_type', [...state, 'cookies', 0, 'value']],
    [withCookie({ value: 's3cret\n' }), 'string_pattern_mismatch', [...state, 'cookies', 0, 'value']],
    [withCookie({ domain: 'a/b' }), 'string_pattern_mismatch', [...state, 'cookies', 0, 'domain']],
    [withCookie({ path: 'x' }), 'string_pattern_mismatch', [...state, 'cookies', 0, 'path']],
    [withCookie({ sameSite: 'no' }), 'enum', [...state, 'cookies', 0, 'sameSite']],
    [withOrigin({ origin: 'https://a.example/path' }), 'value_error', [...state, 'origins', 0, 'origin']],
    [withOrigin({ origin: 'chrome://settings' }), 'value_error', [...state, 'origins', 0, 'origin']],
    [withOrigin({ indexedDB: [{}] }), 'too_long', [...state, 'origins', 0, 'indexedDB']],
    [[], 'model_attributes_type', ['body']],
  ])('with %j is a 422 that names the field, and repeats no secret', async (body, type, loc, count = 1) => {
    const response = await server.post('/v1/browser_profiles', body);
    const answer = await response.json();
    expect([response.status, answer.code]).toEqual([422, 'invalid_request']);
    expect(answer.detail).toHaveLength(count);
    expect(answer.detail[0]).toMatchObject({ type, loc, msg: expect.any(String) });
    expect(JSON.stringify(answer)).not.toContain('s3cret');
  });

  test.each([
    [{ proxy_location: 'RESIDENTIAL' }, 400, 'not_supported_yet'],
    [{ proxy_session_id: 'a' }, 400, 'not_supported_yet'],
    [{ browser_session_id: 'pbs_404' }, 404, 'session_not_found'],
    [{ workflow_run_id: 'tsk_404' }, 404, 'run_not_found'],
  ])('with %j is refused, and makes nothing', async (body, status, code) => {
    const response = await server.post('/v1/browser_profiles', { name: 'refused', ...body });
    expect([response.status, (await response.json()).code]).toEqual([status, code]);
    const list = await server.fetch('/v1/browser_profiles?search_key=refused');
    expect(await list.json()).toEqual([]);
  });

  test('answers with every key, trims the name, and names keys that it does not know', async () => {
    const response = await server.post('/v1/browser_profiles', { name: ' trimmed ', colour: 'red' });
    const profile = await response.json();
    expect([response.status, profile]).toEqual([
      200,
      {
        browser_profile_id: expect.stringMatching(/^bp_\d+$/),
        organization_id: expect.stringMatching(/^o_/),
        name: 'trimmed',
        description: null,
        current_version_id: null,
        pinned_version_id: null,
        is_managed: false,
        source_browser_type: null,
        proxy_location: null,
        proxy_session_id: null,
        workflow_permanent_id: null,
        browser_profile_key_digest: null,
        last_verified_login_at: null,
        linked_credential_name: null,
        created_at: expect.stringMatching(/Z$/),
        modified_at: profile.created_at,
        deleted_at: null,
        warning: expect.stringContaining('colour'),
      },
    ]);
  });

  test('takes explicit nulls for what it does without, with and without a slash at the end', async () => {
    const nothing = {
      description: null,
      browser_session_id: null,
      workflow_run_id: null,
      storage_state: null,
      proxy_location: null,
      proxy_session_id: null,
    };
    const response = await server.post('/v1/browser_profiles/', { name: 'nulls', ...nothing });
    const profile: BrowserProfile = await response.json();
    expect([response.status, profile.warning]).toEqual([200, null]);
    const path = `/v1/browser_profiles/${profile.browser_profile_id}/`;
    expect(await (await server.fetch(path)).json()).toEqual(profile);
    expect((await server.fetch(path, { method: 'DELETE' })).status).toBe(204);
  });

  test('of a name that is taken is a 409, until that profile is deleted', async () => {
    const { browser_profile_id: id } = await make({ name: 'taken' });
    const second = await server.post('/v1/browser_profiles', { name: 'taken' });
    expect([second.status, (await second.json()).code]).toEqual([409, 'profile_name_taken']);
    const removed = await server.fetch(`/v1/browser_profiles/${id}`, { method: 'DELETE' });
    expect([removed.status, await removed.text()]).toEqual([204, '']);
    expect((await server.post('/v1/browser_profiles', { name: 'taken' })).status).toBe(200);
  });

  test('that is sent again under its Idempotency-Key is the same profile', async () => {
    const send = () =>
      server.fetch('/v1/browser_profiles', {
        method: 'POST',
        body: JSON.stringify({ name: 'once' }),
        headers: { 'content-type': 'application/json', 'idempotency-key': 'profile-once' },
      });
    const [first, second]: BrowserProfile[] = await Promise.all(
      [await send(), await send()].map(response => response.json()),
    );
    expect(second?.browser_profile_id).toBe(first?.browser_profile_id);
  });
});

test.each(['page=0', 'page_size=0', 'page=x', 'managed=perhaps', 'include_deleted=7'])(
  'a list of profiles with ?%s is a 422',
  async query => {
    const response = await server.fetch(`/v1/browser_profiles?${query}`);
    expect([response.status, (await response.json()).code]).toEqual([422, 'invalid_request']);
  },
);

test('a list leaves deleted profiles out unless they are asked for, and has no managed ones', async () => {
  const { browser_profile_id: id } = await make({ name: 'list-a', description: 'listed' });
  await make({ name: 'list-b', description: 'listed' });
  await server.fetch(`/v1/browser_profiles/${id}`, { method: 'DELETE' });
  const names = async (query: string) => {
    const response = await server.fetch(`/v1/browser_profiles?search_key=LISTED&${query}`);
    const profiles: BrowserProfile[] = await response.json();
    return profiles.map(({ name }) => name);
  };
  expect(await names('')).toEqual(['list-b']);
  expect(await names('include_deleted=true')).toEqual(['list-b', 'list-a']);
  expect(await names('include_deleted=true&page=2&page_size=1')).toEqual(['list-a']);
  expect(await names('managed=true')).toEqual([]);
  expect(await names('managed=false')).toEqual(['list-b']);
});

describe('of one profile', () => {
  let id: string;
  beforeAll(async () => {
    id = (await make({ name: 'subject' })).browser_profile_id;
  });

  test.each([
    ['PATCH', '', {}, 'missing', ['body']],
    ['PATCH', '', { name: '' }, 'string_too_short', ['body', 'name']],
    ['PATCH', '', { name: 7 }, 'string_type', ['body', 'name']],
    ['PATCH', '', { description: 'x'.repeat(2001) }, 'string_too_long', ['body', 'description']],
    ['PATCH', '', { pinned_version_id: 7 }, 'string_type', ['body', 'pinned_version_id']],
    ['PATCH', '', { rotate_proxy_session_id: 'x' }, 'bool_parsing', ['body', 'rotate_proxy_session_id']],
    ['POST', '/save', {}, 'missing', ['body', 'browser_session_id']],
    ['POST', '/save', { browser_session_id: ' ' }, 'string_too_short', ['body', 'browser_session_id']],
    [
      'POST',
      '/save',
      { browser_session_id: 'pbs_1', on_conflict: 'overwrite' },
      'enum',
      ['body', 'on_conflict'],
    ],
    ['POST', '/export', {}, 'missing', ['body', 'passphrase']],
    ['POST', '/export', { passphrase: 's3cret' }, 'string_too_short', ['body', 'passphrase']],
    ['POST', '/copy', {}, 'missing', ['body', 'name']],
    ['POST', '/copy', { name: 'x', version_id: 7 }, 'string_type', ['body', 'version_id']],
  ])('%s %s with %j is a 422 that names the field', async (method, path, body, type, loc) => {
    const response = await send(method, path, body);
    const answer = await response.json();
    expect([response.status, answer.code]).toEqual([422, 'invalid_request']);
    expect(answer.detail).toEqual([expect.objectContaining({ type, loc, msg: expect.any(String) })]);
  });

  test.each([
    ['PATCH', '', { proxy_location: 'RESIDENTIAL' }, 400, 'not_supported_yet'],
    ['PATCH', '', { proxy_session_id: 'x' }, 400, 'not_supported_yet'],
    ['PATCH', '', { rotate_proxy_session_id: true }, 400, 'not_supported_yet'],
    ['PATCH', '', { pinned_version_id: 'pv_404' }, 404, 'profile_version_not_found'],
    ['POST', '/save', { browser_session_id: 'pbs_404' }, 404, 'session_not_found'],
    ['POST', '/copy', { name: 'subject' }, 409, 'profile_name_taken'],
    ['POST', '/copy', { name: 'x', version_id: 'pv_404' }, 404, 'profile_version_not_found'],
    ['POST', '/versions/pv_404/restore', {}, 404, 'profile_version_not_found'],
  ])('%s %s with %j is refused', async (method, path, body, status, code) => {
    const response = await send(method, path, body);
    expect([response.status, (await response.json()).code]).toEqual([status, code]);
  });

  test('a change answers with the whole of it', async () => {
    const response = await send('PATCH', '', { description: 'changed', colour: 'red' });
    expect(await response.json()).toMatchObject({
      name: 'subject',
      description: 'changed',
      warning: expect.stringContaining('colour'),
    });
  });

  test.each(['page=0', 'page_size=101'])('a list of versions with ?%s is a 422', async query => {
    const response = await server.fetch(`/v1/browser_profiles/${id}/versions?${query}`);
    expect([response.status, (await response.json()).code]).toEqual([422, 'invalid_request']);
  });

  test('a storage state goes in and comes out, and its version and diff name what is in it', async () => {
    const whole = {
      cookies: [
        {
          name: 'sid',
          value: 's3cret',
          domain: '.shop.example',
          path: '/',
          expires: 1_900_000_000,
          httpOnly: true,
          secure: true,
          sameSite: 'Lax',
        },
      ],
      origins: [{ origin: 'https://shop.example', localStorage: [{ name: 'cart', value: 's3cret' }] }],
    };
    const profile = await make({ name: 'state', storage_state: whole });
    const path = `/v1/browser_profiles/${profile.browser_profile_id}`;
    expect(await (await server.fetch(`${path}/storage_state`)).json()).toEqual(whole);
    const versionId = profile.current_version_id ?? '';
    const shown = await server.fetch(`${path}/versions/${versionId}`);
    expect(await shown.clone().json()).toMatchObject({
      version_id: versionId,
      number: 1,
      is_current: true,
      source_type: 'import',
      browser: null,
      sites: [
        {
          site: 'shop.example',
          cookies: [{ name: 'sid', path: '/', expires_at: '2030-03-17T17:46:40.000Z' }],
          storage_origins: ['https://shop.example'],
        },
      ],
    });
    expect(await shown.text()).not.toContain('s3cret');
    const diff = await (await server.fetch(`${path}/versions/${versionId}/diff`)).json();
    expect(diff).toEqual({
      version_id: versionId,
      against: null,
      lines: [
        'cookie `sid` of shop.example is new, until 2030-03-17T17:46:40.000Z',
        '1 new origin: https://shop.example',
      ],
    });
  });

  test('an export is a file to keep, and an import makes a profile of it', async () => {
    const response = await send('POST', '/export', { passphrase: 'long enough' });
    expect(response.headers.get('content-disposition')).toContain('filename="subject.berth-profile"');
    const file = new File([await response.blob()], 'x');
    const imported = await importing({ passphrase: 'long enough', name: 'imported', file });
    expect([imported.status, await imported.json()]).toMatchObject([200, { name: 'imported' }]);
    const again = await importing({ passphrase: 'long enough', name: 'imported', file });
    expect([again.status, (await again.json()).code]).toEqual([409, 'profile_name_taken']);
    const wrong = await importing({ passphrase: 'another one', file });
    expect([wrong.status, (await wrong.json()).code]).toEqual([400, 'profile_archive_invalid']);
  });

  test.each([
    ['no passphrase', { file: new File(['x'], 'x') }, 'missing', 'passphrase'],
    ['a short one', { passphrase: 's3cret', file: new File(['x'], 'x') }, 'string_too_short', 'passphrase'],
    ['no file', { passphrase: 'long enough' }, 'missing', 'file'],
    [
      'a passphrase that comes too late',
      { file: new File(['x'], 'x'), passphrase: 'long enough' },
      'missing',
      'passphrase',
    ],
    [
      'a name without an end',
      { passphrase: 'long enough', name: 'x'.repeat(20_000), file: new File(['x'], 'x') },
      'string_too_long',
      'name',
    ],
  ])('an import with %s is a 422 that names the field', async (_what, fields, type, field) => {
    const response = await importing(fields);
    const answer = await response.json();
    expect([response.status, answer.code]).toEqual([422, 'invalid_request']);
    expect(answer.detail).toMatchObject([{ type, loc: ['body', field] }]);
    expect(JSON.stringify(answer)).not.toContain('s3cret');
  });

  test('an import of JSON is refused by its type, and one of any other file by what it is', async () => {
    expect((await server.post('/v1/browser_profiles/import', { passphrase: 'x' })).status).toBe(415);
    const response = await importing({ passphrase: 'long enough', file: new File(['not one'], 'x') });
    expect([response.status, (await response.json()).code]).toEqual([400, 'profile_archive_invalid']);
  });

  const importing = (fields: Readonly<Record<string, string | File | undefined>>): Promise<Response> => {
    const body = new FormData();
    for (const [name, value] of Object.entries(fields)) if (value !== undefined) body.append(name, value);
    return server.fetch('/v1/browser_profiles/import', { method: 'POST', body });
  };

  test('usage and versions of a blank profile are empty', async () => {
    const usage = await server.fetch(`/v1/browser_profiles/${id}/usage`);
    expect(await usage.json()).toEqual({
      workflows: [],
      credentials: [],
      recent_seeded_run_count: 0,
      live_session_ids: [],
    });
    expect(await (await server.fetch(`/v1/browser_profiles/${id}/versions`)).json()).toEqual([]);
  });

  const send = (method: string, path: string, body: object): Promise<Response> =>
    server.fetch(`/v1/browser_profiles/${id}${path}`, {
      method,
      body: JSON.stringify(body),
      headers: { 'content-type': 'application/json' },
    });
});
