import {
  type BrowserProfile,
  type BrowserSession,
  type Download,
  type Operation,
  type OperationId,
  operations,
  type Run,
} from '@berth/contract';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { attachToPage, openCdp } from '../fixtures/cdp-client.ts';
import { TestServer } from '../fixtures/server.ts';

/*
 * Every operation of the table × whose key is sent × what its id stands for. A new operation fails here until it says what
 * it answers for something that has ended.
 */

interface Row {
  readonly body?: object;
  /** Sent as a file in place of a body. */
  readonly file?: string;
  /** For what is the caller's own and live; an error by its code. */
  readonly own: 200 | 204 | string;
  /** The same once it has ended, or was deleted. */
  readonly ended: 200 | string;
}

/** Operations on one session, run, artifact or profile; those that end it come last. */
const rows: Partial<Record<OperationId, Row>> = {
  getBrowserSession: { own: 200, ended: 200 },
  updateBrowserSession: { body: { name: 'x' }, own: 200, ended: 'session_already_ended' },
  createLiveTicket: { own: 200, ended: 'session_ended' },
  createConnectToken: { own: 200, ended: 'session_ended' },
  uploadFiles: { file: 'content', own: 200, ended: 'session_ended' },
  listUploads: { own: 200, ended: 200 },
  listDownloads: { own: 200, ended: 200 },
  getArtifactContent: { own: 200, ended: 200 },
  listBrowserSessionEvents: { own: 200, ended: 200 },
  getRun: { own: 200, ended: 200 },
  getRunTimeline: { own: 200, ended: 200 },
  cancelRun: { own: 200, ended: 'run_already_final' },
  closeBrowserSession: { own: 200, ended: 200 },
  getBrowserProfile: { own: 200, ended: 'profile_not_found' },
  updateBrowserProfile: { body: { description: 'x' }, own: 200, ended: 'profile_not_found' },
  getBrowserProfileUsage: { own: 200, ended: 'profile_not_found' },
  saveBrowserProfile: {
    body: { browser_session_id: 'pbs_404' },
    own: 'session_not_found',
    ended: 'profile_not_found',
  },
  copyBrowserProfile: { body: { name: 'a copy' }, own: 200, ended: 'profile_not_found' },
  getBrowserProfileStorageState: { own: 200, ended: 'profile_not_found' },
  exportBrowserProfile: { body: { passphrase: 'a passphrase' }, own: 200, ended: 'profile_not_found' },
  listBrowserProfileVersions: { own: 200, ended: 'profile_not_found' },
  getBrowserProfileVersion: { own: 'profile_version_not_found', ended: 'profile_not_found' },
  diffBrowserProfileVersion: { own: 'profile_version_not_found', ended: 'profile_not_found' },
  restoreBrowserProfileVersion: { own: 'profile_version_not_found', ended: 'profile_not_found' },
  deleteBrowserProfile: { own: 204, ended: 'profile_not_found' },
};
const table: ReadonlyArray<[OperationId, Operation]> = Object.entries(operations).map(([id, operation]) => [
  id as OperationId,
  operation,
]);
const subjects = ['browser_session_id', 'run_id', 'artifact_id', 'browser_profile_id'] as const;
type Subject = (typeof subjects)[number];
const notFound = {
  browser_session_id: 'session_not_found',
  run_id: 'run_not_found',
  artifact_id: 'artifact_not_found',
  browser_profile_id: 'profile_not_found',
} as const;
const onSubject = table.flatMap(([id, operation]) => {
  const subject = subjects.find(each => each in operation.params);
  return subject === undefined ? [] : [[id, operation, subject] as const];
});

let server: TestServer;
let foreignKey: string;
let live: Ids;
let ended: Ids;
let foreign: Ids;

type Ids = Readonly<Record<Subject, string>>;

beforeAll(async () => {
  server = await TestServer.start();
  const script = new URL('../../src/key.ts', import.meta.url).pathname;
  const output = await server.runScript(script, ['create', '--org', 'other']);
  foreignKey = output.trim().split('\n').at(-1) ?? '';
  live = await makeSubjects(server.key);
  foreign = await makeSubjects(foreignKey);
  ended = await makeSubjects(server.key);
  await server.post(`/v1/browser_sessions/${ended.browser_session_id}/close`);
  await server.fetch(`/v1/browser_profiles/${ended.browser_profile_id}`, { method: 'DELETE' });
  await server.finishedRun(ended.run_id);
});
afterAll(() => server.remove());

test('every operation that has something in its path is in this matrix', () => {
  const withParams = table.filter(([, { params }]) => Object.keys(params).length > 0);
  expect(onSubject.map(([id]) => id)).toEqual(withParams.map(([id]) => id));
  expect(Object.keys(rows).toSorted()).toEqual(withParams.map(([id]) => id).toSorted());
});

describe.each(table)('%s', (id, operation) => {
  test('answers without a key only where none is needed, and says so before anything else', async () => {
    const response = await call(id, operation, { ids: live, key: null });
    const answer = await response.json();
    if (operation.needsKey) {
      expect([response.status, answer.code]).toEqual([403, 'invalid_credentials']);
      expect(answer.detail).toContain('x-api-key');
    } else {
      expect(answer.code).not.toBe('invalid_credentials');
    }
  });

  test('refuses every other method in one shape, with and without a slash at the end', async () => {
    const path = fill(operation.path, live);
    const taken = table.filter(([, other]) => other.path === operation.path).map(([, other]) => other.method);
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const) {
      if (taken.some(each => each === method)) continue;
      for (const twin of [path, `${path}/`]) {
        const response = await server.fetch(twin, { method });
        expect([twin, method, response.status, (await response.json()).code]).toEqual([
          twin,
          method,
          405,
          'method_not_allowed',
        ]);
        expect(response.headers.get('allow')?.split(', ')).toEqual(expect.arrayContaining(taken));
      }
    }
  });
});

describe.each(onSubject)('%s', (id, operation, subject) => {
  test('answers for what is foreign as for what never was: 404, and nothing happens to it', async () => {
    const unknown = {
      browser_session_id: 'pbs_404',
      run_id: 'tsk_404',
      artifact_id: 'a_404',
      browser_profile_id: 'bp_404',
    };
    const odd = {
      browser_session_id: 'x'.repeat(400),
      run_id: '..%2F%00',
      artifact_id: '..%2F%00',
      browser_profile_id: '..%2F%00',
    };
    const answers = await Promise.all(
      [foreign, unknown, odd].map(async ids => {
        const response = await call(id, operation, { ids, key: server.key });
        const answer = await response.json();
        return [response.status, answer.code, answer.detail.replace(ids[subject], '…')];
      }),
    );
    const code = notFound[subject];
    expect(answers[0]?.slice(0, 2)).toEqual([404, code]);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]?.slice(0, 2)).toEqual([404, code]);
    const session = await server.fetch(`/v1/browser_sessions/${foreign.browser_session_id}`, {
      key: foreignKey,
    });
    expect(await session.json()).toMatchObject({
      status: 'running',
      name: null,
      runnable_id: foreign.run_id,
    });
    const profile = await server.fetch(`/v1/browser_profiles/${foreign.browser_profile_id}`, {
      key: foreignKey,
    });
    expect(await profile.json()).toMatchObject({ name: foreign.browser_session_id, deleted_at: null });
  });
});

test.each(onSubject)('%s answers for what has ended as its row says', async (id, operation) => {
  expect(rows).toHaveProperty(id);
  expect(await outcome(await call(id, operation, { ids: ended, key: server.key }))).toBe(rows[id]?.ended);
});

test.each(Object.entries(rows))('%s answers for what is live as its row says', async (name, row) => {
  const [id, operation] = table.find(([each]) => each === name) ?? [];
  if (id === undefined || operation === undefined) throw new Error(`there is no operation ${name}`);
  expect(await outcome(await call(id, operation, { ids: live, key: server.key }))).toBe(row.own);
});

test('lists have what is the caller’s own, and close_all ends nothing else', async () => {
  for (const path of ['/v1/browser_sessions', '/v1/browser_sessions/history']) {
    const sessions: BrowserSession[] = await (await server.fetch(path, { key: foreignKey })).json();
    expect(sessions.map(session => session.browser_session_id)).toEqual([foreign.browser_session_id]);
  }
  await server.post('/v1/browser_sessions/close_all');
  const session = await server.fetch(`/v1/browser_sessions/${foreign.browser_session_id}`, {
    key: foreignKey,
  });
  expect(await session.json()).toMatchObject({ status: 'running' });
});

test('a run in a session that is foreign, unknown or ended is refused at once', async () => {
  for (const [session, status, code] of [
    [foreign.browser_session_id, 404, 'session_not_found'],
    ['pbs_404', 404, 'session_not_found'],
    [ended.browser_session_id, 410, 'session_ended'],
  ] as const) {
    const response = await server.post('/v1/run/tasks', { prompt: 'click "x"', browser_session_id: session });
    expect([response.status, (await response.json()).code]).toEqual([status, code]);
  }
});

/** A session, a file that it downloaded, a profile, and a run that is at work in it until somebody ends it. */
async function makeSubjects(key: string): Promise<Ids> {
  const session: BrowserSession = await (await server.post('/v1/browser_sessions', {}, key)).json();
  const artifact_id = await download(session, key);
  const body = {
    prompt: 'Wait for the text "this never comes"',
    url: `${server.demoOrigin}/login`,
    browser_session_id: session.browser_session_id,
  };
  const run: Run = await (await server.post('/v1/run/tasks', body, key)).json();
  const profile: BrowserProfile = await (
    await server.post('/v1/browser_profiles', { name: session.browser_session_id }, key)
  ).json();
  return {
    browser_session_id: session.browser_session_id,
    run_id: run.run_id,
    artifact_id,
    browser_profile_id: profile.browser_profile_id,
  };
}

/** The id of a file that a page of the session has downloaded. */
async function download(session: BrowserSession, key: string): Promise<string> {
  const client = await openCdp(session.browser_address ?? '', key);
  const { sessionId } = await attachToPage(client);
  const expression = `Object.assign(document.createElement('a'), { href: 'data:,x', download: 'x.txt' }).click()`;
  await client.command('Runtime.evaluate', { expression, userGesture: true }, sessionId);
  const path = `/v1/browser_sessions/${session.browser_session_id}/downloads`;
  const artifactId = await vi.waitFor(
    async () => {
      const [file]: Download[] = await (await server.fetch(path, { key })).json();
      if (file?.status !== 'completed') throw new Error(`the download is ${file?.status}`);
      return file.artifact_id;
    },
    { timeout: 10_000 },
  );
  client.close();
  return artifactId;
}

function call(
  id: OperationId,
  operation: Operation,
  { ids, key }: { ids: Ids; key: string | null },
): Promise<Response> {
  const { body, file } = rows[id] ?? {};
  const path = fill(operation.path, ids);
  const { method } = operation;
  if (file !== undefined) {
    const form = new FormData();
    form.append('file', new File([file], 'a.txt'));
    return server.fetch(path, { method, key, body: form });
  }
  const headers = { 'content-type': 'application/json' };
  return server.fetch(path, {
    method,
    key,
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers }),
  });
}

function fill(path: string, ids: Ids): string {
  return path
    .replace('{browser_session_id}', ids.browser_session_id)
    .replace('{run_id}', ids.run_id)
    .replace('{artifact_id}', ids.artifact_id)
    .replace('{browser_profile_id}', ids.browser_profile_id)
    .replace('{version_id}', 'pv_404');
}

async function outcome(response: Response): Promise<unknown> {
  if (!response.ok) return (await response.json()).code;
  await response.arrayBuffer();
  return response.status;
}
