import type { DatabaseSync } from 'node:sqlite';
import type { RunRecord } from '../domain/run.ts';
import type { TaskStep } from '../runs/engine.ts';
import type { RunStore } from '../runs/ports.ts';
import { atOnce } from './database.ts';
import { storing } from './faults.ts';
import { readRecord } from './record-codec.ts';

const constraintUnique = 2067;

/** Runs and their steps in SQLite. */
export function createRunStore(database: DatabaseSync): RunStore {
  const insert = database.prepare(
    'INSERT INTO runs (id, organization_id, session_id, version, phase, created_at, record) VALUES (?, ?, ?, ?, ?, ?, ?)',
  );
  const save = database.prepare(
    'UPDATE runs SET version = ?, phase = ?, record = ? WHERE id = ? AND version = ?',
  );
  const find = database.prepare('SELECT record FROM runs WHERE id = ?');
  const findRunning = database.prepare("SELECT id FROM runs WHERE session_id = ? AND phase = 'running'");
  const countFromProfile = database.prepare(
    `SELECT count(*) AS n FROM runs JOIN sessions ON sessions.id = runs.session_id
     WHERE runs.created_at >= ? AND json_extract(sessions.record, '$.profile.profileId') = ?`,
  );
  const listRunning = database.prepare("SELECT record FROM runs WHERE phase = 'running'");
  const insertStep = database.prepare('INSERT INTO run_steps (run_id, number, step) VALUES (?, ?, ?)');
  const listSteps = database.prepare('SELECT step AS record FROM run_steps WHERE run_id = ? ORDER BY number');
  const old = `SELECT id FROM runs WHERE phase = 'ended' AND json_extract(record, '$.state.endedAt') <= ?
    ORDER BY json_extract(record, '$.state.endedAt'), id LIMIT ?`;
  const removeOldSteps = database.prepare(`DELETE FROM run_steps WHERE run_id IN (${old})`);
  const removeOld = database.prepare(`DELETE FROM runs WHERE id IN (${old})`);
  const read = readRecord<RunRecord>;
  return {
    insert(record) {
      const { id, organizationId, sessionId, version, state, createdAt } = record;
      try {
        storing(() =>
          insert.run(id, organizationId, sessionId, version, state.phase, createdAt, JSON.stringify(record)),
        );
        return true;
      } catch (fault) {
        if (fault instanceof Error && 'errcode' in fault && fault.errcode === constraintUnique) return false;
        throw fault;
      }
    },
    save(record) {
      const { id, version, state } = record;
      const result = storing(() => save.run(version, state.phase, JSON.stringify(record), id, version - 1));
      return result.changes === 1;
    },
    find: id => find.all(id).map(read)[0] ?? null,
    countFromProfile: (profileId, since) => Number(countFromProfile.get(since, profileId)?.n),
    runningIn: sessionId => findRunning.all(sessionId).map(row => String(row.id))[0] ?? null,
    listRunning: () => listRunning.all().map(read),
    addStep(runId, number, step) {
      storing(() => insertStep.run(runId, number, JSON.stringify(step)));
    },
    removeEndedUntil: (instant, atMost) =>
      storing(() =>
        atOnce(database, () => {
          removeOldSteps.run(instant, atMost);
          return Number(removeOld.run(instant, atMost).changes);
        }),
      ),
    listSteps: runId => listSteps.all(runId).map(readRecord<TaskStep>),
  };
}
