import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { createIdSource } from '../../src/domain/ids.ts';
import type { DownloadEvent } from '../../src/domain/session-file.ts';
import { ArtifactLinks } from '../../src/files/artifact-links.ts';
import { Downloads } from '../../src/files/downloads.ts';
import type { DownloadFiles } from '../../src/files/ports.ts';
import { createDownloadStore } from '../../src/store/download-rows.ts';
import { openHouse } from '../sessions/fixtures/house.ts';
import { fakeBrowser } from '../sessions/fixtures/ports.ts';

const home = '/homes/a';
const day = 24 * 60 * 60_000;

/** Files by name, in memory: those of the browser, and those that are kept. */
class MemoryFiles implements DownloadFiles {
  readonly left = new Map<string, number>();
  readonly kept = new Map<string, number>();
  isFinished = (_home: string, guid: string) => this.left.has(guid);
  async keep(_home: string, { guid, id }: { guid: string; id: string }) {
    const size = this.left.get(guid);
    if (size === undefined) throw new Error('no such file');
    this.kept.set(id, size);
    return { size, checksum: `sum of ${guid}` };
  }
  discard = (_home: string, guid: string) => void this.left.delete(guid);
  open = () => Readable.from([]);
  remove = (id: string) => void this.kept.delete(id);
  list = () => [...this.kept.keys()];
}

async function setUp() {
  const { database, sessions, clock } = openHouse();
  const session = await sessions.create('o_1', {});
  const files = new MemoryFiles();
  const canceled: string[] = [];
  const failures: string[] = [];
  const open = () =>
    new Downloads(
      {
        store: createDownloadStore(database),
        files,
        ids: createIdSource({ now: () => clock.now, worker: 1 }),
        now: () => clock.now,
        onFailed: ({ guid }, reason) => failures.push(`${guid}: ${reason}`),
        onFault: fault => {
          throw fault;
        },
      },
      { maxSessionBytes: 100, keepMs: 7 * day },
    );
  const follow = (downloads: Downloads) => {
    let tell: (event: DownloadEvent) => void = () => undefined;
    downloads.follow(session, {
      ...fakeBrowser({ ref: { home, pid: 1, pidStartTime: '1' } }),
      followDownloads: listener => {
        tell = listener;
      },
      cancelDownload: async guid => void canceled.push(guid),
    });
    return (event: DownloadEvent) => tell(event);
  };
  const downloads = open();
  const began = (guid: string): DownloadEvent => ({
    type: 'began',
    guid,
    url: 'https://bank.example/statement?token=secret',
    suggestedName: 'a.csv',
  });
  const states = () => downloads.list(session.id).map(({ guid, state }) => [guid, state.phase]);
  return {
    session,
    downloads,
    open,
    follow,
    tell: follow(downloads),
    files,
    clock,
    began,
    states,
    canceled,
    failures,
  };
}

test('a name is given once in a session, and the address is kept without its secrets', async () => {
  const { session, downloads, tell, began } = await setUp();
  tell(began('g1'));
  tell(began('g2'));
  tell(began('g2'));
  expect(downloads.list(session.id).map(({ filename }) => filename)).toEqual(['a (1).csv', 'a.csv']);
  expect(JSON.stringify(downloads.list(session.id))).not.toContain('secret');
});

test('downloads under way count together; the one that goes over the quota is cancelled', async () => {
  const { tell, began, states, canceled, failures, files } = await setUp();
  tell(began('g1'));
  tell({ type: 'progress', guid: 'g1', receivedBytes: 60, totalBytes: 0 });
  tell(began('g2'));
  tell({ type: 'progress', guid: 'g2', receivedBytes: 1, totalBytes: 41 });
  expect([canceled, failures]).toEqual([['g2'], ['g2: over_quota']]);
  files.left.set('g1', 60);
  tell({ type: 'completed', guid: 'g1' });
  await expect.poll(states).toEqual([
    ['g2', 'failed'],
    ['g1', 'completed'],
  ]);
  tell({ type: 'canceled', guid: 'g2' });
  expect(failures).toHaveLength(1);
});

test('one that lies about its size is measured once more when it is kept', async () => {
  const { tell, began, states, files } = await setUp();
  tell(began('g1'));
  files.left.set('g1', 101);
  tell({ type: 'completed', guid: 'g1' });
  await expect.poll(states).toEqual([['g1', 'failed']]);
  expect(files.list()).toEqual([]);
});

test('what a dead server did not see is kept by the next, and what a dead browser finished before its home goes', async () => {
  const { tell, began, states, files, open, follow, downloads } = await setUp();
  for (const guid of ['g1', 'g2', 'g3']) tell(began(guid));
  files.left.set('g1', 1);
  follow(open());
  await expect.poll(() => states().at(-1)).toEqual(['g1', 'completed']);
  files.left.set('g2', 1);
  await downloads.rescue(home);
  expect(states()).toEqual([
    ['g3', 'failed'],
    ['g2', 'completed'],
    ['g1', 'completed'],
  ]);
});

test('whoever waits for downloads waits for those that began since, until they have ended or it has waited enough', async () => {
  const { session, downloads, tell, began, files, clock } = await setUp();
  tell(began('old'));
  clock.now += 1000;
  const since = clock.now;
  const never = new AbortController().signal;
  await downloads.settled(session.id, { since, signal: never });
  tell(began('new'));
  const over: string[] = [];
  const settled = downloads
    .settled(session.id, { since, signal: never })
    .then(() => over.push(downloads.list(session.id)[0]?.state.phase ?? ''));
  const waited = new AbortController();
  const impatient = downloads
    .settled(session.id, { since, signal: waited.signal })
    .then(() => over.push('waited'));
  waited.abort();
  await impatient;
  files.left.set('new', 10);
  tell({ type: 'completed', guid: 'new' });
  await settled;
  expect(over).toEqual(['waited', 'completed']);
});

test('after the days that it is kept, a download is gone, and so are files that nothing stands for', async () => {
  const { session, downloads, tell, began, states, files, clock } = await setUp();
  tell(began('g1'));
  files.left.set('g1', 1);
  tell({ type: 'completed', guid: 'g1' });
  await expect.poll(states).toEqual([['g1', 'completed']]);
  files.kept.set('a_stray', 1);
  const id = downloads.list(session.id)[0]?.id ?? '';
  clock.now += 7 * day - 1;
  downloads.sweep();
  expect(files.list()).toEqual([id]);
  expect(downloads.get('o_1', id).filename).toBe('a.csv');
  expect(() => downloads.get('o_2', id)).toThrow('There is no artifact');
  clock.now += 1;
  downloads.sweep();
  expect([files.list(), states()]).toEqual([[], []]);
  expect(() => downloads.get('o_1', id)).toThrow('There is no artifact');
});

test('a link opens its artifact for an hour', () => {
  let now = 1_000_000;
  const links = new ArtifactLinks('secret', () => now);
  const { expiry = '', sig = '' } = Object.fromEntries(links.sign('a_1'));
  links.check('a_1', { expiry, sig });
  expect(() => links.check('a_2', { expiry, sig })).toThrow('changed or has expired');
  expect(() => new ArtifactLinks('other', () => now).check('a_1', { expiry, sig })).toThrow('changed');
  now += 60 * 60_000;
  expect(() => links.check('a_1', { expiry, sig })).toThrow('changed or has expired');
});
