import { existsSync } from 'node:fs';
import { readFile, readlink, rm, writeFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Clone } from './clone.ts';

const greet = ['-e', 'console.log("hello")'];
let clone: Clone;

beforeEach(async () => {
  clone = await Clone.make();
});

afterEach(async () => {
  await rm(clone.path('hold'), { force: true });
  await vi.waitFor(() => expect(existsSync(clone.path('busy'))).toBe(false), 10_000);
  await clone.remove();
});

describe('dependencies', () => {
  test('a fresh clone is set up and then runs the program', async () => {
    const outcome = await clone.run(greet);
    expect(outcome).toMatchObject({ code: 0, stdout: 'hello\n' });
    expect(outcome.stderr).toBe('setup: installing dependencies with npm …\n');
    expect(await clone.installations()).toBe(1);
    expect(existsSync(clone.path('.setup.lock'))).toBe(false);
  });

  test('a clone that is ready says nothing and asks npm for nothing', async () => {
    await clone.run(greet);
    expect(await clone.run(greet)).toEqual({ code: 0, signal: null, stdout: 'hello\n', stderr: '' });
    expect(await clone.installations()).toBe(1);
  });

  test('a changed package-lock.json is installed', async () => {
    await clone.run(greet);
    await clone.lock('2.0.0');
    expect(await clone.run(greet)).toMatchObject({ code: 0, stdout: 'hello\n' });
    expect(await clone.installations()).toBe(2);
  });

  test('a package that was removed by hand comes back', async () => {
    await clone.run(greet);
    await rm(clone.path('node_modules/left-pad'), { recursive: true });
    expect(await clone.run(greet)).toMatchObject({ code: 0 });
    expect(existsSync(clone.path('node_modules/left-pad/package.json'))).toBe(true);
  });

  test('an npm that fails stops everything and the next run tries again', async () => {
    await writeFile(clone.path('busy'), '');
    const failed = await clone.run(greet);
    expect(failed).toMatchObject({ code: 1, stdout: '' });
    expect(failed.stderr).toContain('npm failed (exit code 9)');
    await rm(clone.path('busy'));
    expect(await clone.run(greet)).toMatchObject({ code: 0, stdout: 'hello\n' });
  });

  test('a package-lock.json that npm does not satisfy is an error and not a loop', async () => {
    await writeFile(clone.path('installed.json'), JSON.stringify({ packages: {} }));
    const outcome = await clone.run(greet);
    expect(outcome).toMatchObject({ code: 1, stdout: '' });
    expect(outcome.stderr).toContain('npm has not installed what package-lock.json asks for');
  });

  test('the Node of this platform is linked, though npm may have linked none', async () => {
    await clone.run(greet);
    expect(await readlink(clone.path('node_modules/.bin/node'))).toBe('../pinned-node/bin/node');
  });

  test('a clone without a Node for its platform uses the one that ran the set-up', async () => {
    await writeFile(clone.path('no-node'), '');
    await clone.run(greet);
    expect(await readlink(clone.path('node_modules/.bin/node'))).toBe(process.execPath);
  });

  test('a pinned Node that does not run here is passed over', async () => {
    await clone.run(greet);
    await rm(clone.path('node_modules/.bin/node'));
    await rm(clone.path('node_modules/pinned-node/bin/node'));
    await writeFile(clone.path('node_modules/pinned-node/bin/node'), '#!/nowhere/ld.so\n', { mode: 0o755 });
    expect(await clone.run(greet)).toMatchObject({ code: 0, stdout: 'hello\n' });
    expect(await readlink(clone.path('node_modules/.bin/node'))).toBe(process.execPath);
  });

  test('npm runs on the system and with the configuration of the machine', async () => {
    const outer = { npm_config_prefix: '/elsewhere', npm_config_globalconfig: '/elsewhere/etc/npmrc' };
    await clone.run(greet, { ...outer, npm_config_registry: 'http://127.0.0.1:9' });
    const seen = await readFile(clone.path('npm.env'), 'utf8');
    expect(seen).not.toMatch(/elsewhere|node_modules\/\.bin/);
    expect(seen).toContain('npm_config_registry=http://127.0.0.1:9');
  });
});

describe('several at once', () => {
  test('four set-ups of a fresh clone install once', async () => {
    const outcomes = await Promise.all([1, 2, 3, 4].map(() => clone.run(greet)));
    expect(outcomes.map(({ code, stdout }) => ({ code, stdout }))).toEqual(
      Array.from({ length: 4 }, () => ({ code: 0, stdout: 'hello\n' })),
    );
    expect(await clone.installations()).toBe(1);
  });

  test('an npm that outlives its killed set-up is waited for', async () => {
    await writeFile(clone.path('hold'), '');
    const first = clone.start(greet);
    await vi.waitFor(() => expect(existsSync(clone.path('busy'))).toBe(true), 10_000);
    const [setup] = await holders();
    process.kill(setup?.pid ?? 0, 'SIGKILL');
    const second = clone.start(greet);
    await vi.waitFor(() => expect(existsSync(clone.path('.setup.lock'))).toBe(true));
    await rm(clone.path('hold'));
    expect(await second.ended).toMatchObject({ code: 0, stdout: 'hello\n' });
    await first.ended;
    expect(await clone.installations()).toBe(1);
  });

  test('an installation that was cut off is done again', async () => {
    await writeFile(clone.path('hold'), '');
    const first = clone.start(greet);
    await vi.waitFor(() => expect(existsSync(clone.path('busy'))).toBe(true), 10_000);
    for (const { pid } of await holders()) process.kill(pid, 'SIGKILL');
    await first.ended;
    await writeFile(clone.path('node_modules/left-pad/package.json'), 'half a file');
    await rm(clone.path('hold'));
    await rm(clone.path('busy'), { recursive: true });
    expect(await clone.run(greet)).toMatchObject({ code: 0, stdout: 'hello\n' });
    expect(await readFile(clone.path('node_modules/left-pad/package.json'), 'utf8')).toBe('{}\n');
    expect(await clone.installations()).toBe(2);
  });

  test('a lock whose process id now belongs to a newcomer is stale', async () => {
    await writeFile(clone.path('.setup.lock'), JSON.stringify([{ pid: process.pid, birth: 'long ago' }]));
    expect(await clone.run(greet)).toMatchObject({ code: 0, stdout: 'hello\n' });
  });

  async function holders(): Promise<{ pid: number }[]> {
    // npm is added right after its start.
    return vi.waitFor(async () => {
      const found = JSON.parse(await readFile(clone.path('.setup.lock'), 'utf8'));
      expect(found).toHaveLength(2);
      return found;
    });
  }
});

describe('the program', () => {
  test('its exit code and its arguments pass through', async () => {
    const program = 'process.exit(process.argv[1] === "--port" ? 7 : 0)';
    expect(await clone.run(['-e', program, '--', '--port'])).toMatchObject({ code: 7 });
  });

  test('a signal reaches it once and it decides how to end', async () => {
    const program = `
      let count = 0;
      process.on('SIGTERM', () => { count += 1; setTimeout(() => process.exit(40 + count), 300); });
      setInterval(() => {}, 1000);
      console.log('up');`;
    await clone.run(greet);
    const { child, ended } = clone.start(['-e', program]);
    await new Promise(resolve => child.stdout.once('data', resolve));
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 41 });
  });
});

describe('the browser', () => {
  test('BERTH_CHROMIUM is taken at its word', async () => {
    const env = { BERTH_CHROMIUM: process.execPath };
    expect(await clone.run(['--with-browser', ...greet], env)).toMatchObject({ code: 0, stdout: 'hello\n' });
  });

  test('a BERTH_CHROMIUM that is not there is named', async () => {
    const outcome = await clone.run(['--with-browser', ...greet], { BERTH_CHROMIUM: '/nowhere/chromium' });
    expect(outcome).toMatchObject({ code: 1, stdout: '' });
    expect(outcome.stderr).toContain(
      'BERTH_CHROMIUM names /nowhere/chromium, which is not an executable file',
    );
  });
});
