import type { DatabaseSync } from 'node:sqlite';
import type { ConnectTokenStore } from '../keys/ports.ts';
import { storing } from './faults.ts';

/** Connect tokens in SQLite, by their hash. */
export function createConnectTokenStore(database: DatabaseSync): ConnectTokenStore {
  const insert = database.prepare(
    'INSERT INTO connect_tokens (hash, session_id, key_id, expires_at) VALUES (?, ?, ?, ?)',
  );
  const find = database.prepare('SELECT * FROM connect_tokens WHERE hash = ?');
  const remove = database.prepare('DELETE FROM connect_tokens WHERE session_id = ?');
  const removeExpired = database.prepare('DELETE FROM connect_tokens WHERE expires_at <= ?');
  return {
    insert: ({ hash, sessionId, keyId, expiresAt }) => {
      storing(() => insert.run(hash, sessionId, keyId, expiresAt));
    },
    find: hash => {
      const row = find.get(hash);
      if (row === undefined) return null;
      const expiresAt = row.expires_at === null ? null : Number(row.expires_at);
      return { hash, sessionId: String(row.session_id), keyId: String(row.key_id), expiresAt };
    },
    removeExpiredUntil: instant => {
      storing(() => removeExpired.run(instant));
    },
    removeOf: sessionId => {
      storing(() => remove.run(sessionId));
    },
  };
}
