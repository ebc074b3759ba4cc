import type { DatabaseSync } from 'node:sqlite';
import type { ApiKey, Organization } from '../domain/key.ts';
import type { KeyStore } from '../keys/ports.ts';
import { storing } from './faults.ts';

type Row = { [column: string]: unknown };

/** Organisations and their keys in SQLite. */
export function createKeyStore(database: DatabaseSync): KeyStore {
  const insertOrganization = database.prepare(
    'INSERT INTO organizations (id, name, created_at) VALUES (?, ?, ?)',
  );
  const findOrganization = database.prepare('SELECT * FROM organizations WHERE name = ?');
  const listOrganizations = database.prepare('SELECT * FROM organizations ORDER BY created_at, id');
  const insertKey = database.prepare(
    'INSERT INTO api_keys (id, organization_id, hash, purpose, created_at, expires_at, revoked_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const findKey = database.prepare('SELECT * FROM api_keys WHERE hash = ?');
  const findKeyById = database.prepare('SELECT * FROM api_keys WHERE id = ?');
  const listKeys = database.prepare('SELECT * FROM api_keys ORDER BY created_at, id');
  const revoke = database.prepare('UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL');
  const removeExpired = database.prepare(
    'DELETE FROM api_keys WHERE expires_at <= ? AND NOT EXISTS (SELECT 1 FROM connect_tokens WHERE key_id = api_keys.id)',
  );
  return {
    insertOrganization: ({ id, name, createdAt }) => {
      storing(() => insertOrganization.run(id, name, createdAt));
    },
    findOrganization: name => findOrganization.all(name).map(toOrganization)[0] ?? null,
    listOrganizations: () => listOrganizations.all().map(toOrganization),
    insertKey: key => {
      const { id, organizationId, hash, purpose, createdAt, expiresAt, revokedAt } = key;
      storing(() => insertKey.run(id, organizationId, hash, purpose, createdAt, expiresAt, revokedAt));
    },
    findKey: hash => findKey.all(hash).map(toKey)[0] ?? null,
    findKeyById: id => findKeyById.all(id).map(toKey)[0] ?? null,
    listKeys: () => listKeys.all().map(toKey),
    removeExpiredUntil: instant => {
      storing(() => removeExpired.run(instant));
    },
    revokeKey: (id, now) => storing(() => revoke.run(now, id)).changes === 1,
  };
}

const toOrganization = (row: Row): Organization => ({
  id: String(row.id),
  name: String(row.name),
  createdAt: Number(row.created_at),
});

const toKey = (row: Row): ApiKey => ({
  id: String(row.id),
  organizationId: String(row.organization_id),
  hash: String(row.hash),
  purpose: String(row.purpose),
  createdAt: Number(row.created_at),
  expiresAt: row.expires_at === null ? null : Number(row.expires_at),
  revokedAt: row.revoked_at === null ? null : Number(row.revoked_at),
});
