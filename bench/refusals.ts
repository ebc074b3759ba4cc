import { connect, type Socket } from 'node:net';
import { TestServer } from '../packages/server/test/fixtures/server.ts';
import { percentile, printComparison, printFigure } from './measure.ts';

/*
 * What a create beyond the limit costs whoever sends it: a burst of 1,000 at once, each on a connection of its own that
 * is open already, against the same burst of `GET /healthz`.
 */

const burst = 1000;
const rounds = 5;
const server = await TestServer.start({ BERTH_MAX_SESSIONS: '1' });
await server.createSession();
const create = request('POST', '/v1/browser_sessions', [`x-api-key: ${server.key}`, 'content-length: 0']);
const keyed = (n: number): string =>
  request('POST', '/v1/browser_sessions', [
    `x-api-key: ${server.key}`,
    `idempotency-key: ${n}`,
    'content-length: 0',
  ]);
const health = request('GET', '/healthz', []);
const sockets = await Promise.all(Array.from({ length: burst }, open));
const times = { create: [] as number[], keyed: [] as number[], health: [] as number[] };
for (let round = -1; round < rounds; round++) {
  const taken = {
    health: await time(() => health, 200),
    create: await time(() => create, 429),
    keyed: await time(n => keyed(n), 429),
  };
  if (round < 0) continue; // the code has been compiled once
  times.health.push(...taken.health);
  times.create.push(...taken.create);
  times.keyed.push(...taken.keyed);
}
for (const socket of sockets) socket.destroy();
await server.remove();

printComparison({
  name: `${burst} creates at once that are refused ÷ ${burst} × GET /healthz`,
  unit: 'ms',
  ours: times.create,
  baseline: times.health,
  limit: 4,
});
printFigure('one of them, median', [percentile(times.create, 50)], 'ms', 50);
printFigure('one of them, 99th of a hundred', [percentile(times.create, 99)], 'ms', 50);
printFigure('with an Idempotency-Key, 99th of a hundred', [percentile(times.keyed, 99)], 'ms', 50);
printFigure('GET /healthz, 99th of a hundred', [percentile(times.health, 99)], 'ms', 50);

function request(method: string, path: string, headers: readonly string[]): string {
  return `${[`${method} ${path} HTTP/1.1`, 'host: 127.0.0.1', ...headers].join('\r\n')}\r\n\r\n`;
}

function open(): Promise<Socket> {
  const socket = connect(Number(new URL(server.origin).port), '127.0.0.1');
  socket.setNoDelay(true);
  return new Promise((resolve, reject) => {
    socket.once('connect', () => resolve(socket)).once('error', reject);
  });
}

/** How long each of a burst waited for its answer. */
async function time(requestOf: (n: number) => string, status: number): Promise<number[]> {
  return await Promise.all(
    sockets.map(async (socket, n) => {
      const start = performance.now();
      socket.write(requestOf(n));
      const head = await new Promise<Buffer>(resolve => socket.once('data', resolve));
      const waited = performance.now() - start;
      if (head.toString('latin1', 9, 12) !== String(status)) throw new Error(head.toString());
      return waited;
    }),
  );
}
