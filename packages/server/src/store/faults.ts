import { BerthError, isDiskFull } from '../domain/errors.ts';

const sqliteFull = 13;

/** Runs a write; a full disk is an error that the API names. */
export function storing<Result>(write: () => Result): Result {
  try {
    return write();
  } catch (fault) {
    if (!isDiskFull(fault) && !isDatabaseFull(fault)) throw fault;
    throw new BerthError(
      'insufficient_storage',
      'The disk of the data directory is full; nothing was changed. Free some space and try again.',
      { cause: fault },
    );
  }
}

const isDatabaseFull = (fault: unknown): boolean =>
  fault instanceof Error && 'errcode' in fault && fault.errcode === sqliteFull;

/** What writing a file failed with; for a full disk, the error that the API names. */
export function namingFullDisk(fault: unknown): unknown {
  if (!isDiskFull(fault)) return fault;
  return new BerthError(
    'insufficient_storage',
    'The disk of the data directory is full. Free some space and try again.',
    { cause: fault },
  );
}
