import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** The server's own directory: the database, the key file, and a lock that keeps a second server out. */
export interface DataDirectory {
  readonly database: string;
  readonly keyFile: string;
  readonly demoKeyFile: string;
  /** Proves the links that open one artifact without a key. */
  readonly linkSecretFile: string;
  /** Wraps the keys of what is sealed, unless the operator keeps a master key elsewhere. */
  readonly masterKeyFile: string;
  /** Sealed profiles and journals. */
  readonly blobs: string;
  /** What sessions downloaded. */
  readonly artifacts: string;
  /** What live sessions' browsers have in memory only, sealed. */
  readonly journals: string;
  readonly log: string;
  readonly lock: string;
  readonly pidFile: string;
}

export function directoryAt(path: string): DataDirectory {
  return {
    database: join(path, 'berth.sqlite'),
    keyFile: join(path, 'api-key'),
    demoKeyFile: join(path, 'demo-key'),
    linkSecretFile: join(path, 'link-secret'),
    masterKeyFile: join(path, 'master-key'),
    blobs: join(path, 'blobs'),
    artifacts: join(path, 'artifacts'),
    journals: join(path, 'journals'),
    log: join(path, 'server.log'),
    lock: join(path, 'server.lock'),
    pidFile: join(path, 'server.pid'),
  };
}

/** Makes the directory when it is missing. Throws with advice when a server cannot work in it. */
export function openDataDirectory(path: string): DataDirectory {
  const directory = directoryAt(path);
  try {
    makeDirectories(path);
    proveWritable(path, directory);
  } catch (cause) {
    throw unusable(path, cause);
  }
  return directory;
}

/** As `mkdir -p`. Node's own tries for ever where the kernel makes no directories, such as below /proc. */
function makeDirectories(path: string): void {
  if (existsSync(path)) return;
  makeDirectories(dirname(path));
  // Another process made it a moment ago, or it is a link to nowhere, which the next step meets.
  unless('EEXIST', () => mkdirSync(path, { mode: 0o700 }));
}

/** Permissions do not tell all: a file system may be read-only, full, or none for files. */
function proveWritable(path: string, { database, lock, log, pidFile }: DataDirectory): void {
  const probe = join(path, `.probe-${process.pid}`);
  writeFileSync(probe, '');
  rmSync(probe);
  // Files of a server that ran as another user.
  for (const file of [database, lock, log, pidFile]) {
    unless('ENOENT', () => accessSync(file, constants.R_OK | constants.W_OK));
  }
}

function unless(code: string, act: () => void): void {
  try {
    act();
  } catch (fault) {
    if (!(fault instanceof Error && 'code' in fault && fault.code === code)) throw fault;
  }
}

function unusable(path: string, cause: unknown): Error {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new Error(
    `the data directory ${path} cannot be used (${reason}). Set BERTH_DATA_DIR to a directory that this user may write to, or change its owner.`,
    { cause },
  );
}

/**
 * Keeps every other server out of the directory until the returned function is called or this process is gone. The lock
 * is one of SQLite's: the kernel drops it with the process, however that ends. Throws when another server holds it.
 */
export function lockDataDirectory(directory: DataDirectory): () => void {
  const lock = openLock(directory);
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
  } catch (fault) {
    lock.close();
    if (!isBusy(fault)) throw unusable(dirname(directory.lock), fault);
    throw new Error(
      `another Berth server (pid ${holderOf(directory) ?? 'unknown'}) uses this data directory. Stop it first, or set BERTH_DATA_DIR to another one.`,
      { cause: fault },
    );
  }
  writeFileSync(directory.pidFile, `${process.pid}\n`);
  return () => {
    rmSync(directory.pidFile, { force: true });
    lock.close();
  };
}

/** The pid that the last server to take the lock left; it may have ended since. */
export function holderOf(directory: DataDirectory): number | null {
  try {
    return Number(readFileSync(directory.pidFile, 'utf8')) || null;
  } catch {
    return null;
  }
}

/** Whether a server holds the lock now. */
export function isLocked(directory: DataDirectory): boolean {
  const lock = openLock(directory);
  try {
    lock.exec('BEGIN EXCLUSIVE; ROLLBACK;');
    return false;
  } catch (fault) {
    if (isBusy(fault)) return true;
    throw unusable(dirname(directory.lock), fault);
  } finally {
    lock.close();
  }
}

function openLock({ lock }: DataDirectory): DatabaseSync {
  try {
    return new DatabaseSync(lock);
  } catch (fault) {
    throw unusable(dirname(lock), fault);
  }
}

/** SQLite's word for a lock that another process holds. */
const busy = 5;
const isBusy = (fault: unknown): boolean =>
  fault instanceof Error && 'errcode' in fault && fault.errcode === busy;

/** Writes a secret that only the server's user may read. */
export function writeSecretFile(file: string, secret: string): void {
  writeFileSync(file, `${secret}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
}

/** A secret of this server's own, made at its first start. */
export function readOrMakeSecret(file: string): string {
  if (!existsSync(file)) writeSecretFile(file, randomBytes(32).toString('base64url'));
  return readFileSync(file, 'utf8').trim();
}
