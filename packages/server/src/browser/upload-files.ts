import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { BerthError, isDiskFull } from '../domain/errors.ts';
import { type Upload, uploadPath } from '../domain/session-file.ts';
import type { UploadFiles } from '../files/ports.ts';
import { homeAt } from './home.ts';

/*
 * uploads/ID/NAME  the file; pages see its name, so it has the one that the client gave
 * uploads/ID.json  what is known of it; written last, so that a half-written file is no upload
 *
 * All of it belongs to the server's user. The browser's own, by its group, may pass through the directories and read the
 * files, and can neither list nor change anything there.
 */

const throughForGroup = 0o710;
const readableForGroup = 0o640;

export function createUploadFiles(): UploadFiles {
  return { save, remove, list };
}

/** The file that `name` stands for: the newest of that name, or the path that the API answered. */
export function findUpload(home: string, name: string): string | null {
  const found = list(home).find(
    upload =>
      upload.filename === name || uploadPath(upload) === name || `/uploads/${upload.filename}` === name,
  );
  return found === undefined ? null : join(uploadsOf(home), found.id, found.filename);
}

async function save(
  home: string,
  upload: { id: string; filename: string; bytes: Readable; maxBytes: number; at: number },
): Promise<Upload> {
  const { gid } = statSync(homeAt(home).profile);
  makeDirectory(uploadsOf(home), gid);
  makeDirectory(join(uploadsOf(home), upload.id), gid);
  const path = join(uploadsOf(home), upload.id, upload.filename);
  try {
    const written = await write(path, upload);
    chownSync(path, -1, gid);
    chmodSync(path, readableForGroup);
    const saved: Upload = { id: upload.id, filename: upload.filename, ...written, uploadedAt: upload.at };
    writeFileSync(factsOf(home, upload.id), JSON.stringify(saved), { mode: 0o600 });
    return saved;
  } catch (fault) {
    remove(home, upload.id);
    throw isDiskFull(fault)
      ? new BerthError('insufficient_storage', 'The disk of the browsers is full; nothing was saved.', {
          cause: fault,
        })
      : fault;
  }
}

async function write(
  path: string,
  { bytes, maxBytes }: { bytes: Readable; maxBytes: number },
): Promise<{ size: number; checksum: string }> {
  const file = await open(path, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of bytes) {
      size += chunk.length;
      if (size > maxBytes) throw tooLarge(maxBytes);
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    return { size, checksum: hash.digest('hex') };
  } finally {
    await file.close();
  }
}

function remove(home: string, id: string): void {
  rmSync(factsOf(home, id), { force: true });
  rmSync(join(uploadsOf(home), id), { recursive: true, force: true });
}

function list(home: string): readonly Upload[] {
  let names: string[];
  try {
    names = readdirSync(uploadsOf(home));
  } catch {
    return []; // nothing was uploaded yet, or the home has gone
  }
  return names
    .filter(name => name.endsWith('.json'))
    .map(name => readFacts(join(uploadsOf(home), name)))
    .sort((a, b) => (BigInt(b.id.slice('file_'.length)) > BigInt(a.id.slice('file_'.length)) ? 1 : -1));
}

/** Only this server writes there: what it wrote becomes a type again. */
const readFacts = (file: string): Upload => JSON.parse(readFileSync(file, 'utf8')) as Upload;

/** `home` itself must be there: one that has been removed is not made again. */
function makeDirectory(path: string, gid: number): void {
  try {
    mkdirSync(path, 0o700);
    chownSync(path, -1, gid);
    chmodSync(path, throughForGroup);
  } catch (fault) {
    if (!(fault instanceof Error && 'code' in fault && fault.code === 'EEXIST')) throw fault;
  }
}

const uploadsOf = (home: string): string => homeAt(home).uploads;
const factsOf = (home: string, id: string): string => join(uploadsOf(home), `${id}.json`);

function tooLarge(maxBytes: number): BerthError {
  return new BerthError(
    'body_too_large',
    `The file is larger than the ${Math.floor(maxBytes / 1024 / 1024)} MiB that are left for it. BERTH_MAX_UPLOAD_MB is the limit of one file, BERTH_MAX_FILES_MB that of all uploads of a session.`,
  );
}
