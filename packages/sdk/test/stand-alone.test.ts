import { execFile } from 'node:child_process';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it, onTestFinished } from 'vitest';

const source = new URL('../src/', import.meta.url);

describe('the package', () => {
  it('runs without any other package, and connect says which one it needs', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'berth-sdk-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    await cp(source, directory, { recursive: true });
    await writeFile(
      join(directory, 'main.mjs'),
      `import { Berth } from './index.ts';
      const session = { browser_session_id: 'pbs_1', browser_address: 'http://127.0.0.1:1' };
      await new Berth({ apiKey: 'key' }).connect(session).catch(error => console.log(error.code, error.message));`,
    );
    const { stdout } = await promisify(execFile)(process.execPath, [join(directory, 'main.mjs')]);
    expect(stdout.trim()).toBe(
      'playwright_missing connect() needs the package playwright-core: npm install playwright-core',
    );
  });

  it('uses nothing of Node that Bun, Deno and web pages lack', async () => {
    const files = (await readdir(source, { recursive: true })).filter(name => name.endsWith('.ts'));
    const texts = await Promise.all(files.map(name => readFile(new URL(name, source), 'utf8')));
    expect(texts.join('\n')).not.toMatch(/from '(node:|fs|path|http)|Buffer|__dirname/);
  });
});
