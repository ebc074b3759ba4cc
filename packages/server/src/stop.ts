import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { Version } from '@berth/contract';
import { pino } from 'pino';
import { composeCore } from './compose/core.ts';
import { type Config, readConfig } from './config.ts';
import { orExplain } from './operator-error.ts';
import { type DataDirectory, directoryAt, holderOf, isLocked } from './store/data-directory.ts';

/* `npm run stop`: stops the server of the data directory when it runs, then ends every session and its browser. */

await orExplain(async () => {
  const config = readConfig();
  const directory = directoryAt(config.dataDirectory);
  // Without a database there was never a server, and none is made by looking for one.
  const isKnown = existsSync(directory.database);
  const wasRunning = isKnown && (await stopServer(directory));
  const ended = isKnown ? await endSessions(config) : 0;
  const done = report(config.dataDirectory, { isKnown, wasRunning, ended });
  const other = wasRunning ? null : await otherServer(config);
  if (other === null) console.log(done);
  else if (ended > 0) console.log(`${done} ${elsewhere(other)}`);
  else throw new Error(`${done} ${elsewhere(other)}`);
});

function report(path: string, what: { isKnown: boolean; wasRunning: boolean; ended: number }): string {
  if (!what.isKnown) return `${path} is no data directory of Berth: there is no server of it to stop.`;
  const sessions = what.ended === 1 ? '1 session was ended' : `${what.ended} sessions were ended`;
  if (what.wasRunning) return `Berth is stopped; ${sessions}.`;
  return `No server was running with the data directory ${path}; ${sessions}.`;
}

function elsewhere(origin: string): string {
  return `A server with another data directory answers at ${origin}: to stop that one, set BERTH_DATA_DIR to what it was started with.`;
}

/** Whether one ran. */
async function stopServer(directory: DataDirectory): Promise<boolean> {
  if (!isLocked(directory)) return false;
  askToStop(holderOf(directory));
  for (let waited = 0; isLocked(directory); waited += 100) {
    if (waited > 30_000) throw new Error('the server does not stop; end it by hand and try again');
    await delay(100);
  }
  return true;
}

function askToStop(pid: number | null): void {
  if (pid === null)
    throw new Error('a server uses the data directory, but it is not known which process it is');
  process.kill(pid, 'SIGTERM');
}

async function endSessions(config: Config): Promise<number> {
  const core = composeCore(config, pino({ enabled: false }));
  await core.reconcile();
  const ended = await core.sessions.closeAll();
  core.close();
  return ended;
}

/** Where a server answers that is none of this data directory. */
async function otherServer({ host, port }: Config): Promise<string | null> {
  if (port === 0) return null;
  const origin = `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
  try {
    const answer = await fetch(`${origin}/v1/version`, { signal: AbortSignal.timeout(2000) });
    return Version.safeParse(await answer.json()).success ? origin : null;
  } catch {
    return null; // nobody there, or somebody who is no Berth
  }
}
