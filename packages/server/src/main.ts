import { existsSync } from 'node:fs';
import { type Logger, pino } from 'pino';
import { banner, farewell } from './banner.ts';
import { type Core, composeCore } from './compose/core.ts';
import { startServer } from './compose/edge.ts';
import { type Config, readConfig } from './config.ts';
import { firstOrganization } from './keys/keys.ts';
import { newSecret } from './keys/secret.ts';
import { orExplain } from './operator-error.ts';
import { openDataDirectory, writeSecretFile } from './store/data-directory.ts';

/** The demo app, when this is a clone that has one. */
export type StartDemo = (options: {
  port: number;
  keyFile: string;
}) => Promise<{ readonly origin: string; close(): Promise<void> }>;

/** Runs the server until a signal stops it. Prints the banner, then `ready http://HOST:PORT`. */
export function serve(startDemo: StartDemo | null): Promise<void> {
  return orExplain(() => run(readConfig(), startDemo));
}

async function run(config: Config, startDemo: StartDemo | null): Promise<void> {
  process.umask(0o077); // what the server writes is for its own user
  const stopped = firstSignal();
  const logger = openLog(config);
  const core = composeCore(config, logger);
  ensureKey(core, config);
  const demo = await startDemo?.({ port: config.demoPort, keyFile: core.directory.demoKeyFile });
  const server = await startServer(core, config, logger);
  console.log(
    banner({
      origin: server.origin,
      keyFile: core.directory.keyFile,
      keyFileExists: existsSync(core.directory.keyFile),
      signInLink: server.signInLink(core.keys.organizationNamed(firstOrganization).id),
      demoOrigin: demo?.origin ?? null,
      browser: await core.installed().then(
        ({ name }) => name,
        () => null,
      ),
      adopted: server.reconciliation.adopted,
      asleep: server.reconciliation.asleep,
      givenKeyOpens: config.firstKey === null ? null : core.keys.opens(config.firstKey),
      noSandbox: config.noSandbox,
      egressAllow: config.egressAllow,
    }),
  );
  console.log(`ready ${server.origin}`);
  await stopped;
  const left = await server.stop();
  await demo?.close();
  core.close();
  console.log(farewell(left));
  // Whatever a library may still wait for: the stop is complete.
  process.exit(0);
}

/** After a first start, the key that the operator gave, or a random one, is made and in its file. */
function ensureKey(core: Core, config: Config): void {
  // The file may hold the only copy of a key from here on.
  if (core.keys.list().length > 0) return;
  const secret = config.firstKey ?? newSecret('berth');
  // The file first: a key that is in the store but in no file would open nothing for anybody.
  writeSecretFile(core.directory.keyFile, secret);
  core.keys.create(firstOrganization, { purpose: 'first start', secret });
}

function openLog(config: Config): Logger {
  return pino(
    { base: null },
    pino.destination({ dest: openDataDirectory(config.dataDirectory).log, mode: 0o600, sync: true }),
  );
}

function firstSignal(): Promise<void> {
  return new Promise(resolve => {
    // Further signals change nothing: the stop is under way.
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => resolve());
  });
}
