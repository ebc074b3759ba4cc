import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { createBlobs } from '../../src/store/blobs.ts';
import { namingFullDisk } from '../../src/store/faults.ts';

function setUp() {
  const root = mkdtempSync(join(tmpdir(), 'berth-blobs-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const directory = join(root, 'blobs');
  return { root, directory, blobs: createBlobs(directory) };
}

const bytes = randomBytes(1_000_000);
const inPieces = (): Readable =>
  Readable.from([bytes.subarray(0, 7), bytes.subarray(7, 600_000), bytes.subarray(600_000)]);

test('a blob comes back as it was put, for the server alone, until it is removed', async () => {
  const { directory, blobs } = setUp();
  expect(await blobs.put('pv_1', inPieces())).toEqual({
    size: 1_000_000,
    sha256: createHash('sha256').update(bytes).digest('hex'),
  });
  await blobs.put('pbs_2.journal', Readable.from([]));
  expect(await buffer(blobs.open('pv_1'))).toEqual(bytes);
  expect(await buffer(blobs.open('pbs_2.journal'))).toEqual(Buffer.alloc(0));
  expect([...(await blobs.list())].sort()).toEqual(['pbs_2.journal', 'pv_1']);
  expect(statSync(join(directory, 'pv_1')).mode & 0o777).toBe(0o600);
  await blobs.remove('pv_1');
  await blobs.remove('pv_1');
  expect(readdirSync(directory)).toEqual(['pbs_2.journal']);
});

test('a put takes the place of what had the name, for those who open it afterwards', async () => {
  const { blobs } = setUp();
  await blobs.put('pv_1', inPieces());
  const before = blobs.open('pv_1');
  const first = before.iterator({ destroyOnReturn: false });
  const read = [(await first.next()).value];
  await blobs.put('pv_1', Readable.from([Buffer.from('new')]));
  for await (const piece of before) read.push(piece);
  expect(Buffer.concat(read)).toEqual(bytes);
  expect(String(await buffer(blobs.open('pv_1')))).toBe('new');
});

test('a put whose source fails leaves nothing, and what had the name keeps it', async () => {
  const { directory, blobs } = setUp();
  await blobs.put('pv_1', Readable.from([Buffer.from('kept')]));
  const broken = () =>
    Readable.from(
      (async function* () {
        yield bytes;
        throw new Error('the source broke');
      })(),
    );
  await expect(blobs.put('pv_1', broken())).rejects.toThrow('the source broke');
  await expect(blobs.put('pv_2', broken())).rejects.toThrow('the source broke');
  expect(readdirSync(directory)).toEqual(['pv_1']);
  expect(String(await buffer(blobs.open('pv_1')))).toBe('kept');
});

const diesPutting = fileURLToPath(new URL('./fixtures/dies-putting.ts', import.meta.url));

test('a put that was killed is in no list, and the next start removes what it left', async () => {
  const { directory, blobs } = setUp();
  await blobs.put('pv_1', Readable.from([Buffer.from('kept')]));
  expect(spawnSync(process.execPath, [diesPutting, directory, 'pv_1']).signal).toBe('SIGKILL');
  expect(readdirSync(directory)).toHaveLength(2);
  expect(await blobs.list()).toEqual(['pv_1']);
  const again = createBlobs(directory);
  expect(readdirSync(directory)).toEqual(['pv_1']);
  expect(String(await buffer(again.open('pv_1')))).toBe('kept');
});

test.each(['', '.', '..', '../pv_1', 'a/b', '/etc/passwd', '.part-1', 'PV_1', 'a\0b', 'é', 'a'.repeat(201)])(
  'the name %j is refused',
  async name => {
    const { root, blobs } = setUp();
    await expect(blobs.put(name, Readable.from([]))).rejects.toThrow('cannot be the name of a blob');
    expect(() => blobs.open(name)).toThrow('cannot be the name of a blob');
    await expect(blobs.remove(name)).rejects.toThrow('cannot be the name of a blob');
    expect(readdirSync(root)).toEqual(['blobs']);
  },
);

test('a blob that has gone is an error that says so', async () => {
  const { blobs } = setUp();
  await expect(buffer(blobs.open('pv_1'))).rejects.toMatchObject({ code: 'sealed_data_corrupt' });
});

test('a full disk is an error that the API names', () => {
  let full: unknown;
  try {
    writeFileSync('/dev/full', 'x');
  } catch (fault) {
    full = fault;
  }
  expect(namingFullDisk(full)).toMatchObject({ code: 'insufficient_storage' });
  const other = new Error('another');
  expect(namingFullDisk(other)).toBe(other);
});
