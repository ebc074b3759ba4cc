import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { MasterKey, type MasterKeySource } from '../seal/master-key.ts';
import type { SealingKeys } from '../seal/sealing-keys.ts';
import { removeDurably, renameDurably, writeDurably } from './durable.ts';

const commandTimeoutMs = 30_000;

/** Where the master key is when the operator keeps none elsewhere. */
export interface OwnMasterKey {
  readonly file: string;
  /** The master keys that the store is wrapped with now. */
  readonly inUse: readonly string[];
}

/** The master key from where the operator keeps it; the server's own is made when nothing was sealed yet. */
export function readMasterKey(source: MasterKeySource, own: OwnMasterKey): MasterKey {
  switch (source.kind) {
    case 'value':
      return parsed(source.secret, 'BERTH_MASTER_KEY');
    case 'file':
      return parsed(contentOf(source.path), source.path);
    case 'command':
      return parsed(outputOf(source.command), 'what the command for the master key prints');
    case 'own':
      return readOrMakeOwn(own);
  }
}

/**
 * Changes the server's own master key. The new one is in a file of its own before anything is wrapped with it, and takes
 * the old one's place afterwards: whenever this is interrupted, the next start finds the one that opens the store.
 */
export function rotateOwnMasterKey(keys: SealingKeys, own: OwnMasterKey): void {
  const next = MasterKey.make();
  writeDurably(nextFileOf(own.file), `${next.toText()}\n`);
  keys.rotate(next);
  renameDurably(nextFileOf(own.file), own.file);
}

function readOrMakeOwn(own: OwnMasterKey): MasterKey {
  settleRotation(own);
  if (existsSync(own.file)) return parsed(readFileSync(own.file, 'utf8'), own.file);
  if (own.inUse.length > 0) {
    throw new Error(
      `the master key is missing: ${own.file} is not there, and the data directory was sealed with the key ${own.inUse.join(', ')}. ` +
        'Put the file back from a backup, or set BERTH_MASTER_KEY, BERTH_MASTER_KEY_FILE or BERTH_MASTER_KEY_COMMAND to what it was sealed with.',
    );
  }
  const made = MasterKey.make();
  writeDurably(own.file, `${made.toText()}\n`);
  return made;
}

/** Ends a rotation that was interrupted, in the direction in which the store has gone. */
function settleRotation({ file, inUse }: OwnMasterKey): void {
  const nextFile = nextFileOf(file);
  if (!existsSync(nextFile)) return;
  const next = parsed(readFileSync(nextFile, 'utf8'), nextFile);
  if (inUse.includes(next.id)) renameDurably(nextFile, file);
  else removeDurably(nextFile);
}

const nextFileOf = (file: string): string => `${file}.next`;

function parsed(text: string, origin: string): MasterKey {
  const key = MasterKey.parse(text);
  if (key === null) {
    throw new Error(
      `${origin} is no master key: it must be the base64 of 32 bytes, as \`openssl rand -base64 32\` prints it`,
    );
  }
  return key;
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (fault) {
    throw new Error(
      `the master key could not be read from ${path}: ${fault instanceof Error ? fault.message : fault}`,
      { cause: fault },
    );
  }
}

function outputOf(command: string): string {
  try {
    // What the command complains of is for the operator's terminal; what it prints is a secret.
    return execFileSync('/bin/sh', ['-c', command], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'inherit'],
      timeout: commandTimeoutMs,
      maxBuffer: 64 * 1024,
    });
  } catch (fault) {
    // Not as its cause: that holds what the command printed.
    const status = fault instanceof Error && 'status' in fault ? fault.status : null;
    throw new Error(
      `the command for the master key failed (${status === null ? `no answer within ${commandTimeoutMs / 1000} s` : `exit code ${String(status)}`})`,
    );
  }
}
