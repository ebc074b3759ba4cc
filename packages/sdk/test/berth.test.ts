import { operations } from '@berth/contract';
import { describe, expect, it, vi } from 'vitest';
import { Berth, BerthAbortError, BerthError, BerthTimeoutError } from '../src/index.ts';
import { routes } from '../src/routes.ts';
import { startApi } from './fixtures/api.ts';

describe('methods', () => {
  it.each([
    ['POST', '/v1/browser_sessions', (berth: Berth) => berth.createBrowserSession()],
    ['GET', '/v1/browser_sessions', (berth: Berth) => berth.getBrowserSessions()],
    [
      'GET',
      '/v1/browser_sessions?tag=a&tag=b&name=x&status=running',
      (berth: Berth) =>
        berth.getBrowserSessions({ tag: ['a', 'b'], name: 'x', status: 'running', timeoutInSeconds: 5 }),
    ],
    ['GET', '/v1/browser_sessions?tag=a', (berth: Berth) => berth.getBrowserSessions({ tag: ['a'] }, {})],
    ['GET', '/v1/browser_sessions/history', (berth: Berth) => berth.getBrowserSessionHistory()],
    [
      'GET',
      '/v1/browser_sessions/history?page=2&page_size=50',
      (berth: Berth) => berth.getBrowserSessionHistory({ page: 2, pageSize: 50 }),
    ],
    ['GET', '/v1/browser_sessions/pbs_1', (berth: Berth) => berth.getBrowserSession('pbs_1')],
    [
      'PATCH',
      '/v1/browser_sessions/pbs_1',
      (berth: Berth) => berth.updateBrowserSession('pbs_1', { generateBrowserProfile: false }),
    ],
    ['POST', '/v1/browser_sessions/close_all', (berth: Berth) => berth.closeAllBrowserSessions()],
    ['POST', '/v1/browser_sessions/pbs_1/close', (berth: Berth) => berth.closeBrowserSession('pbs_1')],
    ['GET', '/v1/browser_sessions/pbs_1/uploads', (berth: Berth) => berth.getUploads('pbs_1')],
    ['GET', '/v1/browser_sessions/pbs_1/downloads', (berth: Berth) => berth.getDownloads('pbs_1')],
    ['POST', '/v1/run/tasks', (berth: Berth) => berth.runTask({ prompt: 'Log in' })],
    ['GET', '/v1/runs/tsk_1', (berth: Berth) => berth.getRun('tsk_1')],
    ['GET', '/v1/runs/tsk_1/timeline', (berth: Berth) => berth.getRunTimeline('tsk_1')],
    ['POST', '/v1/runs/tsk_1/cancel', (berth: Berth) => berth.cancelRun('tsk_1')],
    [
      'POST',
      '/v1/browser_profiles',
      (berth: Berth) => berth.createBrowserProfile({ name: 'shop', browserSessionId: 'pbs_1' }),
    ],
    ['GET', '/v1/browser_profiles?page=2', (berth: Berth) => berth.listBrowserProfiles({ page: 2 })],
    ['GET', '/v1/browser_profiles/bp_1', (berth: Berth) => berth.getBrowserProfile('bp_1')],
    [
      'PATCH',
      '/v1/browser_profiles/bp_1',
      (berth: Berth) => berth.updateBrowserProfile('bp_1', { pinnedVersionId: null }),
    ],
    ['GET', '/v1/browser_profiles/bp_1/usage', (berth: Berth) => berth.getBrowserProfileUsage('bp_1')],
    [
      'POST',
      '/v1/browser_profiles/bp_1/save',
      (berth: Berth) => berth.saveBrowserProfile('bp_1', { browserSessionId: 'pbs_1' }),
    ],
    [
      'POST',
      '/v1/browser_profiles/bp_1/copy',
      (berth: Berth) => berth.copyBrowserProfile('bp_1', { name: 'copy' }),
    ],
    [
      'GET',
      '/v1/browser_profiles/bp_1/versions?page=2',
      (berth: Berth) => berth.listBrowserProfileVersions('bp_1', { page: 2 }),
    ],
    [
      'GET',
      '/v1/browser_profiles/bp_1/versions/pv_1',
      (berth: Berth) => berth.getBrowserProfileVersion('bp_1', 'pv_1'),
    ],
    [
      'GET',
      '/v1/browser_profiles/bp_1/versions/pv_2/diff?against=pv_1',
      (berth: Berth) => berth.diffBrowserProfileVersion('bp_1', 'pv_2', { against: 'pv_1' }),
    ],
    [
      'GET',
      '/v1/browser_profiles/bp_1/storage_state?version_id=pv_1',
      (berth: Berth) => berth.getBrowserProfileStorageState('bp_1', { versionId: 'pv_1' }),
    ],
    [
      'POST',
      '/v1/browser_profiles/bp_1/versions/pv_1/restore',
      (berth: Berth) => berth.restoreBrowserProfileVersion('bp_1', 'pv_1'),
    ],
    ['GET', '/v1/version', (berth: Berth) => berth.getVersion()],
  ])('send %s %s and return its JSON', async (method, url, call) => {
    const api = await startApi(() => ({ body: { some_key: 'as on the wire' } }));
    const answer = await call(new Berth({ baseUrl: api.url, apiKey: 'key' }));
    expect(answer).toEqual({ some_key: 'as on the wire' });
    expect(api.received).toMatchObject([{ method, url, headers: { 'x-api-key': 'key' } }]);
  });

  it.each([
    ['bytes', { name: 'a.txt', data: new TextEncoder().encode('content') }],
    ['text', { name: 'a.txt', data: 'content' }],
    ['a Blob', { name: 'a.txt', data: new Blob(['content']) }],
    ['a File', new File(['content'], 'a.txt')],
  ])('upload %s as a form', async (_kind, file) => {
    const api = await startApi(() => ({ body: [{ file_id: 'file_1' }] }));
    const berth = new Berth({ baseUrl: api.url, apiKey: 'key' });
    expect(await berth.uploadFile('pbs_1', file)).toEqual({ file_id: 'file_1' });
    expect(api.received[0]).toMatchObject({
      method: 'POST',
      url: '/v1/browser_sessions/pbs_1/uploads',
      headers: { 'content-type': expect.stringContaining('multipart/form-data; boundary=') },
      body: expect.stringMatching(/name="file"; filename="a.txt".*content/s),
    });
  });

  it('send an exported profile behind its fields, and take one as a Blob', async () => {
    const api = await startApi(({ url }) => ({ body: url.endsWith('/export') ? 'sealed' : {} }));
    const berth = new Berth({ baseUrl: api.url, apiKey: 'key' });
    const file = await berth.exportBrowserProfile('bp_1', { passphrase: 'secret' });
    expect(await file.text()).toBe('sealed');
    await berth.importBrowserProfile({ passphrase: 'secret', name: 'moved', file });
    expect(api.received).toMatchObject([
      { method: 'POST', url: '/v1/browser_profiles/bp_1/export', body: '{"passphrase":"secret"}' },
      {
        method: 'POST',
        url: '/v1/browser_profiles/import',
        body: expect.stringMatching(/name="passphrase".*secret.*name="name".*moved.*name="file".*sealed/s),
      },
    ]);
  });

  it('throw what a refused export says', async () => {
    const api = await startApi(() => ({ status: 404, body: { detail: 'gone', code: 'profile_not_found' } }));
    const berth = new Berth({ baseUrl: api.url, apiKey: 'key' });
    await expect(berth.exportBrowserProfile('bp_1', { passphrase: 'secret' })).rejects.toMatchObject({
      code: 'profile_not_found',
    });
  });

  it('take an empty answer for what it is', async () => {
    const api = await startApi(() => ({ status: 204, body: '' }));
    const berth = new Berth({ baseUrl: api.url, apiKey: 'key' });
    expect(await berth.deleteBrowserProfile('bp_1')).toBeUndefined();
    expect(api.received).toMatchObject([{ method: 'DELETE', url: '/v1/browser_profiles/bp_1', body: '' }]);
  });

  it('follow the operations of the contract', () => {
    const withoutMethod = ['createLiveTicket', 'signIn', 'getArtifactContent'];
    expect([...Object.keys(routes), ...withoutMethod].sort()).toEqual(Object.keys(operations).sort());
    for (const [id, route] of Object.entries(routes)) {
      expect(Reflect.get(operations, id)).toMatchObject({
        method: route.method,
        path: route.path,
        needsKey: route.needsKey,
      });
      expect('takesIdempotencyKey' in route).toBe('takesIdempotencyKey' in Reflect.get(operations, id));
    }
  });

  it('send a body only where there is one', async () => {
    const api = await startApi(() => ({ body: {} }));
    const berth = new Berth({ baseUrl: api.url, apiKey: 'key' });
    await berth.createBrowserSession();
    await berth.closeBrowserSession('pbs_1');
    expect(api.received[0]).toMatchObject({ body: '{}', headers: { 'content-type': 'application/json' } });
    expect(api.received[1]?.body).toBe('');
    expect(api.received[1]?.headers['content-type']).toBeUndefined();
  });

  it('encode an id', async () => {
    const api = await startApi(() => ({ body: {} }));
    await new Berth({ baseUrl: api.url, apiKey: 'key' }).getRun('a/b c');
    expect(api.received[0]?.url).toBe('/v1/runs/a%2Fb%20c');
  });

  it.each(['', '.', '..'])('refuse %j as an id, which would be another route', async id => {
    const berth = new Berth({ baseUrl: 'http://127.0.0.1:1', apiKey: 'key' });
    await expect(berth.getBrowserProfileVersion('bp_1', id)).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    await expect(berth.getBrowserSession(id)).rejects.toMatchObject({ code: 'invalid_argument' });
  });
});

describe('the base URL', () => {
  it.each(['', '/', '/berth', '/berth/', '/a/b//'])('may end in %j', async suffix => {
    const api = await startApi(() => ({ body: {} }));
    await new Berth({ baseUrl: `${api.url}${suffix}`, apiKey: 'key' }).getVersion();
    expect(api.received[0]?.url).toBe(`${suffix.replace(/\/+$/, '')}/v1/version`);
  });

  it('comes from BERTH_BASE_URL, and the key from BERTH_API_KEY', async () => {
    const api = await startApi(() => ({ body: {} }));
    vi.stubEnv('BERTH_BASE_URL', `${api.url}/from-env`);
    vi.stubEnv('BERTH_API_KEY', 'env-key');
    const berth = new Berth();
    vi.unstubAllEnvs();
    await berth.getVersion();
    expect(api.received[0]).toMatchObject({
      url: '/from-env/v1/version',
      headers: { 'x-api-key': 'env-key' },
    });
  });

  it('is http://127.0.0.1:8000 without either', async () => {
    vi.stubEnv('BERTH_BASE_URL', undefined);
    const urls: string[] = [];
    const berth = new Berth({
      apiKey: 'key',
      fetch: async url => {
        urls.push(url);
        return new Response('{}');
      },
    });
    vi.unstubAllEnvs();
    await berth.getVersion();
    expect(urls).toEqual(['http://127.0.0.1:8000/v1/version']);
  });

  it.each(['localhost:8000', 'ftp://host', 'nonsense'])('cannot be %s', baseUrl => {
    expect(() => new Berth({ baseUrl })).toThrow(BerthError);
  });
});

describe('the API key', () => {
  it('may come from a function, which is asked at each call', async () => {
    const api = await startApi(() => ({ body: {} }));
    let asked = 0;
    const berth = new Berth({ baseUrl: api.url, apiKey: async () => `key-${++asked}\n` });
    await berth.getVersion();
    await berth.getVersion();
    expect(api.received.map(request => request.headers['x-api-key'])).toEqual(['key-1', 'key-2']);
  });

  it('may be waited for no longer than the call, and an abort ends that at once', async () => {
    const berth = new Berth({ apiKey: () => new Promise(() => {}), timeoutInSeconds: 0.05 });
    await expect(berth.getVersion()).rejects.toBeInstanceOf(BerthTimeoutError);
    const options = { timeoutInSeconds: 60, abortSignal: AbortSignal.timeout(20) };
    await expect(berth.getVersion(options)).rejects.toBeInstanceOf(BerthAbortError);
  });

  it('is missed at the first call that needs it, before anything is sent', async () => {
    const api = await startApi(() => ({ body: {} }));
    vi.stubEnv('BERTH_API_KEY', '');
    const berth = new Berth({ baseUrl: api.url });
    vi.unstubAllEnvs();
    await expect(berth.getBrowserSessions()).rejects.toMatchObject({
      code: 'api_key_missing',
      message: expect.stringContaining('BERTH_API_KEY'),
    });
    expect(api.received).toEqual([]);
    await berth.getVersion();
    await berth.getBrowserSessions({ headers: { authorization: 'Bearer key' } });
    expect(api.received).toHaveLength(2);
  });

  it('stays out of the error when it is malformed', async () => {
    const error = await new Berth({ apiKey: 'sec\nret' }).getRun('tsk_1').catch(error => error);
    expect(error).toMatchObject({ code: 'api_key_malformed' });
    expect(String(error)).not.toContain('ret');
  });
});

describe('request options', () => {
  it('win over a key in the headers of the client', async () => {
    const api = await startApi(() => ({ body: {} }));
    const berth = new Berth({ baseUrl: api.url, headers: { 'X-API-Key': 'client', 'x-a': '1' } });
    await berth.getVersion();
    await berth.getVersion({ apiKey: 'call' });
    await berth.getVersion({ apiKey: 'call', headers: { 'x-api-key': 'header of the call' } });
    expect(api.received.map(({ headers }) => [headers['x-api-key'], headers['x-a']])).toEqual([
      ['client', '1'],
      ['call', '1'],
      ['header of the call', '1'],
    ]);
  });

  it('win over the client: key, headers, query', async () => {
    const api = await startApi(() => ({ body: {} }));
    const berth = new Berth({ baseUrl: api.url, apiKey: 'client', headers: { 'x-a': '1', 'X-B': '1' } });
    await berth.getBrowserSessions({
      apiKey: 'call',
      headers: { 'X-A': null, 'x-b': '2', 'x-c': '3' },
      queryParams: { tag: ['a', 'b c'], page: 2, live: true, none: null, missing: undefined },
    });
    expect(api.received[0]?.url).toBe('/v1/browser_sessions?tag=a&tag=b+c&page=2&live=true');
    expect(api.received[0]?.headers).toMatchObject({ 'x-api-key': 'call', 'x-b': '2', 'x-c': '3' });
    expect(api.received[0]?.headers).not.toHaveProperty('x-a');
  });

  it('cannot have values that make no sense', async () => {
    const berth = new Berth({ apiKey: 'key' });
    await expect(berth.getRun('r', { timeoutInSeconds: 0 })).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    await expect(berth.getRun('r', { maxRetries: Number.NaN })).rejects.toMatchObject({
      code: 'invalid_argument',
    });
    expect(() => new Berth({ timeoutInSeconds: -1 })).toThrow('timeoutInSeconds');
  });
});
