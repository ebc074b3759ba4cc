import { elapsed, inTurn, printComparison, printRatio } from './measure.ts';
import { openDirect, openGateway, openRelay } from './page-caller.ts';

/* One command and its answer in a page: through the gateway, against a direct WebSocket to a Chromium of its own. */

const warmUps = 500;
const samples = 5000;

const [gateway, direct, relay] = [await openGateway(), await openDirect(), await openRelay()];
const times = await inTurn(
  [gateway, direct, relay].map(
    ({ call }) =>
      () =>
        elapsed(() => call('Runtime.evaluate', { expression: '1 + 1' })),
  ),
  { warmUps, samples },
);
await Promise.all([gateway.close(), direct.close(), relay.close()]);
const [ours = [], baseline = [], floor = []] = times;
printComparison({ name: 'CDP round trip ÷ direct WebSocket', unit: 'ms', ours, baseline, limit: 1.15 });
printRatio('for comparison, a relay that only passes on ÷ direct WebSocket', floor, baseline);
