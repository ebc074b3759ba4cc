import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { type BannerFacts, banner, farewell } from '../src/banner.ts';

const directory = mkdtempSync(join(tmpdir(), 'berth-banner-'));

test.each([
  ['a plain path', 'data/api-key'],
  ['spaces', 'my data/api-key'],
  ['an apostrophe, a dollar and a backtick', "it's a $HOME `dir`/api-key"],
  ['quotes and a backslash', '"so" \\n/api-key'],
])('the snippets work when pasted, whatever the path of the key file holds: %s', (_what, name) => {
  const keyFile = join(directory, name);
  mkdirSync(dirname(keyFile), { recursive: true });
  writeFileSync(keyFile, 'the-key\n');
  const shown = banner({ ...facts, keyFile });
  const curl = /^ {4}(curl .*)$/m.exec(shown)?.[1] ?? '';
  const said = execFileSync('sh', ['-c', `curl() { printf '%s\\n' "$@"; }\n${curl}`], { encoding: 'utf8' });
  expect(said.split('\n')).toContain('x-api-key: the-key');
  expect(runTypescript(shown)).toContain('apiKey the-key');
});

test.each([
  [0, 'Berth has stopped. No browser is left running.'],
  [
    1,
    'Berth has stopped. 1 browser is left running, for the next `npm start` to adopt or `npm run stop` to end.',
  ],
  [
    2,
    'Berth has stopped. 2 browsers are left running, for the next `npm start` to adopt or `npm run stop` to end.',
  ],
])('the farewell of %i browsers', (left, text) => {
  expect(farewell(left)).toBe(text);
});

/** Runs the snippet with an SDK that says which key it was given. */
function runTypescript(shown: string): string {
  const file = join(directory, 'try.ts');
  const sdk = join(directory, 'node_modules', '@berth', 'sdk');
  mkdirSync(sdk, { recursive: true });
  writeFileSync(join(sdk, 'package.json'), JSON.stringify({ type: 'module', main: 'index.js' }));
  writeFileSync(
    join(sdk, 'index.js'),
    `export class Berth {
      constructor({ apiKey }) { console.log('apiKey', apiKey); }
      async createBrowserSession() { return {}; }
      async runTask() { return {}; }
    }`,
  );
  writeFileSync(join(directory, 'package.json'), JSON.stringify({ type: 'module' }));
  writeFileSync(file, shown.slice(shown.indexOf('    import {')).replaceAll(/^ {4}/gm, ''));
  return execFileSync(process.execPath, [file], { encoding: 'utf8' });
}

const facts: BannerFacts = {
  origin: 'http://127.0.0.1:8000',
  keyFile: '/data/api-key',
  keyFileExists: true,
  signInLink: 'http://127.0.0.1:8000/sign-in#ticket=t',
  demoOrigin: 'http://127.0.0.1:8001',
  browser: 'Chromium',
  adopted: 0,
  asleep: 0,
  givenKeyOpens: null,
  noSandbox: false,
  egressAllow: [],
};
