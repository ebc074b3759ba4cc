import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Of what a server that was killed was writing. */
export const partSuffix = '.part';

/** Writes a file that only the server's user may read. It is there whole and on disk when this returns, or not at all. */
export function writeDurably(file: string, content: string | Uint8Array): void {
  const part = `${file}${partSuffix}`;
  rmSync(part, { force: true });
  writeFileSync(part, content, { mode: 0o600, flag: 'wx', flush: true });
  renameDurably(part, file);
}

export function renameDurably(from: string, to: string): void {
  renameSync(from, to);
  syncDirectory(dirname(to));
}

export function removeDurably(file: string): void {
  rmSync(file, { force: true });
  syncDirectory(dirname(file));
}

/** Puts on disk which names the directory has. */
export function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
