import { randomBytes } from 'node:crypto';
import { chownSync, closeSync, fchownSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline, type Readable, Transform } from 'node:stream';
import { createZstdDecompress, constants as zlib } from 'node:zlib';
import { BerthError, isDiskFull } from '../../domain/errors.ts';
import type { BrowserUser } from '../user.ts';
import { type ArchiveLimits, readArchive } from './archive-reader.ts';
import { contentOf } from './kept-paths.ts';
import { sanitisePreferences } from './preferences.ts';
import { type ArchiveEntry, invalidArchive, quoted } from './tar-format.ts';

/** What a profile may have. A used one has some hundred files of together 20 MB, and compresses to a fifth. */
export const profileLimits: ArchiveLimits = {
  maxBytes: 2 * 1024 ** 3,
  maxEntries: 200_000,
  maxRatio: 200,
};

export const actsOnBrowser: readonly string[] = ['extensions', 'tabs', 'state'];
/** Only what has grown beyond this is a bomb: a few empty databases have any ratio. */
const ratioFromBytes = 32 * 1024 * 1024;
const maxPreferencesBytes = 16 * 1024 * 1024;
/** What the archives of `packProfile` need, and what a hostile one may make the decompressor allocate. */
const largestWindow = 23;

export interface UnpackOptions {
  /** Whose files they will be; `null`: the server's own user's. */
  readonly user: BrowserUser | null;
  readonly limits: ArchiveLimits;
  /**
   * For an archive that anyone may have made: settings that act on the browser go, and with them extensions and the tabs
   * that it would open. What sites keep stays.
   */
  readonly sanitise: boolean;
}

/**
 * Makes `directory` (missing, or empty) a profile. It appears with its last byte; when the archive is refused, or its
 * stream fails, nothing does. The archive is hostile input: see `archive-reader.ts` for what it may hold.
 */
export async function unpackProfile(
  archive: Readable,
  directory: string,
  options: UnpackOptions,
): Promise<{ entries: number; bytes: number }> {
  const part = `${directory}.part-${randomBytes(6).toString('hex')}`;
  try {
    makeDirectory(part, options.user);
    const counted = await extract(archive, part, options);
    renameSync(part, directory);
    return counted;
  } catch (fault) {
    archive.destroy();
    await rm(part, { recursive: true, force: true });
    throw naming(fault);
  }
}

async function extract(
  archive: Readable,
  part: string,
  { user, limits, sanitise }: UnpackOptions,
): Promise<{ entries: number; bytes: number }> {
  const counted = { entries: 0, bytes: 0 };
  const plain = decompressed(archive, limits);
  try {
    for await (const { entry, content } of readArchive(plain, limits)) {
      const kept = contentOf(entry.path);
      if (kept === null) throw invalidArchive(`${quoted(entry.path)} is no part of a profile`);
      counted.entries += 1;
      counted.bytes += entry.size;
      const place = join(part, entry.path);
      if (sanitise && actsOnBrowser.includes(kept)) continue;
      if (entry.kind === 'directory') makeDirectory(place, user);
      else if (sanitise && kept === 'preferences') await writeHarmless(place, { entry, content, user });
      else await writeFile(place, content, user);
    }
    return counted;
  } finally {
    plain.destroy();
  }
}

function makeDirectory(path: string, user: BrowserUser | null): void {
  mkdirSync(path, { mode: 0o700 });
  if (user !== null) chownSync(path, user.uid, user.gid);
}

async function writeFile(
  path: string,
  content: AsyncIterable<Buffer> | Iterable<Buffer>,
  user: BrowserUser | null,
): Promise<void> {
  const file = openSync(path, 'wx', 0o600);
  try {
    for await (const piece of content) {
      for (let at = 0; at < piece.length; ) at += writeSync(file, piece, at);
    }
    if (user !== null) fchownSync(file, user.uid, user.gid);
  } finally {
    closeSync(file);
  }
}

async function writeHarmless(
  path: string,
  { entry, content, user }: { entry: ArchiveEntry; content: AsyncIterable<Buffer>; user: BrowserUser | null },
): Promise<void> {
  const harmless = await harmlessPreferences(entry, content);
  if (harmless !== null) await writeFile(path, [Buffer.from(harmless)], user);
}

/** `Secure Preferences` holds nothing harmless: Chromium does without. */
export async function harmlessPreferences(
  entry: ArchiveEntry,
  content: AsyncIterable<Buffer>,
): Promise<string | null> {
  if (!entry.path.endsWith('/Preferences')) return null;
  if (entry.size > maxPreferencesBytes) throw invalidArchive('its preferences are too large');
  const pieces: Buffer[] = [];
  for await (const piece of content) pieces.push(piece);
  return sanitisePreferences(Buffer.concat(pieces).toString('utf8'));
}

export function decompressed(archive: Readable, { maxRatio }: ArchiveLimits): Readable {
  let before = 0;
  let after = 0;
  const count = new Transform({
    transform(chunk, _encoding, done) {
      before += chunk.length;
      done(null, chunk);
    },
  });
  const judge = new Transform({
    transform(chunk, _encoding, done) {
      after += chunk.length;
      const isBomb = after > ratioFromBytes && after > before * maxRatio;
      done(isBomb ? invalidArchive('it is far larger than it looks') : null, chunk);
    },
  });
  const decompress = createZstdDecompress({
    chunkSize: 256 * 1024,
    params: { [zlib.ZSTD_d_windowLogMax]: largestWindow },
  });
  return pipeline(archive, count, decompress, judge, () => undefined);
}

export function naming(fault: unknown): unknown {
  if (fault instanceof BerthError || !(fault instanceof Error)) return fault;
  if (isDiskFull(fault)) {
    return new BerthError(
      'insufficient_storage',
      'The disk of the browsers is full: the profile could not be unpacked.',
      {
        cause: fault,
      },
    );
  }
  const isCompression = 'code' in fault && /^(ZSTD_|Z_|ERR_BUFFER)/.test(String(fault.code));
  return isCompression ? invalidArchive('it does not decompress', fault) : fault;
}
