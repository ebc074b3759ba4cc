import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import { readConfig } from './config.ts';
import { createIdSource } from './domain/ids.ts';
import { isUsable } from './domain/key.ts';
import { Keys } from './keys/keys.ts';
import { orExplain } from './operator-error.ts';
import { openDataDirectory } from './store/data-directory.ts';
import { openDatabase } from './store/database.ts';
import { createKeyStore } from './store/key-rows.ts';

/* `npm run key -- create --org NAME | list | revoke ID`: works beside a running server, which sees the change at once. */

const usage = `usage: npm run key -- create --org NAME   make a key (and the organisation, when it is new)
       npm run key -- list               all keys, without their secrets
       npm run key -- revoke ID          make a key useless from now on`;

await orExplain(async () => {
  const { values, positionals } = parseArgs({ options: { org: { type: 'string' } }, allowPositionals: true });
  const [command, id] = positionals;
  const database = openDatabase(openDataDirectory(readConfig().dataDirectory).database);
  const ids = createIdSource({ now: Date.now, worker: randomInt(2 ** 21) });
  const keys = new Keys(createKeyStore(database), { ids, now: Date.now });
  if (command === 'create' && values.org !== undefined && values.org.trim() !== '')
    create(keys, values.org.trim());
  else if (command === 'list') list(keys);
  else if (command === 'revoke' && id !== undefined) revoke(keys, id);
  else throw new Error(usage);
  database.close();
});

function create(keys: Keys, organization: string): void {
  const { key, secret } = keys.create(organization, { purpose: 'key create' });
  console.log(`Key ${key.id} of ${organization}. It is shown only now:\n${secret}`);
}

function list(keys: Keys): void {
  for (const key of keys.list()) {
    const state = isUsable(key, Date.now()) ? 'usable' : key.revokedAt === null ? 'expired' : 'revoked';
    const made = new Date(key.createdAt).toISOString();
    console.log([key.id, key.organizationName, state, `made ${made}`, key.purpose].join('  '));
  }
}

function revoke(keys: Keys, id: string): void {
  if (!keys.revoke(id))
    throw new Error(`there is no key ${id}, or it was revoked before; see \`npm run key -- list\``);
  console.log(`Key ${id} is revoked.`);
}
