import type { RunRecord } from '../domain/run.ts';
import type { TaskStep } from './engine.ts';

/** Where runs are kept. Each call returns when its effect is on disk. */
export interface RunStore {
  /** `false` when another run holds the session. */
  insert(record: RunRecord): boolean;
  /** Saves `record` over version `record.version - 1`; `false` when the store holds another version. */
  save(record: RunRecord): boolean;
  find(id: string): RunRecord | null;
  /** The run that holds a session. */
  runningIn(sessionId: string): string | null;
  /** How many runs began at `since` or later in sessions that started from this profile. */
  countFromProfile(profileId: string, since: number): number;
  listRunning(): readonly RunRecord[];
  /** Removes runs that ended at `instant` or before, with their steps, oldest first. Returns how many. */
  removeEndedUntil(instant: number, atMost: number): number;
  addStep(runId: string, number: number, step: TaskStep): void;
  listSteps(runId: string): readonly TaskStep[];
}
