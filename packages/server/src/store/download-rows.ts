import type { DatabaseSync } from 'node:sqlite';
import type { DownloadRecord } from '../domain/session-file.ts';
import type { DownloadStore } from '../files/ports.ts';
import { storing } from './faults.ts';
import { readRecord } from './record-codec.ts';

/** Downloads in SQLite; their bytes are files. */
export function createDownloadStore(database: DatabaseSync): DownloadStore {
  const insert = database.prepare(
    'INSERT INTO downloads (id, session_id, home, phase, started_at, ended_at, record) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const save = database.prepare('UPDATE downloads SET phase = ?, ended_at = ?, record = ? WHERE id = ?');
  const find = database.prepare('SELECT record FROM downloads WHERE id = ?');
  const listOfSession = database.prepare(
    'SELECT record FROM downloads WHERE session_id = ? ORDER BY started_at DESC, id DESC',
  );
  const listInProgress = database.prepare(
    "SELECT record FROM downloads WHERE home = ? AND phase = 'in_progress'",
  );
  const listEndedBefore = database.prepare('SELECT record FROM downloads WHERE ended_at <= ?');
  const remove = database.prepare('DELETE FROM downloads WHERE id = ?');
  const read = readRecord<DownloadRecord>;
  return {
    insert(record) {
      const { id, sessionId, home, state, startedAt } = record;
      storing(() =>
        insert.run(id, sessionId, home, state.phase, startedAt, endedAt(record), JSON.stringify(record)),
      );
    },
    save(record) {
      storing(() => save.run(record.state.phase, endedAt(record), JSON.stringify(record), record.id));
    },
    find: id => find.all(id).map(read)[0] ?? null,
    listOfSession: sessionId => listOfSession.all(sessionId).map(read),
    listInProgress: home => listInProgress.all(home).map(read),
    listEndedBefore: instant => listEndedBefore.all(instant).map(read),
    remove(id) {
      storing(() => remove.run(id));
    },
  };
}

function endedAt({ state }: DownloadRecord): number | null {
  if (state.phase === 'completed') return state.completedAt;
  return state.phase === 'failed' ? state.failedAt : null;
}
