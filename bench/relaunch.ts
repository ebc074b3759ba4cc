import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findExecutable, identify } from '../packages/server/src/browser/executable.ts';
import { flags } from '../packages/server/src/browser/flags.ts';
import { preparePreferences } from '../packages/server/src/browser/profile-preferences.ts';
import { type BrowserUser, pickUser } from '../packages/server/src/browser/user.ts';
import { commands, connect, debuggerAddress } from '../packages/server/test/fixtures/bare-browser.ts';
import type { Caller } from './tabs-back.ts';

/* The same Chromium with nothing around it, killed and started again on the same files. */

export class KillableBrowser {
  readonly #directory = mkdtempSync(join(tmpdir(), 'berth-relaunch-'));
  readonly #user: BrowserUser | null = pickUser(new Set());
  readonly #executable: string;
  readonly #majorVersion: number;
  #child: ChildProcess | null = null;

  private constructor(executable: string, majorVersion: number) {
    this.#executable = executable;
    this.#majorVersion = majorVersion;
    if (this.#user !== null) chownSync(this.#directory, this.#user.uid, this.#user.gid);
  }

  static async prepare(): Promise<KillableBrowser> {
    const executable = findExecutable(process.env.PATH ?? '');
    if (executable === null) throw new Error('no Chromium is installed');
    return new KillableBrowser(executable, (await identify(executable)).majorVersion);
  }

  /** Resolves when it can be called. */
  async start({ restores }: { restores: boolean }): Promise<Caller & { close(): void }> {
    if (restores) preparePreferences(this.#directory, this.#user);
    for (const left of ['DevToolsActivePort', 'SingletonLock', 'SingletonSocket', 'SingletonCookie']) {
      rmSync(join(this.#directory, left), { force: true });
    }
    const { noSandbox, ...same } = { profileDirectory: this.#directory, noSandbox: false, restores };
    const all = flags({ ...same, noSandbox, majorVersion: this.#majorVersion });
    this.#child = spawn(
      this.#executable,
      [...all.filter(flag => flag !== '--remote-debugging-pipe'), '--remote-debugging-port=0'],
      {
        stdio: 'ignore',
        env: { HOME: this.#directory, TMPDIR: this.#directory, PATH: process.env.PATH },
        detached: true,
        ...this.#user,
      },
    );
    const socket = await connect(await debuggerAddress(this.#directory));
    return { command: commands(socket), close: () => socket.terminate() };
  }

  /** Kills it and all of its children. */
  async kill(): Promise<void> {
    const child = this.#child;
    if (child?.pid === undefined) return;
    const exited = new Promise(resolve => child.once('exit', resolve));
    process.kill(-child.pid, 'SIGKILL');
    await exited;
    // Those that have left its process group follow when their pipe to it closes.
    await delay(100);
  }

  async remove(): Promise<void> {
    await this.kill();
    rmSync(this.#directory, { recursive: true, force: true, maxRetries: 5 });
  }
}
