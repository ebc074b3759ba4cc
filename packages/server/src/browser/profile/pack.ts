import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
  realpathSync,
  type Stats,
} from 'node:fs';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { createZstdCompress, constants as zlib } from 'node:zlib';
import { contentOf, isOrdinary } from './kept-paths.ts';
import { endOfArchive, paddingOf, writeHeader } from './tar-format.ts';

const batchBytes = 256 * 1024;
/** The place of an open file, whatever was renamed on the way to it. Not on every system. */
const descriptors = '/proc/self/fd';

/**
 * A profile as a compressed archive, the same bytes for the same content. Its browser must have been closed, or be frozen:
 * a file that changes meanwhile makes the stream fail, or is not whole.
 *
 * The directory is the browser's own. One that was taken over could leave links there to what only the server may read,
 * so only plain files with one name, of the directory's owner, are taken; everything else is left out.
 */
export function packProfile(directory: string): Readable {
  const compress = createZstdCompress({
    chunkSize: batchBytes,
    // Level 3, the usual one, takes twice the time for a tenth less.
    params: { [zlib.ZSTD_c_checksumFlag]: 1, [zlib.ZSTD_c_compressionLevel]: 1 },
  });
  // Its faults reach whoever reads `compress`.
  return pipeline(
    Readable.from(batches(archive(directory)), { objectMode: false }),
    compress,
    () => undefined,
  );
}

interface Profile {
  readonly root: string;
  readonly uid: number;
}

function* archive(directory: string): Generator<Buffer> {
  const root = realpathSync(directory);
  yield* entriesBelow({ root, uid: lstatSync(root).uid }, '');
  yield endOfArchive;
}

function* entriesBelow(profile: Profile, path: string): Generator<Buffer> {
  const found = readdirSync(join(profile.root, path), { withFileTypes: true });
  for (const entry of found.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const below = path === '' ? entry.name : `${path}/${entry.name}`;
    if (contentOf(below) === null || !isOrdinary(below)) continue;
    if (entry.isDirectory()) {
      yield writeHeader({ path: below, kind: 'directory', size: 0 });
      yield* entriesBelow(profile, below);
    } else if (entry.isFile()) {
      yield* fileAt(profile, below);
    }
  }
}

function* fileAt(profile: Profile, path: string): Generator<Buffer> {
  const place = join(profile.root, path);
  const file = openSync(place, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  try {
    const facts = fstatSync(file);
    if (!isOwn(profile, facts) || isElsewhere(file, place)) return;
    yield writeHeader({ path, kind: 'file', size: facts.size });
    for (let left = facts.size; left > 0; ) {
      const bytes = Buffer.allocUnsafe(Math.min(left, batchBytes));
      const read = readSync(file, bytes);
      if (read === 0) throw new Error(`${path} changed while the profile was packed`);
      yield bytes.subarray(0, read);
      left -= read;
    }
    yield Buffer.alloc(paddingOf(facts.size));
  } finally {
    closeSync(file);
  }
}

const isOwn = ({ uid }: Profile, facts: Stats): boolean =>
  facts.isFile() && facts.nlink === 1 && facts.uid === uid;

/** Whether a directory on the way was exchanged for a link after it had been looked at. */
function isElsewhere(file: number, place: string): boolean {
  if (process.platform !== 'linux') return false;
  return readlinkSync(`${descriptors}/${file}`) !== place;
}

/** Headers and small files together: each piece costs the compressor a turn of its own. */
function* batches(pieces: Iterable<Buffer>): Generator<Buffer> {
  let batch: Buffer[] = [];
  let length = 0;
  for (const piece of pieces) {
    batch.push(piece);
    length += piece.length;
    if (length < batchBytes) continue;
    yield Buffer.concat(batch);
    batch = [];
    length = 0;
  }
  yield Buffer.concat(batch);
}
