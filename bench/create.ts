import { launchBare } from '../packages/server/test/fixtures/bare-browser.ts';
import { TestServer } from '../packages/server/test/fixtures/server.ts';
import { elapsed, printComparison } from './measure.ts';

/* A cold create until it is connectable, against a bare launch of the same Chromium to its first page. */

const rounds = 12;
const parallelRounds = 3;
const parallel = 8;
const server = await TestServer.start();
const ours: number[] = [];
const baseline: number[] = [];
for (let round = -1; round < rounds; round++) {
  let id = '';
  const create = await elapsed(async () => {
    id = (await server.createSession()).browser_session_id;
  });
  await server.post(`/v1/browser_sessions/${id}/close`);
  const start = performance.now();
  const bare = await launchBare();
  const launch = performance.now() - start;
  await bare.close();
  if (round < 0) continue; // both have warmed the file cache once
  ours.push(create);
  baseline.push(launch);
}
const together = { ours: [] as number[], baseline: [] as number[] };
for (let round = 0; round < parallelRounds; round++) {
  together.ours.push(
    await elapsed(() => Promise.all(Array.from({ length: parallel }, () => server.createSession()))),
  );
  await server.post('/v1/browser_sessions/close_all');
  const launched: Awaited<ReturnType<typeof launchBare>>[] = [];
  const launch = async () => launched.push(await launchBare());
  together.baseline.push(await elapsed(() => Promise.all(Array.from({ length: parallel }, launch))));
  await Promise.all(launched.map(bare => bare.close()));
}
await server.remove();
printComparison({ name: 'cold create ÷ bare launch', unit: 'ms', ours, baseline, limit: 1.3 });
printComparison({
  name: `${parallel} creates at once ÷ ${parallel} bare launches`,
  unit: 'ms',
  ...together,
  limit: 1.1,
});
