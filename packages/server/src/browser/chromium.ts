import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { BrowserRef } from '../domain/session.ts';
import type { InstalledBrowser } from './executable.ts';
import { flags } from './flags.ts';
import { createHome, type Home, homeAt, listHomes, ownerOf, removeHome, reviveHome } from './home.ts';
import { type BrowserPipe, openForBrowser, openPipe } from './pipe.ts';
import {
  findByArgument,
  frozen,
  hasEnded,
  killAll,
  type ProcessEntry,
  startTimeOf,
  thaw,
} from './processes.ts';
import { copyOf, removeCopy, unpackInto } from './profile/copy.ts';
import { packProfile } from './profile/pack.ts';
import { findUpload } from './upload-files.ts';
import { type BrowserUser, pickUser } from './user.ts';

export interface ChromiumOptions {
  /** Which browser to start; rejects with advice when there is none. */
  readonly installed: () => Promise<InstalledBrowser>;
  readonly homesDirectory: string;
  /** The beginning of the names of this server's homes: only those are ever swept. */
  readonly marker: string;
  readonly noSandbox: boolean;
  /** What is done with a home whose browser has gone, before it is removed or used again. Never rejects. */
  readonly afterBrowser: (home: string) => Promise<void>;
}

/** A running browser process, its home, and the pipes to it. */
export interface BrowserProcess {
  readonly ref: BrowserRef;
  readonly pipe: BrowserPipe;
  readonly downloads: string;
  /** The file of the upload that a client calls `name`. */
  findUpload(name: string): string | null;
  /** Waits up to `graceMs` for the browser to exit by itself, and kills what is left; its home stays. */
  exit(graceMs: number): Promise<void>;
  /** Copies the files of the profile while the browser stands still. */
  copyProfile(): Promise<{ files: Readable; browser: string }>;
  /** Waits up to `graceMs` for the browser to exit by itself, kills what is left, and removes the home. */
  remove(graceMs: number): Promise<void>;
  /** The last lines that the browser printed. */
  lastOutput(): string;
}

/** Chromium as processes in homes: start one, take one over, end one. */
export class Chromium {
  readonly #options: ChromiumOptions;
  readonly #uids = new Set<number>();

  constructor(options: ChromiumOptions) {
    this.#options = options;
  }

  newHome(): string {
    return join(this.#options.homesDirectory, `${this.#options.marker}${randomBytes(5).toString('hex')}`);
  }

  /** Resolves when the process runs; whether it answers is for the pipe to tell. */
  async start(path: string, openFiles: (() => Readable | null) | null = null): Promise<BrowserProcess> {
    const user = pickUser(this.#uids);
    if (user !== null) this.#uids.add(user.uid);
    const home = await createHome(path, user);
    const files = openFiles?.() ?? null;
    if (files !== null) await unpackInto(home.profile, files, user);
    return this.#run(home, { user, restores: false, first: null });
  }

  /**
   * Ends what is left of a browser and starts another in its home, which opens the tabs of the last again. A home that
   * has been lost is made anew, with nothing in it. `first`: a message that waits for the browser when it starts.
   */
  async restart(path: string, first: string): Promise<BrowserProcess> {
    const owner = await ownerOf(path);
    if (owner === null) {
      removeHome(path);
      return this.start(path);
    }
    await this.#kill(path, this.#leadersIn(path));
    await this.#options.afterBrowser(path);
    const user = owner === process.getuid?.() ? null : { uid: owner, gid: owner };
    if (user !== null) this.#uids.add(user.uid);
    return this.#run(await reviveHome(path, user), { user, restores: true, first });
  }

  async #run(
    home: Home,
    options: { user: BrowserUser | null; restores: boolean; first: string | null },
  ): Promise<BrowserProcess> {
    const browser = await this.#options.installed();
    const ends = openForBrowser(home);
    try {
      const { user, restores, first } = options;
      if (first !== null) ends.leave(first);
      const { noSandbox } = this.#options;
      const child = spawnBrowser({ browser, home, user, ends, noSandbox, restores });
      const pid = await started(child);
      const ref = { home: home.path, pid, pidStartTime: startTimeOf(pid) ?? 'gone' };
      return this.#process(ref, openPipe(home));
    } finally {
      ends.close();
    }
  }

  /** The browser that a former server left, when it is still that very process. */
  adopt(ref: BrowserRef): BrowserProcess | null {
    if (startTimeOf(ref.pid) !== ref.pidStartTime) return null;
    const home = homeAt(ref.home);
    // A server that was killed while it copied the profile left the browser standing still, and a part of the copy.
    thaw(entry => entry.group === ref.pid);
    removeCopy(home);
    const pipe = openPipe(home);
    // Ends whatever half of a message the former server left in the pipe.
    pipe.send('');
    return this.#process(ref, pipe);
  }

  /** Ends all that runs in a home, known to us or not, and removes it. */
  async discard(path: string): Promise<void> {
    await this.#killAndRemove(path, this.#leadersIn(path));
  }

  async quit(path: string): Promise<void> {
    await this.#kill(path, this.#leadersIn(path));
  }

  /** The profile that a browser which is gone left in its home. */
  async readLeft(path: string): Promise<{ files: Readable; browser: string }> {
    return { files: packProfile(homeAt(path).profile), browser: (await this.#options.installed()).name };
  }

  /** Homes on disk. Their users are not given to other browsers as long as they exist. */
  async listHomes(): Promise<readonly string[]> {
    const homes = await listHomes(this.#options.homesDirectory, this.#options.marker);
    for (const owner of await Promise.all(homes.map(ownerOf))) if (owner !== null) this.#uids.add(owner);
    return homes;
  }

  #leadersIn(path: string): ReadonlySet<number> {
    return new Set(findByArgument(`--user-data-dir=${homeAt(path).profile}`));
  }

  #process(ref: BrowserRef, pipe: BrowserPipe): BrowserProcess {
    const home = homeAt(ref.home);
    return {
      ref,
      pipe,
      downloads: home.downloads,
      findUpload: name => findUpload(ref.home, name),
      lastOutput: () => tail(home.log),
      exit: async graceMs => {
        await hasEnded(ref.pid, ref.pidStartTime, graceMs);
        pipe.close();
        await this.#kill(ref.home, new Set([ref.pid]));
      },
      copyProfile: async () => {
        const all = await this.#processesOf(ref.home, new Set([ref.pid]));
        const files = await frozen(all, () => copyOf(home));
        return { files, browser: (await this.#options.installed()).name };
      },
      remove: async graceMs => {
        await hasEnded(ref.pid, ref.pidStartTime, graceMs);
        pipe.close();
        // The leader's pid names the session of its children even after it has exited itself.
        await this.#killAndRemove(ref.home, new Set([ref.pid]));
      },
    };
  }

  async #killAndRemove(path: string, leaders: ReadonlySet<number>): Promise<void> {
    const owner = await ownerOf(path);
    await this.#kill(path, leaders);
    await this.#options.afterBrowser(path);
    removeHome(path);
    if (owner !== null) this.#uids.delete(owner);
  }

  /**
   * The children of a browser are its session's members; as root they also are all that its user runs. Killing only the
   * main process would leave them for seconds.
   */
  async #kill(path: string, leaders: ReadonlySet<number>): Promise<void> {
    await killAll(await this.#processesOf(path, leaders));
  }

  async #processesOf(path: string, leaders: ReadonlySet<number>): Promise<(entry: ProcessEntry) => boolean> {
    const owner = await ownerOf(path);
    const ownUser = owner !== null && owner !== process.getuid?.() ? owner : null;
    return entry => leaders.has(entry.group) || (ownUser !== null && entry.uid === ownUser);
  }
}

function spawnBrowser(options: {
  browser: InstalledBrowser;
  home: Home;
  user: BrowserUser | null;
  ends: { command: number; answer: number };
  noSandbox: boolean;
  restores: boolean;
}): ChildProcess {
  const { browser, home, ends } = options;
  // A file, never a pipe of ours: the browser must not notice when the server goes.
  const log = openSync(home.log, 'w', 0o600);
  try {
    const child = spawn(
      browser.executable,
      flags({
        profileDirectory: home.profile,
        majorVersion: browser.majorVersion,
        noSandbox: options.noSandbox,
        restores: options.restores,
      }),
      {
        detached: true,
        cwd: '/',
        stdio: ['ignore', log, log, ends.command, ends.answer],
        env: {
          HOME: home.userHome,
          TMPDIR: home.tmp,
          PATH: '/usr/local/bin:/usr/bin:/bin',
          // Unlike `en_US.UTF-8` it is there on every system. Under a locale that is not, Chromium loses every file whose
          // path is not ASCII. Pages see en-US either way.
          LC_ALL: process.platform === 'darwin' ? 'en_US.UTF-8' : 'C.UTF-8',
        },
        ...options.user,
      },
    );
    child.unref();
    return child;
  } finally {
    closeSync(log);
  }
}

function started(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('spawn', () => (child.pid === undefined ? reject(new Error('no pid')) : resolve(child.pid)));
  });
}

function tail(file: string): string {
  try {
    // A machine without a message bus makes every Chromium complain about it, whatever else is wrong.
    const lines = readFileSync(file, 'utf8')
      .split('\n')
      .filter(line => line !== '' && !line.includes(':dbus/'));
    return lines.slice(-5).join('\n').slice(-1000);
  } catch {
    return '';
  }
}
