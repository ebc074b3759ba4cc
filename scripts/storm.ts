import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { stormOverBrowsers } from '../packages/server/test/storm/browser-storm.ts';
import { printResult } from '../packages/server/test/storm/report.ts';
import { stormOverServer } from '../packages/server/test/storm/server-storm.ts';

/*
 * `npm run storm`: kills the server 200 times while clients use it, or with `--browsers` the browsers of its sessions
 * 40 times, and judges what is left. `--kills N` and `--seed N` say how often, and which random moments.
 */

const { values } = parseArgs({
  options: {
    browsers: { type: 'boolean', default: false },
    kills: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});
const kills = wholeNumber('kills', values.kills ?? (values.browsers ? '40' : '200'));
const seed = wholeNumber('seed', values.seed);
const historyFile = join(await mkdtemp(join(tmpdir(), 'berth-storm-')), 'history.jsonl');
console.log(`seed ${seed}, ${kills} kills, history in ${historyFile}`);
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM']) process.on(name, () => stop.abort());
const startedAt = performance.now();
const storm = values.browsers ? stormOverBrowsers : stormOverServer;
const storming = storm({
  seed,
  kills,
  historyFile,
  signal: stop.signal,
  onProgress: line => console.log(`${Math.round((performance.now() - startedAt) / 1000)} s: ${line}`),
});
try {
  printResult(await storming, performance.now() - startedAt);
} catch (fault) {
  console.error(stop.signal.aborted ? 'stopped' : fault);
  process.exitCode = stop.signal.aborted ? 130 : 1;
}
// Clients of a storm that broke off may still wait for their server.
process.exit();

function wholeNumber(name: string, text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value >= 1) return value;
  console.error(`--${name} must be a whole number from 1 on, not ${text}`);
  process.exit(2);
}
