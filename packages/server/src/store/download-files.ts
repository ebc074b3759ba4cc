import { createHash } from 'node:crypto';
import {
  closeSync,
  constants,
  createReadStream,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { DownloadFiles } from '../files/ports.ts';
import { namingFullDisk } from './faults.ts';

const partSuffix = '.part';

/** Downloads as files: `leftIn` is where a browser leaves them, `directory` where they are kept, each under its id. */
export function createDownloadFiles(options: {
  directory: string;
  leftIn: (home: string) => string;
}): DownloadFiles {
  const { directory, leftIn } = options;
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const kept = (id: string): string => join(directory, id);
  return {
    // Until then it has another name: Chromium renames what is complete.
    isFinished: (home, guid) => existsSync(join(leftIn(home), guid)),
    async keep(home, { guid, id }) {
      const source = openOwn(leftIn(home), guid);
      const part = `${kept(id)}${partSuffix}`;
      try {
        const result = await copy(source, part);
        renameSync(part, kept(id));
        return result;
      } catch (fault) {
        rmSync(part, { force: true });
        throw namingFullDisk(fault);
      } finally {
        closeSync(source);
      }
    },
    discard(home, guid) {
      for (const name of [guid, `${guid}.crdownload`]) rmSync(join(leftIn(home), name), { force: true });
    },
    open: (id, range) => createReadStream(kept(id), range),
    remove(id) {
      rmSync(kept(id), { force: true });
      rmSync(`${kept(id)}${partSuffix}`, { force: true });
    },
    list: () => [
      ...new Set(
        readdirSync(directory).map(name =>
          name.endsWith(partSuffix) ? name.slice(0, -partSuffix.length) : name,
        ),
      ),
    ],
  };
}

/**
 * The directory is the browser's own. One that was taken over could leave a link there to a file that only the server may
 * read, so only a plain file with one name, of the directory's owner, is taken.
 */
function openOwn(directory: string, name: string): number {
  const file = openSync(
    join(directory, name),
    constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK,
  );
  const found = fstatSync(file);
  if (found.isFile() && found.nlink === 1 && found.uid === statSync(directory).uid) return file;
  closeSync(file);
  throw new Error(`${name} is not a plain file of the browser`);
}

/** On disk when it resolves. */
async function copy(source: number, target: string): Promise<{ size: number; checksum: string }> {
  const file = await open(target, 'w', 0o600);
  try {
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of createReadStream('', { fd: source, autoClose: false })) {
      hash.update(chunk);
      size += chunk.length;
      await file.writeFile(chunk);
    }
    await file.sync();
    return { size, checksum: hash.digest('hex') };
  } finally {
    await file.close();
  }
}
