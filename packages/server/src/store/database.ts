import { DatabaseSync } from 'node:sqlite';
import { migrations } from './migrations.ts';

/** Opens the server's database. A commit is on disk when its statement returns. */
export function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 5000 });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
  migrate(database);
  return database;
}

/** Runs several writes as one: all of them are on disk when it returns, or none. */
export function atOnce<Result>(database: DatabaseSync, write: () => Result): Result {
  database.exec('BEGIN IMMEDIATE');
  try {
    const result = write();
    database.exec('COMMIT');
    return result;
  } catch (fault) {
    // A full disk has taken the whole back already.
    if (database.isTransaction) database.exec('ROLLBACK');
    throw fault;
  }
}

function migrate(database: DatabaseSync): void {
  const row = database.prepare('PRAGMA user_version').get();
  const done = Number(row?.user_version ?? 0);
  if (done > migrations.length) {
    throw new Error(
      `the data directory was written by a newer version of Berth (schema ${done}, this one knows ${migrations.length}): start that version`,
    );
  }
  for (const [index, migration] of migrations.entries()) {
    if (index < done) continue;
    database.exec(`BEGIN IMMEDIATE; ${migration}; PRAGMA user_version = ${index + 1}; COMMIT;`);
  }
}
