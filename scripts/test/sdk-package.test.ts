import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { packSdk } from '../sdk-package.ts';

const run = promisify(execFile);
const tsc = fileURLToPath(new URL('../../node_modules/typescript/bin/tsc', import.meta.url));

/** A project elsewhere, with the package installed as a user would and nothing else. */
let project = '';
let tarball = '';

beforeAll(async () => {
  project = await mkdtemp(join(tmpdir(), 'berth-sdk-user-'));
  tarball = await packSdk(project);
  await writeFile(join(project, 'package.json'), '{ "type": "module", "private": true }');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', '--silent', tarball], {
    cwd: project,
  });
});
afterAll(() => rm(project, { recursive: true }));

const installed = () => join(project, 'node_modules/@berth/sdk');

describe('the published SDK', () => {
  it('holds what was built, its README and its licence, and needs no other package', async () => {
    const names = await readdir(installed());
    expect(names.sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
    const built = (await readdir(join(installed(), 'dist'), { recursive: true, withFileTypes: true }))
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name));
    expect(built.filter(name => !/\.(js|d\.ts)$/.test(name))).toEqual([]);
    const texts = await Promise.all(built.map(name => readFile(name, 'utf8')));
    const imports = texts.flatMap(text => [...text.matchAll(/(?:from |import\()['"]([^.'"][^'"]*)/g)]);
    expect(new Set(imports.map(found => found[1]))).toEqual(new Set(['playwright-core']));
    const manifest = JSON.parse(await readFile(join(installed(), 'package.json'), 'utf8'));
    expect(manifest).not.toHaveProperty('private');
    expect(manifest).not.toHaveProperty('dependencies');
    expect(manifest).not.toHaveProperty('devDependencies');
  });

  it('pleases publint', async () => {
    const { buffer } = new Uint8Array(await readFile(tarball));
    const { messages } = await publint({ pack: { tarball: buffer }, strict: true });
    expect(messages).toEqual([]);
  });

  it('has types that every kind of resolution of ES modules finds', async () => {
    const analysis = await checkPackage(
      createPackageFromTarballData(new Uint8Array(await readFile(tarball))),
    );
    // Without exports (node10) or with require() of a CommonJS build there is nothing to find: the package is ESM only.
    const older = ['node10', 'node16-cjs'];
    const problems = analysis.types
      ? analysis.problems.filter(one => !('resolutionKind' in one && older.includes(one.resolutionKind)))
      : ['no types'];
    expect(problems).toEqual([]);
  });

  it('type-checks without Playwright and without Node’s types', async () => {
    await writeFile(
      join(project, 'main.ts'),
      `import { Berth, BerthError, type BrowserSession, type Run } from '@berth/sdk';
      const berth = new Berth({ apiKey: async () => 'key', headers: { 'x-a': null } });
      const session: BrowserSession = await berth.createBrowserSession({ timeout: 60, browserType: null }, { maxRetries: 0 });
      const run: Run = await berth.runTask({ body: { prompt: 'x' }, waitForCompletion: true }, { apiKey: 'other' });
      if (run.status === 'completed') console.log(session.expires_at?.length);
      // @ts-expect-error: a status that there is not, so that types are types and not any
      if (run.status === 'done') throw new BerthError('', { code: 'x' });
      // @ts-expect-error: a text is no timeout
      await berth.createBrowserSession({ timeout: '60' });`,
    );
    const compilerOptions = {
      module: 'nodenext',
      target: 'es2022',
      lib: ['es2022', 'dom'],
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      skipLibCheck: false,
      noEmit: true,
    };
    await writeFile(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, include: ['main.ts'] }),
    );
    const checked = await run(process.execPath, [tsc, '-p', project]).catch(error => error);
    expect(checked.stdout).toBe('');
  });

  it('runs', async () => {
    const server = createServer((request, response) => {
      const known = request.headers['x-api-key'] === 'key';
      response.writeHead(known ? 200 : 403, { 'content-type': 'application/json' });
      response.end(JSON.stringify(known ? { run_id: 'tsk_1', status: 'completed' } : { code: 'nope' }));
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await new Promise(resolve => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await writeFile(
      join(project, 'main.js'),
      `import { AuthenticationError, Berth } from '@berth/sdk';
      const berth = new Berth();
      console.log((await berth.runTask({ prompt: 'Log in', waitForCompletion: true })).status);
      await berth.getRun('tsk_1', { apiKey: 'other' }).catch(error => console.log(error instanceof AuthenticationError));
      await berth.connect({ browser_session_id: 'pbs_1', browser_address: 'http://127.0.0.1:1' }).catch(error => console.log(error.code));`,
    );
    const env = { BERTH_API_KEY: 'key', BERTH_BASE_URL: `http://127.0.0.1:${port}` };
    const { stdout, stderr } = await run(process.execPath, [join(project, 'main.js')], { env });
    expect({ lines: stdout.trim().split('\n'), stderr }).toEqual({
      lines: ['completed', 'true', 'playwright_missing'],
      stderr: '',
    });
  });
});
