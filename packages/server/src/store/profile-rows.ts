import type { DatabaseSync } from 'node:sqlite';
import type { KeptState, ProfileRecord, ProfileVersion } from '../domain/profile.ts';
import type { ProfileStore, UnnumberedVersion } from '../profiles/ports.ts';
import { atOnce } from './database.ts';
import { storing } from './faults.ts';
import { readRecord } from './record-codec.ts';

/** Profiles, their versions, and what is kept of sessions that ended, in SQLite. The bytes themselves are blobs. */
export function createProfileStore(database: DatabaseSync): ProfileStore {
  return { ...profileRows(database), ...versionRows(database), ...keptRows(database) };
}

function profileRows(database: DatabaseSync) {
  const insert = database.prepare(
    'INSERT INTO profiles (id, organization_id, name, current_version_id, created_at, record) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const update = database.prepare(
    'UPDATE OR IGNORE profiles SET name = ?, record = ? WHERE id = ? AND deleted_at IS NULL',
  );
  const named = database.prepare(
    'SELECT id FROM profiles WHERE organization_id = ? AND name = ? AND deleted_at IS NULL',
  );
  const find = database.prepare('SELECT * FROM profiles WHERE id = ?');
  const list = database.prepare(
    `SELECT * FROM profiles WHERE organization_id = ? AND (deleted_at IS NULL OR ?)
      ORDER BY created_at DESC, id DESC`,
  );
  const markDeleted = database.prepare(
    'UPDATE profiles SET deleted_at = ?, current_version_id = NULL WHERE id = ? AND deleted_at IS NULL',
  );
  const dropVersions = database.prepare('DELETE FROM profile_versions WHERE profile_id = ? RETURNING id');
  const deleted = database.prepare('SELECT id FROM profiles WHERE deleted_at IS NOT NULL');
  const add = versionAdder(database);
  const isNameTaken = (organizationId: string, name: string): boolean =>
    named.get(organizationId, name) !== undefined;
  return {
    insert: (record: ProfileRecord, version: UnnumberedVersion | null) =>
      storing(() =>
        atOnce(database, () => {
          const { id, organizationId, name, currentVersionId, createdAt } = record;
          if (isNameTaken(organizationId, name)) return false;
          insert.run(id, organizationId, name, currentVersionId, createdAt, JSON.stringify(record));
          if (version !== null) add(version);
          return true;
        }),
      ),
    update: (record: ProfileRecord) =>
      storing(() => update.run(record.name, JSON.stringify(record), record.id)).changes === 1,
    isNameTaken,
    find: (id: string) => find.all(id).map(readProfile)[0] ?? null,
    list: (organizationId: string, { searchKey, includesDeleted, offset, count }: ListFilter) => {
      const key = searchKey.toLowerCase();
      // SQLite's own lower() knows the letters of English only.
      return list
        .all(organizationId, includesDeleted ? 1 : 0)
        .map(readProfile)
        .filter(({ name, description }) => `${name}\n${description ?? ''}`.toLowerCase().includes(key))
        .slice(offset, offset + count);
    },
    delete: (id: string, at: number) =>
      storing(() =>
        atOnce(database, () => {
          markDeleted.run(at, id);
          return dropVersions.all(id).map(row => String(row.id));
        }),
      ),
    deletedIds: () => deleted.all().map(row => String(row.id)),
  };
}

type ListFilter = Parameters<ProfileStore['list']>[1];

function versionAdder(database: DatabaseSync): (version: UnnumberedVersion) => ProfileVersion {
  const lastNumber = database.prepare(
    'SELECT coalesce(max(number), 0) AS number FROM profile_versions WHERE profile_id = ?',
  );
  const insert = database.prepare(
    'INSERT INTO profile_versions (id, profile_id, number, session_id, record) VALUES (?, ?, ?, ?, ?)',
  );
  return version => {
    const number = Number(lastNumber.get(version.profileId)?.number) + 1;
    const { id, profileId, origin } = version;
    const sessionId = origin.kind === 'session' ? origin.id : null;
    const numbered = { ...version, number };
    insert.run(id, profileId, number, sessionId, JSON.stringify(numbered));
    return numbered;
  };
}

function versionRows(database: DatabaseSync) {
  const add = versionAdder(database);
  const advance = database.prepare(
    `UPDATE profiles SET current_version_id = ?, record = json_set(record, '$.modifiedAt', ?)
      WHERE id = ? AND current_version_id IS ?`,
  );
  const list = database.prepare(
    'SELECT record FROM profile_versions WHERE profile_id = ? ORDER BY number DESC LIMIT ? OFFSET ?',
  );
  const current = database.prepare('SELECT current_version_id AS id FROM profiles WHERE id = ?');
  const find = database.prepare('SELECT record FROM profile_versions WHERE id = ?');
  const lastSavedBy = database.prepare(
    'SELECT record FROM profile_versions WHERE profile_id = ? AND session_id = ? ORDER BY number DESC LIMIT 1',
  );
  const savedAtEnd = database.prepare(
    "SELECT record FROM profile_versions WHERE session_id = ? AND json_extract(record, '$.origin.keyId') IS NULL",
  );
  const read = readRecord<ProfileVersion>;
  return {
    addVersion: (unnumbered: UnnumberedVersion) =>
      storing(() =>
        atOnce(database, () => {
          const version = add(unnumbered);
          const { id, profileId, parentId, createdAt } = version;
          advance.run(id, createdAt, profileId, parentId);
          return { version, currentVersionId: String(current.get(profileId)?.id) };
        }),
      ),
    listVersions: (profileId: string, { offset, count }: { offset: number; count: number }) =>
      list.all(profileId, count, offset).map(read),
    findVersion: (id: string) => find.all(id).map(read)[0] ?? null,
    lastSavedBy: (profileId: string, sessionId: string) =>
      lastSavedBy.all(profileId, sessionId).map(read)[0] ?? null,
    savedAtEnd: (sessionId: string) => savedAtEnd.all(sessionId).map(read)[0] ?? null,
  };
}

function keptRows(database: DatabaseSync) {
  const put = database.prepare(
    'INSERT INTO kept_states (session_id, id, record) VALUES (?, ?, ?) ON CONFLICT (session_id) DO UPDATE SET id = excluded.id, record = excluded.record',
  );
  const find = database.prepare('SELECT record FROM kept_states WHERE session_id = ?');
  const remove = database.prepare('DELETE FROM kept_states WHERE session_id = ?');
  const sessions = database.prepare('SELECT session_id FROM kept_states');
  const saved = database.prepare('SELECT id FROM profile_versions UNION ALL SELECT id FROM kept_states');
  const findKept = (sessionId: string): KeptState | null =>
    find.all(sessionId).map(readRecord<KeptState>)[0] ?? null;
  return {
    keep: (kept: KeptState) =>
      storing(() =>
        atOnce(database, () => {
          const former = findKept(kept.sessionId);
          put.run(kept.sessionId, kept.id, JSON.stringify(kept));
          return former;
        }),
      ),
    findKept,
    removeKept: (sessionId: string) => void storing(() => remove.run(sessionId)),
    keptSessions: () => sessions.all().map(row => String(row.session_id)),
    savedIds: () => saved.all().map(row => String(row.id)),
  };
}

/** The columns that change by themselves stand over what the record said at first. */
function readProfile(row: { [column: string]: unknown }): ProfileRecord {
  const { current_version_id: versionId, deleted_at: deletedAt } = row;
  return {
    ...readRecord<ProfileRecord>(row),
    currentVersionId: versionId === null ? null : String(versionId),
    deletedAt: deletedAt === null ? null : Number(deletedAt),
  };
}
