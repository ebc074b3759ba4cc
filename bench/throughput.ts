import { readFileSync } from 'node:fs';
import { elapsed, median, printComparison, printFigure } from './measure.ts';
import { type Call, openTwoWays } from './page-caller.ts';

/* Many commands in flight, results of a megabyte, and what a message costs the server's processor. */

const rounds = 12;
const inFlight = 64;
const callsPerRound = 2000;
const largeCallsPerRound = 20;
const megabyte = 1024 * 1024;
const ticksPerSecond = 100;

const ways = await openTwoWays();
const many = { ours: [] as number[], baseline: [] as number[] };
const large = { ours: [] as number[], baseline: [] as number[] };
const cpu: number[] = [];
for (let round = -1; round < rounds; round++) {
  const before = processorMs();
  const gateway = await pipelined(ways.throughGateway);
  const spent = processorMs() - before;
  const port = await pipelined(ways.direct);
  const largeGateway = await largeResults(ways.throughGateway);
  const largePort = await largeResults(ways.direct);
  if (round < 0) continue;
  many.ours.push(gateway);
  many.baseline.push(port);
  large.ours.push(largeGateway);
  large.baseline.push(largePort);
  // A command and its answer are two messages.
  cpu.push(spent / callsPerRound / 2);
}
await ways.close();
// Time, so the promised throughput ratios of 0.85 and 0.9 are their inverses.
printComparison({ name: `${inFlight} commands in flight, time`, unit: 'ms', ...many, limit: 1.18 });
printComparison({ name: 'results of 1 MiB, time', unit: 'ms', ...large, limit: 1.11 });
printFigure('processor time of the server for one message', cpu, 'ms', 0.02);
if (Number.isNaN(median(cpu))) process.exitCode = 1;

function pipelined(call: Call): Promise<number> {
  return elapsed(async () => {
    let started = 0;
    const lane = async (): Promise<void> => {
      while (started++ < callsPerRound) await call('Runtime.evaluate', { expression: '1 + 1' });
    };
    await Promise.all(Array.from({ length: inFlight }, lane));
  });
}

function largeResults(call: Call): Promise<number> {
  const params = { expression: `"x".repeat(${megabyte})`, returnByValue: true };
  return elapsed(async () => {
    for (let made = 0; made < largeCallsPerRound; made++) await call('Runtime.evaluate', params);
  });
}

function processorMs(): number {
  const stat = readFileSync(`/proc/${ways.server.pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1000;
}
