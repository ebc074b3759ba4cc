import { createHash } from 'node:crypto';
import { accessSync, chmodSync, constants, existsSync, mkdirSync, realpathSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/*
 * Where browsers' homes lie. Two things decide it: a browser that runs as a user of its own must be able to get in, and
 * Chromium makes a socket in its home, whose path may have 107 bytes in all.
 */

const longestSocketBelow = '/01234567-0123456789/t/org.chromium.Chromium.XXXXXX/SingletonSocket'.length;
const longestSocketPath = 107;

export interface HomesDirectory {
  readonly path: string;
  /** The beginning of the names of homes that belong to this data directory. */
  readonly marker: string;
}

export function chooseHomesDirectory(options: {
  dataDirectory: string;
  configured: string | null;
}): HomesDirectory {
  const hash = createHash('sha256').update(realpathSync(options.dataDirectory)).digest('hex').slice(0, 8);
  const candidates =
    options.configured === null ? defaultPlaces(options.dataDirectory, hash) : [options.configured];
  const reasons: string[] = [];
  for (const path of candidates) {
    const reason = whyNot(path);
    if (reason === null) return { path, marker: `${hash}-` };
    reasons.push(`${path}: ${reason}`);
  }
  throw new Error(
    `no place for the browsers' directories. Set BERTH_HOMES_DIR to one that suits. Tried:\n  ${reasons.join('\n  ')}`,
  );
}

function defaultPlaces(dataDirectory: string, hash: string): string[] {
  const outside = isRoot() ? join('/var/lib/berth', hash) : join(homedir(), '.berth', hash);
  return [join(dataDirectory, 'homes'), outside, join(tmpdir(), `berth-${hash}`)];
}

/** Makes the directory when it can be used; otherwise says why it cannot. */
function whyNot(path: string): string | null {
  if (path.length + longestSocketBelow > longestSocketPath)
    return 'the path is too long for the sockets of a browser';
  const closed = isRoot() ? closedParent(dirname(path)) : null;
  if (closed !== null) return `${closed} is closed to other users, and browsers do not run as root`;
  try {
    makeDirectories(path);
    if (statSync(path).uid !== process.getuid?.()) return 'it belongs to another user';
    accessSync(path, constants.W_OK | constants.X_OK);
    if (isRoot() && (statSync(path).mode & 0o001) === 0)
      return 'it is closed to other users, and browsers do not run as root';
    return null;
  } catch (fault) {
    return fault instanceof Error ? fault.message : String(fault);
  }
}

/** Like `mkdir -p`, with a mode that no umask takes away: other users may pass through what root makes, and see nothing. */
function makeDirectories(path: string): void {
  if (existsSync(path)) return;
  makeDirectories(dirname(path));
  mkdirSync(path);
  chmodSync(path, isRoot() ? 0o711 : 0o700);
}

/** The first directory on the way to `path` that another user cannot pass through. */
function closedParent(path: string): string | null {
  const parent = dirname(path);
  const above = parent === path ? null : closedParent(parent);
  if (above !== null) return above;
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  return mode !== undefined && (mode & 0o001) === 0 ? path : null;
}

const isRoot = (): boolean => process.getuid?.() === 0;
