import { readdirSync, readFileSync } from 'node:fs';
import { elapsed, inTurn, printComparison, printFigure, printSpread } from './measure.ts';
import { type Call, openDirect, openGateway, openRelay, type Way } from './page-caller.ts';

/* Many commands in flight, results of a megabyte, and what a message costs the server's processor. */

const samples = 40;
const inFlight = 64;
const callsPerSample = 1000;
const largeCallsPerSample = 5;
const megabyte = 1024 * 1024;

const [gateway, direct, relay] = [await openGateway(), await openDirect(), await openRelay()];
const cpu = { gateway: [] as number[], relay: [] as number[] };
const [ours = [], baseline = [], floor = []] = await inTurn(
  [
    () => counted(gateway, cpu.gateway, () => pipelined(gateway.call)),
    () => pipelined(direct.call),
    () => counted(relay, cpu.relay, () => pipelined(relay.call)),
  ],
  { warmUps: 5, samples },
);
const [large = [], largeBaseline = []] = await inTurn(
  [() => largeResults(gateway.call), () => largeResults(direct.call)],
  { warmUps: 2, samples: 30 },
);
await Promise.all([gateway.close(), direct.close(), relay.close()]);
// Time, so the promised throughput ratios of 0.85 and 0.9 are their inverses.
printComparison({ name: `${inFlight} commands in flight, time`, unit: 'ms', ours, baseline, limit: 1.18 });
printComparison({
  name: 'results of 1 MiB, time',
  unit: 'ms',
  ours: large,
  baseline: largeBaseline,
  limit: 1.11,
});
printFigure('processor time of the server for one message', cpu.gateway.slice(-samples), 'ms', 0.02);
printSpread('for comparison, of a relay that only passes on', cpu.relay.slice(-samples), 'ms');
printSpread('and its time for the same', floor, 'ms');

function pipelined(call: Call): Promise<number> {
  return elapsed(async () => {
    let started = 0;
    const lane = async (): Promise<void> => {
      while (started++ < callsPerSample) await call('Runtime.evaluate', { expression: '1 + 1' });
    };
    await Promise.all(Array.from({ length: inFlight }, lane));
  });
}

function largeResults(call: Call): Promise<number> {
  const params = { expression: `"x".repeat(${megabyte})`, returnByValue: true };
  return elapsed(async () => {
    for (let made = 0; made < largeCallsPerSample; made++) await call('Runtime.evaluate', params);
  });
}

async function counted(way: Way, spent: number[], work: () => Promise<number>): Promise<number> {
  const before = processorMs(way.pid);
  const time = await work();
  // A command and its answer are two messages.
  spent.push((processorMs(way.pid) - before) / callsPerSample / 2);
  return time;
}

/** Of all threads, in nanoseconds' precision: the ticks of `/proc/PID/stat` are as long as a sample. */
function processorMs(pid: number): number {
  const threads = readdirSync(`/proc/${pid}/task`);
  const nanoseconds = threads.map(thread =>
    Number(readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'latin1').split(' ')[0]),
  );
  return nanoseconds.reduce((sum, time) => sum + time, 0) / 1e6;
}
