import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { stormOverBrowsers } from './browser-storm.ts';
import type { Entry } from './history.ts';
import { stormOverServer } from './server-storm.ts';

/* Short ones; `npm run storm` is the long one. What the checker would find is in checker/judge.test.ts. */

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'berth-storm-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const options = (kills: number) => ({
  seed: 7,
  kills,
  historyFile: join(directory, 'history.jsonl'),
  signal: new AbortController().signal,
  onProgress: () => undefined,
});

test('a server that is killed six times while it is used keeps its word', { timeout: 300_000 }, async () => {
  const { entries, violations } = await stormOverServer(options(6));
  expect(violations).toEqual([]);
  expect(count(entries, 'server_killed')).toBe(6);
  expect(count(entries, 'answered')).toBeGreaterThan(10);
});

test('sessions whose browsers are killed come back as they were, until it is too much', {
  timeout: 300_000,
}, async () => {
  const { entries, violations } = await stormOverBrowsers(options(2));
  expect(violations).toEqual([]);
  // Three of them are those that end a session.
  expect(count(entries, 'browser_killed')).toBe(5);
  expect(count(entries, 'seen')).toBeGreaterThan(10);
});

const count = (entries: readonly Entry[], type: Entry['type']): number =>
  entries.filter(entry => entry.type === type).length;
