import { mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserState } from '../domain/browser-state.ts';
import type { SealingKeys } from '../seal/sealing-keys.ts';
import type { JournalStore } from '../sessions/ports.ts';
import { partSuffix, writeDurably } from './durable.ts';
import { storing } from './faults.ts';

const label = 'journal';

/** Journals as files, sealed, each replaced as a whole: a server that is killed leaves the former one. */
export function createJournalFiles(directory: string, keys: SealingKeys): JournalStore {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(directory)) if (name.endsWith(partSuffix)) rmSync(join(directory, name));
  const fileOf = (sessionId: string): string => join(directory, sessionId);
  return {
    write(session, state) {
      const sealed = keys.seal(session, label, Buffer.from(JSON.stringify(state)));
      storing(() => writeDurably(fileOf(session.id), sealed));
    },
    read(session) {
      const sealed = readIfThere(fileOf(session.id));
      return sealed === null ? null : parse(keys.open(session, label, sealed));
    },
    remove(sessionId) {
      rmSync(fileOf(sessionId), { force: true });
      keys.forget(sessionId);
    },
    list: () => readdirSync(directory),
  };
}

function readIfThere(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch (fault) {
    if (fault instanceof Error && 'code' in fault && fault.code === 'ENOENT') return null;
    throw fault;
  }
}

/** The cast is the edge where bytes that only this server wrote, and sealed, become a type again. */
function parse(bytes: Buffer): BrowserState {
  return JSON.parse(bytes.toString('utf8')) as BrowserState;
}
