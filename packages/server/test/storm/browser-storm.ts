import { setTimeout as delay } from 'node:timers/promises';
import { startDemo } from '../../../../demo/app.ts';
import { TestServer } from '../fixtures/server.ts';
import { Api } from './api.ts';
import { browserPids } from './browser-pids.ts';
import { beat, lookAround, moveIn } from './browser-places.ts';
import { judge } from './checker/judge.ts';
import { lookAtServer } from './checker/look.ts';
import { type Ground, tryPages } from './ground.ts';
import { History } from './history.ts';
import { Random } from './random.ts';
import { type StormOptions, type StormResult, unlessAborted } from './storm.ts';

/** Three deaths within a minute end a session: two of them must be so far apart. */
const pacingMs = 65_000;
const mostSessions = 4;
const settledMs = 5500;
/** Long enough that some of what was put is older than what a death may take. */
const longestPauseMs = 8000;
const patienceMs = 60_000;

interface Tenant {
  readonly session: string;
  readonly home: string;
}

/**
 * Kills the browsers of sessions that are logged in, at random moments, and looks each time at what came back. In the end
 * one session loses three browsers within a minute, and has to fail.
 */
export async function stormOverBrowsers(options: StormOptions): Promise<StormResult> {
  const random = new Random(options.seed);
  const history = new History(options.historyFile);
  const demo = await startDemo({ port: 0 });
  const server = await TestServer.start();
  history.add({ type: 'server_ready' });
  const ground: Ground = {
    server,
    history,
    demoOrigin: demo.origin,
    api: new Api(server, history),
    serverReady: () => Promise.resolve(),
  };
  try {
    return await unlessAborted(rideOut({ ground, random, options }), options.signal);
  } finally {
    await server.remove();
    await demo.close();
  }
}

async function rideOut({
  ground,
  random,
  options,
}: {
  ground: Ground;
  random: Random;
  options: StormOptions;
}): Promise<StormResult> {
  const storm = new BrowserStorm(ground, options);
  const count = Math.min(mostSessions, Math.ceil(options.kills / 2));
  const tenants: Tenant[] = [];
  for (let place = 0; place < count; place += 1) tenants.push(await storm.settleIn(`n${place}`));
  await Promise.all(tenants.map(tenant => storm.rageOver(tenant, random.fork())));
  await storm.killThrice(await storm.settleIn('doomed'));
  const found = await lookAtServer({ server: ground.server, history: ground.history.entries });
  return { entries: ground.history.entries, violations: judge(ground.history.entries, found) };
}

class BrowserStorm {
  readonly #ground: Ground;
  readonly #options: StormOptions;
  #kills = 0;

  constructor(ground: Ground, options: StormOptions) {
    this.#ground = ground;
    this.#options = options;
  }

  /** A session that is logged in. Its home is the one that was not there before. */
  async settleIn(name: string): Promise<Tenant> {
    const { api, server } = this.#ground;
    const before = browserPids(server.homesDirectory);
    const body = { name, tags: [name], timeout: 60 };
    const answer = await api.call('createBrowserSession', { body, idempotencyKey: name });
    const home = [...browserPids(server.homesDirectory).keys()].find(each => !before.has(each));
    if (answer?.status !== 200 || home === undefined)
      throw new Error(`no session: ${JSON.stringify(answer)}`);
    const session: string = answer.body.browser_session_id;
    await tryPages(this.#ground, session, pages => moveIn({ ground: this.#ground, session, pages }));
    return { session, home };
  }

  async rageOver(tenant: Tenant, random: Random): Promise<void> {
    const killedAt: number[] = [];
    let beats = 0;
    // A login that is younger may be lost, and then there is nothing to come back to.
    await delay(settledMs);
    while (this.#kills < this.#options.kills) {
      const until = Date.now() + random.between(0, longestPauseMs);
      const isPaced = (): boolean => Date.now() - (killedAt.at(-2) ?? 0) > pacingMs;
      while (Date.now() < until || !isPaced()) {
        if (this.#kills >= this.#options.kills) return;
        beats += 1;
        await this.#visit(tenant, visit => beat(visit, beats));
        await delay(random.between(100, 900));
      }
      if (this.#kills >= this.#options.kills) return;
      // Now and then while a client is at it.
      const last = random.chance(0.5) ? this.#visit(tenant, visit => beat(visit, beats + 1)) : null;
      beats += 1;
      this.#kill(tenant);
      killedAt.push(Date.now());
      await last;
      await this.#cameBack(tenant);
      await this.#visit(tenant, lookAround);
    }
  }

  /** As soon as each browser is there, so that it dies while it comes back, too. */
  async killThrice(tenant: Tenant): Promise<void> {
    const { api } = this.#ground;
    for (let deaths = 0; deaths < 3; deaths += 1) this.#kill(tenant, await this.#nextPid(tenant, deaths));
    const giveUpAt = Date.now() + patienceMs;
    while (Date.now() < giveUpAt) {
      const answer = await api.call('getBrowserSession', { target: tenant.session });
      if (answer?.body.status === 'failed') return;
      await delay(100);
    }
  }

  #lastPid = 0;

  async #nextPid({ home }: Tenant, deaths: number): Promise<number> {
    const giveUpAt = Date.now() + patienceMs;
    while (Date.now() < giveUpAt) {
      const pid = browserPids(this.#ground.server.homesDirectory).get(home);
      if (pid !== undefined && (deaths === 0 || pid !== this.#lastPid)) {
        this.#lastPid = pid;
        return pid;
      }
      await delay(10);
    }
    throw new Error(`no browser came after ${deaths} deaths`);
  }

  #kill({ session, home }: Tenant, pid = browserPids(this.#ground.server.homesDirectory).get(home)): void {
    if (pid === undefined) throw new Error(`session ${session} has no browser to kill`);
    this.#ground.history.add({ type: 'browser_killed', session });
    process.kill(pid, 'SIGKILL');
    this.#kills += 1;
    if (this.#kills % 10 === 0) this.#options.onProgress(`${this.#kills} kills`);
  }

  /** Resolves when the session is served by the next browser, or patience ends: the checker tells. */
  async #cameBack({ session }: Tenant): Promise<void> {
    const { api, history } = this.#ground;
    const deaths = history.entries.filter(
      entry => entry.type === 'browser_killed' && entry.session === session,
    ).length;
    const giveUpAt = Date.now() + patienceMs;
    while (Date.now() < giveUpAt) {
      const answer = await api.call('getBrowserSession', { target: session });
      if (answer?.body.generation > deaths) return;
      await delay(50);
    }
  }

  async #visit(
    { session }: Tenant,
    work: (visit: Parameters<typeof lookAround>[0]) => Promise<void>,
  ): Promise<void> {
    await tryPages(this.#ground, session, pages => work({ ground: this.#ground, session, pages }));
  }
}
