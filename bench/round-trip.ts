import { elapsed, printComparison } from './measure.ts';
import { type Call, openTwoWays } from './page-caller.ts';

/* One command and its answer in a page: through the gateway, against a direct WebSocket to a Chromium of its own. */

const rounds = 20;
const callsPerRound = 200;

const ways = await openTwoWays();
const ours: number[] = [];
const baseline: number[] = [];
for (let round = -2; round < rounds; round++) {
  const [gateway, port] = [await timed(ways.throughGateway), await timed(ways.direct)];
  if (round < 0) continue;
  ours.push(gateway);
  baseline.push(port);
}
await ways.close();
printComparison({ name: 'CDP round trip ÷ direct WebSocket', unit: 'ms', ours, baseline, limit: 1.3 });

async function timed(call: Call): Promise<number> {
  const all = await elapsed(async () => {
    for (let made = 0; made < callsPerRound; made++) await call('Runtime.evaluate', { expression: '1 + 1' });
  });
  return all / callsPerRound;
}
