import type { DatabaseSync } from 'node:sqlite';
import type { SessionRecord } from '../domain/session.ts';
import type { SessionStore } from '../sessions/ports.ts';
import { atOnce } from './database.ts';
import { storing } from './faults.ts';
import { readRecord } from './record-codec.ts';

/** Sessions in SQLite. The record is one JSON document; `version` guards every save. */
export function createSessionStore(database: DatabaseSync): SessionStore {
  const insert = database.prepare(
    'INSERT INTO sessions (id, organization_id, version, phase, created_at, expires_at, record) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const save = database.prepare(
    'UPDATE sessions SET version = ?, phase = ?, expires_at = ?, record = ? WHERE id = ? AND version = ?',
  );
  const find = database.prepare('SELECT record FROM sessions WHERE id = ?');
  const listLive = database.prepare(
    "SELECT record FROM sessions WHERE organization_id = ? AND phase IN ('launching', 'live') ORDER BY created_at DESC, id DESC",
  );
  const listRecent = database.prepare(
    "SELECT record FROM sessions WHERE organization_id = ? AND (created_at >= ? OR phase <> 'ended') ORDER BY phase = 'live' DESC, created_at DESC, id DESC LIMIT ? OFFSET ?",
  );
  const listDue = database.prepare("SELECT id FROM sessions WHERE phase = 'live' AND expires_at <= ?");
  const listUnfinished = database.prepare("SELECT record FROM sessions WHERE phase <> 'ended'");
  const old = `SELECT id FROM sessions WHERE phase = 'ended' AND json_extract(record, '$.state.endedAt') <= ?
    AND NOT EXISTS (SELECT 1 FROM downloads WHERE session_id = sessions.id)
    ORDER BY json_extract(record, '$.state.endedAt'), id LIMIT ?`;
  const removeOldTokens = database.prepare(`DELETE FROM connect_tokens WHERE session_id IN (${old})`);
  const removeOld = database.prepare(`DELETE FROM sessions WHERE id IN (${old})`);
  const read = readRecord<SessionRecord>;
  return {
    insert(record) {
      const { id, organizationId, version, createdAt, state } = record;
      storing(() =>
        insert.run(
          id,
          organizationId,
          version,
          state.phase,
          createdAt,
          expiresAt(record),
          JSON.stringify(record),
        ),
      );
    },
    save(record) {
      const { id, version, state } = record;
      const result = storing(() =>
        save.run(version, state.phase, expiresAt(record), JSON.stringify(record), id, version - 1),
      );
      return result.changes === 1;
    },
    find: id => find.all(id).map(read)[0] ?? null,
    listLive: organizationId => listLive.all(organizationId).map(read),
    listRecent: (organizationId, { since, count, offset }) =>
      listRecent.all(organizationId, since, count, offset).map(read),
    listDue: now => listDue.all(now).map(row => String(row.id)),
    listUnfinished: () => listUnfinished.all().map(read),
    removeEndedUntil: (instant, atMost) =>
      storing(() =>
        atOnce(database, () => {
          removeOldTokens.run(instant, atMost);
          return Number(removeOld.run(instant, atMost).changes);
        }),
      ),
  };
}

const expiresAt = (record: SessionRecord): number | null =>
  record.state.phase === 'live' ? record.state.expiresAt : null;
