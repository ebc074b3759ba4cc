import { type BareBrowser, launchBare } from '../packages/server/test/fixtures/bare-browser.ts';
import { TestServer } from '../packages/server/test/fixtures/server.ts';
import { elapsed, inTurn, printComparison } from './measure.ts';

/* Creates until they are connectable, against bare launches of the same Chromium to their first page. */

const parallel = 8;
const server = await TestServer.start();
// The first ones of both fill the file cache.
const [ours = [], baseline = []] = await inTurn([() => create(1), () => launch(1)], {
  warmUps: 1,
  samples: 16,
});
const [oursAtOnce = [], baselineAtOnce = []] = await inTurn(
  [() => create(parallel), () => launch(parallel)],
  {
    warmUps: 0,
    samples: 8,
  },
);
await server.remove();
printComparison({ name: 'cold create ÷ bare launch', unit: 'ms', ours, baseline, limit: 1.15 });
printComparison({
  name: `${parallel} creates at once ÷ ${parallel} bare launches`,
  unit: 'ms',
  ours: oursAtOnce,
  baseline: baselineAtOnce,
  limit: 1.1,
});

async function create(count: number): Promise<number> {
  const time = await elapsed(() => Promise.all(Array.from({ length: count }, () => server.createSession())));
  await server.post('/v1/browser_sessions/close_all');
  return time;
}

async function launch(count: number): Promise<number> {
  const launched: BareBrowser[] = [];
  const time = await elapsed(() =>
    Promise.all(Array.from({ length: count }, async () => launched.push(await launchBare()))),
  );
  await Promise.all(launched.map(bare => bare.close()));
  return time;
}
