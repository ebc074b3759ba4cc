import { setTimeout as delay } from 'node:timers/promises';
import { attachToPage, openCdp } from '../packages/server/test/fixtures/cdp-client.ts';
import { TestServer } from '../packages/server/test/fixtures/server.ts';
import { median, printFigure } from './measure.ts';
import { browsersIn, pssMiB, pssOfBrowser } from './processes.ts';

/*
 * 40 live sessions on one machine: what memory each of them takes (PSS: shared pages are divided among those who share
 * them), and that each answers. Another number of them: `npx node bench/forty.ts 10`.
 */

const sessions = Number(process.argv[2] ?? 40);
const atOnce = 4;
const settleMs = 15_000;

const server = await TestServer.start();
const made: Awaited<ReturnType<typeof server.createSession>>[] = [];
while (made.length < sessions) {
  const batch = Array.from({ length: Math.min(atOnce, sessions - made.length) }, () =>
    server.createSession(),
  );
  made.push(...(await Promise.all(batch)));
}
await delay(settleMs);
const answers: number[] = [];
for (const { browser_address: address } of made) {
  const client = await openCdp(address, server.key);
  const { sessionId } = await attachToPage(client);
  const start = performance.now();
  const { result } = await client.command('Runtime.evaluate', { expression: '6 * 7' }, sessionId);
  if (result.result.value !== 42) throw new Error(`a session answered ${JSON.stringify(result)}`);
  answers.push(performance.now() - start);
  client.close();
}
const memory = browsersIn(server.homesDirectory).map(pssOfBrowser);
const serverMemory = pssMiB(server.pid);
await server.remove();
if (memory.length !== sessions)
  throw new Error(`${memory.length} browsers of ${sessions} sessions were found`);
printFigure(`memory (PSS) of one of ${sessions} live sessions`, memory, 'MiB', 120);
printFigure('first command to each of them', answers, 'ms', 50);
console.log(
  `all of them: ${Math.round(memory.reduce((sum, each) => sum + each, 0))} MiB, ${median(memory).toFixed(0)} each`,
);
console.log(`the server process: ${serverMemory.toFixed(0)} MiB (PSS)`);
