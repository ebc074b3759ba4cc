import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

/** Makes the directory when it is missing. */
export function openDataDirectory(path: string): DataDirectory {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  return directoryAt(path);
}

/**
 * Keeps every other server out of the directory until the returned function is called or this process is gone. The lock
 * is one of SQLite's: the kernel drops it with the process, however that ends. Throws when another server holds it.
 */
export function lockDataDirectory(directory: DataDirectory): () => void {
  const lock = new DatabaseSync(directory.lock);
  try {
    lock.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE;');
  } catch (fault) {
    lock.close();
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
  const lock = new DatabaseSync(directory.lock);
  try {
    lock.exec('BEGIN EXCLUSIVE; ROLLBACK;');
    return false;
  } catch {
    return true;
  } finally {
    lock.close();
  }
}

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
