import { createHash, randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { type FileHandle, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { BerthError } from '../domain/errors.ts';
import type { Blobs } from '../seal/ports.ts';
import { namingFullDisk } from './faults.ts';

const allowedName = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/;
const longestName = 200;
/** No name begins like this, so what is half-written is in no list. */
const partPrefix = '.part-';
const readBytes = 256 * 1024;

/** Blobs as files of one directory. What a former server left half-written is removed: only one may use the directory. */
export function createBlobs(directory: string): Blobs {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(directory)) {
    if (name.startsWith(partPrefix)) rmSync(join(directory, name));
  }
  const pathOf = (name: string): string => join(directory, checked(name));
  return {
    async put(name, bytes) {
      const path = pathOf(name);
      const part = join(directory, `${partPrefix}${randomBytes(9).toString('hex')}`);
      try {
        const written = await write(part, bytes);
        await storing(() => rename(part, path));
        await syncDirectory(directory);
        return written;
      } catch (fault) {
        bytes.destroy();
        await rm(part, { force: true });
        throw fault;
      }
    },
    open: name => Readable.from(read(pathOf(name), name), { objectMode: false, highWaterMark: readBytes }),
    async remove(name) {
      await rm(pathOf(name), { force: true });
      await syncDirectory(directory);
    },
    list: async () => (await readdir(directory)).filter(isName),
  };
}

const isName = (name: string): boolean => name.length <= longestName && allowedName.test(name);

function checked(name: string): string {
  if (isName(name)) return name;
  throw new Error(`${JSON.stringify(name)} cannot be the name of a blob`);
}

/** On disk when it resolves, but not yet under its name. */
async function write(path: string, bytes: Readable): Promise<{ size: number; sha256: string }> {
  const file = await opening(path, 'wx');
  try {
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of bytes) {
      hash.update(chunk);
      size += chunk.length;
      await storing(() => file.writeFile(chunk));
    }
    await storing(() => file.sync());
    return { size, sha256: hash.digest('hex') };
  } finally {
    await file.close();
  }
}

async function* read(path: string, name: string): AsyncGenerator<Buffer> {
  const file = await open(path, 'r').catch((fault: unknown) => {
    throw isMissing(fault)
      ? new BerthError(
          'sealed_data_corrupt',
          `The stored data ${name} is gone from the disk. Take another version, or restore the data directory from a backup.`,
          { cause: fault },
        )
      : fault;
  });
  try {
    yield* file.createReadStream({ autoClose: false, highWaterMark: readBytes });
  } finally {
    await file.close();
  }
}

async function syncDirectory(path: string): Promise<void> {
  const directory = await open(path, 'r');
  try {
    await storing(() => directory.sync());
  } finally {
    await directory.close();
  }
}

const opening = (path: string, flags: string): Promise<FileHandle> => storing(() => open(path, flags, 0o600));

/** Only what this writes can fill this disk: a fault of the source is passed on as it is. */
async function storing<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (fault) {
    throw namingFullDisk(fault);
  }
}

const isMissing = (fault: unknown): boolean =>
  fault instanceof Error && 'code' in fault && fault.code === 'ENOENT';
