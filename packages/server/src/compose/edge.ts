import type { IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { createRulesEngine } from '../agent/rules-engine.ts';
import { Screencasts } from '../cdp/screencast.ts';
import type { Config } from '../config.ts';
import { serveCdp } from '../gateway/cdp-socket.ts';
import { registerDiscovery } from '../gateway/discovery.ts';
import { watchKeys } from '../gateway/key-watch.ts';
import { serveLive } from '../gateway/live-socket.ts';
import { acceptUpgrades, type Door } from '../gateway/upgrade.ts';
import { createApp } from '../http/app.ts';
import { credentialOf } from '../http/credential.ts';
import { createHandlers } from '../http/handlers/handlers.ts';
import { registerPages } from '../http/pages.ts';
import { Tickets } from '../keys/tickets.ts';
import { Runs } from '../runs/runs.ts';
import { startClock } from '../sessions/clock.ts';
import type { Reconciliation } from '../sessions/reconcile.ts';
import { version } from '../version.ts';
import type { Core } from './core.ts';
import { startSweep } from './sweep.ts';

export interface RunningServer {
  /** `http://HOST:PORT`, as clients reach it. */
  readonly origin: string;
  readonly reconciliation: Reconciliation;
  /** A link that signs a person's web browser in, once. */
  signInLink(organizationId: string): string;
  /** Ends connections and runs, leaves the browsers running; resolves to how many those are. */
  stop(): Promise<number>;
}

const answerGraceMs = 3000;
const signInLinkLifeMs = 60 * 60_000;

/** HTTP, sockets and runs in front of the core. Resolves when requests are accepted. */
export async function startServer(core: Core, config: Config, logger: Logger): Promise<RunningServer> {
  const tickets = new Tickets(core.now);
  const runs = new Runs({
    ...core,
    store: core.runStore,
    engine: createRulesEngine(),
    onFault: (record, fault) => logger.error({ err: fault, run: record.id }, 'a run met a fault'),
  });
  const handlers = createHandlers({
    ...core,
    runs,
    tickets,
    version,
    browserName: () =>
      core.installed().then(
        ({ name }) => name,
        () => null,
      ),
  });
  const door = doorOf(core, tickets);
  const app = createApp({ handlers, keys: core.keys, logger, version });
  registerPages(app);
  registerDiscovery(app, async (request, id) => (await door.cdp(request.raw, id)).browser);
  const screencasts = new Screencasts();
  const sockets = acceptUpgrades(app.server, door, {
    cdp: client => void serveCdp(client),
    live: (socket, browser) => void serveLive(socket, viewer => screencasts.watch(browser, viewer)),
  });
  runs.reconcile();
  const reconciliation = await core.reconcile();
  runs.endLeftSessions();
  await app.listen({ host: config.host, port: config.port });
  const origin = originOf(app.server.address(), config.host);
  const stopClock = startClock({
    store: core.sessionStore,
    sessions: core.sessions,
    now: core.now,
    onFault: fault => logger.error({ err: fault }, 'deadlines could not be read'),
  });
  const stopSweep = startSweep(
    { ...core, tickets },
    {
      keepEndedMs: config.keepEndedMs,
      onFault: (fault, what) => logger.error({ err: fault, what }, 'what is old could not be removed'),
    },
  );
  const stopWatch = watchKeys({
    sockets,
    isRevoked: id => core.keys.isRevoked(id),
    onFault: fault => logger.error({ err: fault }, 'revoked keys could not be looked up'),
  });
  return {
    origin,
    reconciliation,
    signInLink(organizationId) {
      const { ticket } = tickets.issue({ purpose: 'sign-in', organizationId }, signInLinkLifeMs);
      return `${origin}/sign-in#ticket=${ticket}`;
    },
    async stop() {
      stopClock();
      stopSweep();
      stopWatch();
      await runs.stop();
      const left = await core.sessions.release();
      const closed = app.close();
      sockets.terminate();
      // A client that is still sending or reading has had its time.
      setTimeout(() => app.server.closeAllConnections(), answerGraceMs).unref();
      await closed;
      return left;
    },
  };
}

function doorOf(core: Core, tickets: Tickets): Door {
  return {
    cdp: async (request: IncomingMessage, sessionId) => {
      const token = new URL(request.url ?? '/', 'http://localhost').searchParams.get('token');
      const key = credentialOf(request.headers);
      if (key !== null || token === null) {
        const { id: keyId, organizationId } = core.keys.opened(key);
        return { keyId, browser: await core.sessions.browserOf(organizationId, sessionId) };
      }
      const keyId = core.connectTokens.keyIdOf(token, sessionId);
      core.keys.requireUsable(keyId);
      return { keyId, browser: await core.sessions.browserOfAny(sessionId) };
    },
    live: async (ticket, sessionId) => {
      const { keyId, ...use } = tickets.redeem(ticket, 'live');
      core.keys.requireUsable(keyId);
      // A ticket for one session opens no other.
      const id = use.sessionId === sessionId ? sessionId : '';
      return { keyId, browser: await core.sessions.browserOf(use.organizationId, id) };
    },
  };
}

function originOf(address: AddressInfo | string | null, host: string): string {
  const port = typeof address === 'object' ? address?.port : undefined;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port ?? ''}`;
}
