import type { Violation } from './checker/judge.ts';
import type { Entry } from './history.ts';

export interface StormOptions {
  /** Decides every random moment and choice. */
  readonly seed: number;
  readonly kills: number;
  /** Where the history is written, a line of JSON for each entry. */
  readonly historyFile: string;
  /** Ends it before its time: then it rejects, and nothing of it is left. */
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

export interface StormResult {
  readonly entries: readonly Entry[];
  readonly violations: readonly Violation[];
}

/** The same promise, which rejects as soon as `signal` is aborted. */
export function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const aborted = new Promise<never>((_resolve, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  work.catch(() => undefined); // it has lost its ground, and whoever waits hears of the abort
  return Promise.race([work, aborted]);
}
