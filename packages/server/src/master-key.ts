import { parseArgs } from 'node:util';
import { type Config, readConfig } from './config.ts';
import { orExplain } from './operator-error.ts';
import { SealingKeys } from './seal/sealing-keys.ts';
import { type DataDirectory, lockDataDirectory, openDataDirectory } from './store/data-directory.ts';
import { openDatabase } from './store/database.ts';
import { removeDurably } from './store/durable.ts';
import { readMasterKey, rotateOwnMasterKey } from './store/master-keys.ts';
import { createSealingKeyStore } from './store/sealing-key-rows.ts';

/* `npm run master-key -- rotate`: for a server that is stopped; its lock keeps one out meanwhile. */

const usage = `usage: npm run master-key -- rotate   seal the keys of all profiles and sessions with a new master key

The new one is made when the server keeps its own. Otherwise set BERTH_NEXT_MASTER_KEY, BERTH_NEXT_MASTER_KEY_FILE or
BERTH_NEXT_MASTER_KEY_COMMAND beside the setting that gives the present one.`;

await orExplain(async () => {
  const { positionals } = parseArgs({ allowPositionals: true });
  if (positionals.join(' ') !== 'rotate') throw new Error(usage);
  const config = readConfig();
  const directory = openDataDirectory(config.dataDirectory);
  const unlock = lockDataDirectory(directory);
  try {
    rotate(config, directory);
  } finally {
    unlock();
  }
});

function rotate(config: Config, directory: DataDirectory): void {
  const database = openDatabase(directory.database);
  const store = createSealingKeyStore(database);
  const own = { file: directory.masterKeyFile, inUse: store.masterIds() };
  const isOwn = config.masterKey.kind === 'own';
  const keys = new SealingKeys(store, { master: readMasterKey(config.masterKey, own), now: Date.now });
  if (config.nextMasterKey !== null) {
    const next = readMasterKey(config.nextMasterKey, own);
    keys.rotate(next);
    // It opens nothing any more, and a start that finds it would take it for the one to use.
    if (isOwn) removeDurably(directory.masterKeyFile);
    console.log(
      `The master key is ${next.id} now. Give it to the server as BERTH_MASTER_KEY, _FILE or _COMMAND.`,
    );
  } else if (isOwn) {
    rotateOwnMasterKey(keys, own);
    console.log(`The master key was changed; the new one is in ${directory.masterKeyFile}.`);
  } else {
    throw new Error(usage);
  }
  database.close();
}
