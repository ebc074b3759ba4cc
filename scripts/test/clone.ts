import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/*
 * A clone with one dependency and an npm that needs no network: it notes that it ran, refuses to run beside
 * another, keeps the packages it finds, and while a file `hold` exists stops half-way through.
 */

const npm = `#!/bin/sh
echo "$*" >> npm.log
env > npm.env
mkdir busy || exit 9
trap 'rmdir busy' EXIT
mkdir -p node_modules/left-pad
while [ -e hold ]; do sleep 0.05; done
[ -e no-node ] || { mkdir -p node_modules/pinned-node/bin && ln -sf "$REAL_NODE" node_modules/pinned-node/bin/node; }
[ -e node_modules/left-pad/package.json ] || echo '{}' > node_modules/left-pad/package.json
cp installed.json node_modules/.package-lock.json
`;

export interface Outcome {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export class Clone {
  readonly root: string;

  private constructor(root: string) {
    this.root = root;
  }

  static async make(): Promise<Clone> {
    const clone = new Clone(await mkdtemp(join(tmpdir(), 'clone-')));
    const scripts = fileURLToPath(new URL('..', import.meta.url));
    for (const part of ['run', 'setup.mjs', 'setup'])
      await cp(join(scripts, part), clone.path(`scripts/${part}`), { recursive: true });
    await mkdir(clone.path('bin'));
    await writeFile(clone.path('bin/npm'), npm, { mode: 0o755 });
    await writeFile(
      clone.path('package.json'),
      JSON.stringify({ optionalDependencies: { 'pinned-node': '1' } }),
    );
    await clone.lock('1.0.0');
    return clone;
  }

  path(relative: string): string {
    return join(this.root, relative);
  }

  /** Asks for a version of the dependency, as a `git pull` may. */
  async lock(version: string): Promise<void> {
    const here = { 'node_modules/left-pad': { version } };
    const elsewhere = { 'node_modules/for-another-platform': { version: '1.0.0', optional: true } };
    await writeFile(this.path('package-lock.json'), JSON.stringify({ packages: { ...here, ...elsewhere } }));
    await writeFile(this.path('installed.json'), JSON.stringify({ packages: here }));
  }

  /** Runs `scripts/run` with these arguments. */
  start(argv: readonly string[], env: NodeJS.ProcessEnv = {}) {
    const path = [this.path('bin'), dirname(process.execPath), '/usr/bin', '/bin'].join(delimiter);
    const child = spawn(this.path('scripts/run'), argv, {
      cwd: '/',
      env: { PATH: path, REAL_NODE: process.execPath, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', text => {
      stdout += text;
    });
    child.stderr.setEncoding('utf8').on('data', text => {
      stderr += text;
    });
    const ended = once(child, 'close').then(([code, signal]): Outcome => ({ code, signal, stdout, stderr }));
    return { child, ended };
  }

  run(argv: readonly string[], env?: NodeJS.ProcessEnv): Promise<Outcome> {
    return this.start(argv, env).ended;
  }

  /** How often npm was asked to install. */
  async installations(): Promise<number> {
    const log = await readFile(this.path('npm.log'), 'utf8').catch(() => '');
    return log.split('\n').length - 1;
  }

  async remove(): Promise<void> {
    await rm(this.root, { recursive: true, force: true });
  }
}
