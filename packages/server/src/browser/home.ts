import { execFile } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { preparePreferences } from './profile-preferences.ts';
import type { BrowserUser } from './user.ts';

/** The directories of one browser. Those it may write belong to its user; the pipes and the log belong to the server. */
export interface Home {
  readonly path: string;
  readonly commandPipe: string;
  readonly answerPipe: string;
  readonly log: string;
  readonly profile: string;
  readonly downloads: string;
  /** Made when the first file is uploaded. */
  readonly uploads: string;
  readonly userHome: string;
  readonly tmp: string;
}

export function homeAt(path: string): Home {
  return {
    path,
    commandPipe: join(path, 'in'),
    answerPipe: join(path, 'out'),
    log: join(path, 'log'),
    profile: join(path, 'profile'),
    downloads: join(path, 'downloads'),
    uploads: join(path, 'uploads'),
    userHome: join(path, 'user'),
    // Chromium makes a socket below it, whose whole path may have 107 bytes.
    tmp: join(path, 't'),
  };
}

/** Makes the directories and the two named pipes. `user` is who the browser will run as. */
export async function createHome(path: string, user: BrowserUser | null): Promise<Home> {
  const home = homeAt(path);
  // The browser's user must pass through the home to reach its own directories, and see nothing else of it.
  mkdirSync(path, { mode: 0o711 });
  chmodSync(path, user === null ? 0o700 : 0o711);
  for (const directory of [home.profile, home.downloads, home.userHome, home.tmp]) {
    mkdirSync(directory, { mode: 0o700 });
    if (user !== null) chownSync(directory, user.uid, user.gid);
  }
  preparePreferences(home.profile, user);
  await makePipes(home);
  return home;
}

/** Makes a home whose browser is gone, and all of its processes, fit for the next one. */
export async function reviveHome(path: string, user: BrowserUser | null): Promise<Home> {
  const home = homeAt(path);
  // Messages that nobody read are of no use to the next browser, and its sockets need their names.
  for (const stale of [home.commandPipe, home.answerPipe, home.tmp])
    rmSync(stale, { recursive: true, force: true });
  mkdirSync(home.tmp, { mode: 0o700 });
  if (user !== null) chownSync(home.tmp, user.uid, user.gid);
  for (const name of readdirSync(home.profile)) {
    if (name.startsWith('Singleton')) rmSync(join(home.profile, name), { force: true });
  }
  preparePreferences(home.profile, user);
  await makePipes(home);
  return home;
}

async function makePipes(home: Home): Promise<void> {
  await promisify(execFile)('mkfifo', ['-m', '600', home.commandPipe, home.answerPipe]);
}

export function removeHome(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
}

/** Homes below `directory` that carry `marker`, the beginning of the names that this server gives. */
export async function listHomes(directory: string, marker: string): Promise<string[]> {
  const names = await readdir(directory);
  return names.filter(name => name.startsWith(marker)).map(name => join(directory, name));
}

/** The user that owns what the browser of this home writes; `null` when the home is gone. */
export async function ownerOf(path: string): Promise<number | null> {
  try {
    return (await stat(homeAt(path).profile)).uid;
  } catch {
    return null;
  }
}
