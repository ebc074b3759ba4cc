import type { DatabaseSync } from 'node:sqlite';
import type { SealingKeyRecord, SealingKeyStore } from '../seal/ports.ts';
import { atOnce } from './database.ts';
import { storing } from './faults.ts';

type Row = { [column: string]: unknown };

/** Wrapped data keys in SQLite. */
export function createSealingKeyStore(database: DatabaseSync): SealingKeyStore {
  // A deleted or replaced key must not live on in a free page of the file.
  database.exec('PRAGMA secure_delete = ON');
  const find = database.prepare('SELECT * FROM sealing_keys WHERE owner_id = ?');
  const list = database.prepare('SELECT * FROM sealing_keys ORDER BY owner_id');
  const insert = database.prepare(
    'INSERT INTO sealing_keys (owner_id, organization_id, master_id, wrapped, created_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const remove = database.prepare('DELETE FROM sealing_keys WHERE owner_id = ?');
  const masterIds = database.prepare('SELECT DISTINCT master_id FROM sealing_keys');
  const replace = database.prepare('UPDATE sealing_keys SET master_id = ?, wrapped = ? WHERE owner_id = ?');
  // The log before the next checkpoint still holds what was deleted; emptied, it holds nothing.
  const emptyLog = (): void => database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  return {
    find: ownerId => find.all(ownerId).map(toRecord)[0] ?? null,
    insert({ owner, masterId, wrapped, createdAt }) {
      storing(() => insert.run(owner.id, owner.organizationId, masterId, wrapped, createdAt));
    },
    shred(ownerId) {
      if (storing(() => remove.run(ownerId)).changes > 0) emptyLog();
    },
    masterIds: () => masterIds.all().map(row => String(row.master_id)),
    replaceAll(change) {
      storing(() =>
        atOnce(database, () => {
          for (const record of list.all().map(toRecord)) {
            const { masterId, wrapped, owner } = change(record);
            replace.run(masterId, wrapped, owner.id);
          }
        }),
      );
      emptyLog();
    },
  };
}

function toRecord(row: Row): SealingKeyRecord {
  return {
    owner: { organizationId: String(row.organization_id), id: String(row.owner_id) },
    masterId: String(row.master_id),
    wrapped: row.wrapped instanceof Uint8Array ? Buffer.from(row.wrapped) : Buffer.alloc(0),
    createdAt: Number(row.created_at),
  };
}
