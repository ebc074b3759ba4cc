import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Content,
  contentOf,
  furnish,
  journalOf,
  looseBlob,
  looseOf,
  named,
  openDiskHouse,
  session,
  shopOf,
} from './fixtures/disk-house.ts';

/*
 * Each request that a write makes of the disk, and each half of what it writes: the process is killed there, or the disk is
 * full or broken there, for this once or from there on. What the next start finds is one whole state or the other.
 */

const script = fileURLToPath(new URL('./fixtures/interrupted.ts', import.meta.url));
type Work = 'save' | 'create' | 'journal' | 'put';

let room: string;
beforeAll(async () => {
  room = mkdtempSync(join(tmpdir(), 'berth-interrupted-'));
  await furnish(join(room, 'furnished'));
});
afterAll(() => rmSync(room, { recursive: true }));

const deadlineMs = 300_000;

/** What the process says of its work; null when it was killed. */
interface Outcome {
  readonly code: string | null;
  readonly message: string | null;
  readonly met: string | null;
}

test.concurrent.each<[Work, number]>([
  ['save', 50],
  ['create', 50],
  ['journal', 10],
  ['put', 10],
])(
  '%s, killed at each request: the former state or the new one, whole',
  async (work, fewest) => {
    const furnished = place(`${work}-kill`);
    cpSync(join(room, 'furnished'), furnished, { recursive: true });
    const found = new Set<Content>();
    let step = 1;
    for (let wasKilled = true; wasKilled; step += 1) {
      const directory = `${furnished}-${step}`;
      cpSync(furnished, directory, { recursive: true });
      const outcome = await killedAt(work, step, directory);
      wasKilled = outcome === null;
      found.add(await expectWhole(directory, { work, isDone: outcome !== null }));
      rmSync(directory, { recursive: true });
    }
    expect(step).toBeGreaterThan(fewest);
    // A kill after the last request of the work leaves what is acknowledged, so both are seen.
    expect([...found].sort()).toEqual(['one', 'two']);
  },
  deadlineMs,
);

test.concurrent.each<[Work, 'ENOSPC' | 'EIO', 'once' | 'lasting']>([
  ['save', 'ENOSPC', 'once'],
  ['save', 'ENOSPC', 'lasting'],
  ['save', 'EIO', 'once'],
  ['save', 'EIO', 'lasting'],
  ['create', 'ENOSPC', 'lasting'],
  ['journal', 'ENOSPC', 'once'],
  ['journal', 'EIO', 'lasting'],
  ['put', 'ENOSPC', 'once'],
  ['put', 'EIO', 'once'],
])(
  '%s, with %s at each request, %s: it says so, and the former state or the new one is whole',
  async (work, kind, duration) => {
    const directory = place(`${work}-${kind}-${duration}`);
    cpSync(join(room, 'furnished'), directory, { recursive: true });
    const outcomes = await failingAtEach(work, { kind, duration, directory });
    expect(outcomes.length).toBeGreaterThan(5);
    for (const { code, message, met, seen, again, place: left } of outcomes) {
      const at = `${met} at ${left}`;
      expect(code === null, `${at}: ${message}`).toBe(met === null);
      // A full disk is something that the API names.
      if (kind === 'ENOSPC' && met !== null) expect(code, `${at}: ${message}`).toBe('insufficient_storage');
      // The process itself goes on, and what it is asked again it does.
      expect([seen, again], at).toEqual(
        work === 'save' ? [met === null ? 'two' : 'one', 'two'] : ['one', 'one'],
      );
      const beforeStart = blobsIn(left);
      await expectWhole(left, { work, isDone: met === null });
      // What it can clear away itself it does not leave to the next start.
      if (kind === 'ENOSPC' && duration === 'once') expect(beforeStart, at).toEqual(blobsIn(left));
      if (kind === 'ENOSPC') expect(readdirSync(join(left, 'home')), at).toEqual(['profile']);
      rmSync(left, { recursive: true });
    }
  },
  deadlineMs,
);

const blobsIn = (directory: string): string[] => readdirSync(join(directory, 'blobs')).sort();
const place = (name: string): string => join(room, name);

async function killedAt(work: Work, step: number, directory: string): Promise<Outcome | null> {
  const running = run([work, 'kill', 'once', String(step), directory]);
  const outcome = await running.catch((fault: { signal?: unknown; stderr?: unknown }) => {
    if (fault.signal !== 'SIGKILL') throw new Error(`it was not killed: ${String(fault.stderr)}`);
    return null;
  });
  return outcome === null ? null : JSON.parse(outcome.stdout);
}

async function failingAtEach(
  work: Work,
  { kind, duration, directory }: { kind: string; duration: string; directory: string },
): Promise<readonly (Outcome & { seen: Content; again: Content; place: string })[]> {
  const { stdout } = await run([work, kind, duration, '', directory]);
  return stdout
    .trim()
    .split('\n')
    .map(line => JSON.parse(line));
}

const run = (values: readonly string[]) =>
  promisify(execFile)(process.execPath, ['--disable-warning=ExperimentalWarning', script, ...values], {
    // Two hundred processes that compile the same files: so they take a third of the time.
    env: { ...process.env, NODE_COMPILE_CACHE: place('compiled') },
  });

/** Starts on the directory as the next server does, and looks at all that is in it. Returns what the work has left. */
async function expectWhole(
  directory: string,
  { work, isDone }: { work: Work; isDone: boolean },
): Promise<Content> {
  const house = await openDiskHouse(directory);
  try {
    const { profiles, store } = house;
    const blobs = store.savedIds().flatMap(id => [`${id}.files`, `${id}.state`]);
    expect(house.names('blobs')).toEqual([looseBlob, ...blobs].sort());
    expect(house.names('journals')).toEqual([session.id]);
    const loads = async (name: string): Promise<Content | null> => {
      const profile = named(profiles, name);
      if (profile === undefined) return null;
      for (const { id } of profiles.versions('o_1', profile.id, { offset: 0, count: 10 })) {
        await contentOf(await profiles.open('o_1', profile.id, id), directory);
      }
      return await contentOf(await profiles.load('o_1', profile.id), directory);
    };
    const found: Readonly<Record<Work, Content>> = {
      save: (await loads('shop')) ?? 'two',
      create: (await loads('new')) ?? 'one',
      journal: journalOf(house),
      put: await looseOf(house),
    };
    expect(shopOf(house)).toBeDefined();
    // What the work is not about is as it was; a save writes the journal first.
    for (const other of ['save', 'create', 'put'] as const)
      if (other !== work) expect(found[other]).toBe('one');
    if (isDone) expect(found[work]).toBe('two');
    return found[work];
  } finally {
    house.database.close();
  }
}
