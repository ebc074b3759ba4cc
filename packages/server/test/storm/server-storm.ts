import { setTimeout as delay } from 'node:timers/promises';
import { startDemo } from '../../../../demo/app.ts';
import { TestServer } from '../fixtures/server.ts';
import { Api } from './api.ts';
import { judge } from './checker/judge.ts';
import { lookAtServer } from './checker/look.ts';
import { newCommons } from './commons.ts';
import { freePort } from './free-port.ts';
import { type Ground, tryPages } from './ground.ts';
import { History } from './history.ts';
import { lookAt } from './places.ts';
import { Random } from './random.ts';
import { settle } from './settle.ts';
import { type StormOptions, type StormResult, unlessAborted } from './storm.ts';
import { Visitor } from './visitor.ts';

const visitors = 3;
const longestStartMs = 800;

/** Kills the server at random moments while clients use it, starts it again at once, and judges what is left. */
export async function stormOverServer(options: StormOptions): Promise<StormResult> {
  const random = new Random(options.seed);
  const history = new History(options.historyFile);
  const demo = await startDemo({ port: 0 });
  const server = new TestServer({ BERTH_PORT: String(await freePort()) });
  const storm = new ServerStorm(server, history, options);
  const ground: Ground = {
    server,
    history,
    demoOrigin: demo.origin,
    api: new Api(server, history),
    serverReady: () => storm.ready,
  };
  try {
    return await unlessAborted(rideOut({ storm, ground, random, options }), options.signal);
  } finally {
    await server.remove();
    await demo.close();
  }
}

async function rideOut({
  storm,
  ground,
  random,
  options,
}: {
  storm: ServerStorm;
  ground: Ground;
  random: Random;
  options: StormOptions;
}): Promise<StormResult> {
  await storm.start();
  const commons = newCommons();
  const stop = new AbortController();
  const visits = Array.from({ length: visitors }, () =>
    new Visitor(ground, commons, random.fork()).visitUntil(stop.signal),
  );
  const visiting = Promise.all(visits);
  await Promise.race([storm.rage(random.fork()), visiting]);
  stop.abort();
  await visiting;
  options.onProgress('the storm is over: what got no answer is asked again');
  await settle(ground);
  for (const { session, tabs } of commons.parked) {
    await tryPages(ground, session, pages => lookAt({ ground, session, pages }, tabs));
  }
  const found = await lookAtServer({ server: ground.server, history: ground.history.entries });
  return { entries: ground.history.entries, violations: judge(ground.history.entries, found) };
}

class ServerStorm {
  readonly #server: TestServer;
  readonly #history: History;
  readonly #options: StormOptions;
  #kills = 0;
  ready: Promise<void> = Promise.resolve();

  constructor(server: TestServer, history: History, options: StormOptions) {
    this.#server = server;
    this.#history = history;
    this.#options = options;
  }

  async start(): Promise<void> {
    await this.#server.start();
    this.#history.add({ type: 'server_ready' });
  }

  async rage(random: Random): Promise<void> {
    while (this.#kills < this.#options.kills) {
      await delay(pauseBefore(random));
      this.#options.signal.throwIfAborted();
      const { promise, resolve } = Promise.withResolvers<void>();
      this.ready = promise;
      await this.#kill();
      await this.#startAgain(random);
      resolve();
    }
  }

  /** A server may be killed while it starts, too. */
  async #startAgain(random: Random): Promise<void> {
    for (;;) {
      this.#options.signal.throwIfAborted();
      const starting = this.#server.start();
      const isKilledToo = random.chance(0.2) && this.#kills < this.#options.kills;
      const isReady = await Promise.race([
        starting.then(() => true),
        ...(isKilledToo ? [delay(random.between(50, longestStartMs), false)] : []),
      ]);
      if (isReady) return this.#history.add({ type: 'server_ready' });
      starting.catch(() => undefined); // it is killed on purpose
      await this.#kill();
    }
  }

  async #kill(): Promise<void> {
    this.#kills += 1;
    this.#history.add({ type: 'server_killed' });
    await this.#server.end('SIGKILL');
    if (this.#kills % 10 === 0) this.#options.onProgress(`${this.#kills} kills`);
  }
}

/** Short ones meet a server that is busy with what the last one left, long ones let clients get somewhere. */
function pauseBefore(random: Random): number {
  const longest = { short: 300, middle: 2000, long: 6000 };
  return random.between(0, longest[random.pick({ short: 2, middle: 4, long: 4 })]);
}
