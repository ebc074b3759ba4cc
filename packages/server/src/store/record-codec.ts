/**
 * A row's `record` column as the record it was written from. The cast is the edge where bytes that only this server
 * wrote become a type again; a change of a record's shape comes with a migration.
 */
export function readRecord<Record>(row: { [column: string]: unknown }): Record {
  return JSON.parse(String(row.record)) as Record;
}
