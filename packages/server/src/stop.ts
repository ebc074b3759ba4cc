import { setTimeout as delay } from 'node:timers/promises';
import { pino } from 'pino';
import { composeCore } from './compose/core.ts';
import { type Config, readConfig } from './config.ts';
import { orExplain } from './operator-error.ts';
import { directoryAt, holderOf, isLocked, openDataDirectory } from './store/data-directory.ts';

/* `npm run stop`: stops the server when it runs, then ends every session and its browser. */

await orExplain(async () => {
  const config = readConfig();
  await stopServer(config);
  const core = composeCore(config, pino({ enabled: false }));
  await core.reconcile();
  const ended = await core.sessions.closeAll();
  core.close();
  console.log(`Berth is stopped; ${ended === 1 ? '1 session was' : `${ended} sessions were`} ended.`);
});

async function stopServer(config: Config): Promise<void> {
  openDataDirectory(config.dataDirectory);
  const directory = directoryAt(config.dataDirectory);
  for (let waited = 0; isLocked(directory); waited += 100) {
    if (waited === 0) askToStop(holderOf(directory));
    if (waited > 30_000) throw new Error('the server does not stop; end it by hand and try again');
    await delay(100);
  }
}

function askToStop(pid: number | null): void {
  if (pid === null)
    throw new Error('a server uses the data directory, but it is not known which process it is');
  process.kill(pid, 'SIGTERM');
}
