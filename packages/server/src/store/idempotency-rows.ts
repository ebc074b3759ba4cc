import type { DatabaseSync } from 'node:sqlite';
import type { IdempotencyStore } from '../keys/ports.ts';
import { storing } from './faults.ts';

/** Idempotency keys in SQLite, by their hash. */
export function createIdempotencyStore(database: DatabaseSync): IdempotencyStore {
  const save = database.prepare(
    'INSERT OR REPLACE INTO idempotency_keys (hash, request_hash, made_id, created_at) VALUES (?, ?, ?, ?)',
  );
  const find = database.prepare('SELECT * FROM idempotency_keys WHERE hash = ?');
  const remove = database.prepare('DELETE FROM idempotency_keys WHERE hash = ?');
  const removeUntil = database.prepare('DELETE FROM idempotency_keys WHERE created_at <= ?');
  return {
    save: ({ hash, requestHash, madeId, createdAt }) => {
      storing(() => save.run(hash, requestHash, madeId, createdAt));
    },
    find: hash => {
      const row = find.get(hash);
      if (row === undefined) return null;
      return {
        hash,
        requestHash: String(row.request_hash),
        madeId: String(row.made_id),
        createdAt: Number(row.created_at),
      };
    },
    remove: hash => {
      storing(() => remove.run(hash));
    },
    removeUntil: instant => {
      storing(() => removeUntil.run(instant));
    },
  };
}
