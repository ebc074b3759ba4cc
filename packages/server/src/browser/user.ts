import { randomInt } from 'node:crypto';
import { listProcesses } from './processes.ts';

/** Who a browser runs as. Needs no entry in the password file. */
export interface BrowserUser {
  readonly uid: number;
  readonly gid: number;
}

/*
 * As root Chromium refuses its sandbox, so each browser gets a bare uid of its own, which also keeps browsers out of one
 * another's files. The range is the one that Linux distributions keep free for passing users.
 */
const firstUid = 61_184;
const lastUid = 65_519;

/** `null` when the server is an ordinary user: its browsers run as itself. */
export function pickUser(taken: ReadonlySet<number>): BrowserUser | null {
  if (process.getuid?.() !== 0) return null;
  const running = new Set(listProcesses().map(entry => entry.uid));
  const size = lastUid - firstUid + 1;
  const offset = randomInt(size);
  for (let step = 0; step < size; step++) {
    const uid = firstUid + ((offset + step) % size);
    if (!running.has(uid) && !taken.has(uid)) return { uid, gid: uid };
  }
  throw new Error(`all user ids from ${firstUid} to ${lastUid} are in use`);
}
