import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

/*
 * The SDK as it is published. In the clone its package.json points at the source, so that nothing needs to be built to
 * run an example; npm cannot publish other `exports` than those that stand there, so the published package is put
 * together in a directory of its own.
 */

const run = promisify(execFile);
const root = fileURLToPath(new URL('..', import.meta.url));
const source = join(root, 'packages/sdk');

/** Compiles the SDK to ES modules with their types. */
export async function buildSdk(target: string): Promise<void> {
  await rm(target, { recursive: true, force: true });
  const tsc = join(root, 'node_modules/typescript/bin/tsc');
  await run(process.execPath, [tsc, '-p', join(source, 'tsconfig.build.json'), '--outDir', target]);
  const types = (await readdir(target, { recursive: true })).filter(name => name.endsWith('.d.ts'));
  for (const name of types) await mendTypes(join(target, name));
}

/** Packs the SDK as it is published → the tarball's path in `target`. */
export async function packSdk(target: string): Promise<string> {
  const stage = await mkdtemp(join(tmpdir(), 'berth-sdk-'));
  try {
    await buildSdk(join(stage, 'dist'));
    await cp(join(source, 'README.md'), join(stage, 'README.md'));
    await cp(join(root, 'LICENSE'), join(stage, 'LICENSE'));
    await writeFile(join(stage, 'package.json'), `${JSON.stringify(await publishedManifest(), null, 2)}\n`);
    await mkdir(target, { recursive: true });
    const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', target], { cwd: stage });
    return join(target, stdout.trim());
  } finally {
    await rm(stage, { recursive: true });
  }
}

async function publishedManifest(): Promise<Readonly<Record<string, unknown>>> {
  const {
    private: _private,
    scripts: _scripts,
    devDependencies: _devDependencies,
    ...kept
  } = JSON.parse(await readFile(join(source, 'package.json'), 'utf8'));
  return { ...kept, exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } } };
}

/**
 * Types refer to each other as `.js`, which every TypeScript since 4.7 resolves; and whoever does without Playwright gets
 * no error for its missing types, but an `any` in place of its `Browser`.
 */
async function mendTypes(file: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  await writeFile(
    file,
    text
      .replaceAll(/(from '\.[^']*|import\("\.[^"]*)\.ts(['"])/g, '$1.js$2')
      .replace(/^import .* from 'playwright-core';$/m, '// @ts-ignore: an optional peer\n$&'),
  );
}
