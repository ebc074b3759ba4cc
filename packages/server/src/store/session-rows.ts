import type { DatabaseSync } from 'node:sqlite';
import { isStarted, type SessionRecord } from '../domain/session.ts';
import type { NumberedNews, SessionNews } from '../domain/session-news.ts';
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
    "SELECT record FROM sessions WHERE organization_id = ? AND phase NOT IN ('ending', 'ended') ORDER BY created_at DESC, id DESC",
  );
  const listRecent = database.prepare(
    "SELECT record FROM sessions WHERE organization_id = ? AND (created_at >= ? OR phase <> 'ended') ORDER BY phase = 'live' DESC, created_at DESC, id DESC LIMIT ? OFFSET ?",
  );
  const old = `SELECT id FROM sessions WHERE phase = 'ended' AND json_extract(record, '$.state.endedAt') <= ?
    AND NOT EXISTS (SELECT 1 FROM downloads WHERE session_id = sessions.id)
    ORDER BY json_extract(record, '$.state.endedAt'), id LIMIT ?`;
  const removeOldTokens = database.prepare(`DELETE FROM connect_tokens WHERE session_id IN (${old})`);
  const removeOld = database.prepare(`DELETE FROM sessions WHERE id IN (${old})`);
  const listDue = database.prepare(
    "SELECT id FROM sessions WHERE phase IN ('live', 'restoring', 'asleep') AND expires_at <= ?",
  );
  const listUnfinished = database.prepare("SELECT record FROM sessions WHERE phase <> 'ended'");
  const insertNews = database.prepare(
    'INSERT INTO session_news (session_id, at, type, data) VALUES (?, ?, ?, ?)',
  );
  const listNews = database.prepare(
    'SELECT number, at, type, data FROM session_news WHERE session_id = ? AND number > ? ORDER BY number LIMIT ?',
  );
  const hasNews = database.prepare('SELECT 1 FROM session_news WHERE session_id = ? AND type = ? LIMIT 1');
  const read = readRecord<SessionRecord>;
  const inOne = <Result>(write: () => Result): Result => storing(() => atOnce(database, write));
  const tell = (id: string, at: number, news: readonly SessionNews[]): void => {
    for (const { type, data } of news) insertNews.run(id, at, type, JSON.stringify(data));
  };
  return {
    insert(record) {
      const { id, organizationId, version, createdAt, state } = record;
      const row = [id, organizationId, version, state.phase, createdAt, expiresAt(record)] as const;
      inOne(() => {
        insert.run(...row, JSON.stringify(record));
        tell(id, createdAt, [{ type: 'created', data: {} }]);
      });
    },
    save(record, news) {
      const { id, version, state } = record;
      return inOne(() => {
        const { changes } = save.run(
          version,
          state.phase,
          expiresAt(record),
          JSON.stringify(record),
          id,
          version - 1,
        );
        if (changes === 1) tell(id, record.modifiedAt, news);
        return changes === 1;
      });
    },
    find: id => find.all(id).map(read)[0] ?? null,
    listLive: organizationId => listLive.all(organizationId).map(read),
    listRecent: (organizationId, { since, count, offset }) =>
      listRecent.all(organizationId, since, count, offset).map(read),
    tell: (id, at, news) => inOne(() => tell(id, at, news)),
    listNews: (id, { after, count }) => listNews.all(id, after, count).map(readNews),
    hasNews: (id, types) => types.some(type => hasNews.get(id, type) !== undefined),
    listDue: now => listDue.all(now).map(row => String(row.id)),
    listUnfinished: () => listUnfinished.all().map(read),
    removeEndedUntil: (instant, atMost) =>
      inOne(() => {
        removeOldTokens.run(instant, atMost);
        return Number(removeOld.run(instant, atMost).changes);
      }),
  };
}

const expiresAt = (record: SessionRecord): number | null =>
  isStarted(record.state) ? record.state.expiresAt : null;

function readNews(row: Readonly<Record<string, unknown>>): NumberedNews {
  const { number, at, type, data } = row;
  // As `readRecord`: what this server alone wrote becomes a type again.
  return {
    number: Number(number),
    at: Number(at),
    type: type as NumberedNews['type'],
    data: JSON.parse(String(data)),
  };
}
