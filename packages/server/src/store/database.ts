import { DatabaseSync } from 'node:sqlite';
import { migrations } from './migrations.ts';

/** Opens the server's database. A commit is on disk when its statement returns. */
export function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file, { timeout: 5000 });
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
  migrate(database);
  return database;
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
