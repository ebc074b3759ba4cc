import type { RunErrorCode, RunOutputCompleteness } from '@berth/contract';

/**
 * The port through which a run asks for work in a browser. An engine is given one connection to the session's browser and
 * an instruction; it never sees sessions, organisations, the store or HTTP.
 */
export interface TaskEngine {
  readonly name: string;
  /** What of the instruction's text must never be stored, logged or shown (a password written into the prompt). Pure. */
  secretsIn(prompt: string): readonly string[];
  /** Never rejects for anything a page or an instruction can do: that is an outcome. Rejects when `signal` aborts. */
  run(task: Task, watch: TaskWatch): Promise<TaskOutcome>;
}

export interface Task {
  readonly prompt: string;
  /** Where to go first; `null` stays on the current page. */
  readonly url: string | null;
  /** Values the instruction may use, all of them secret: `{ password: "…" }`. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly maxSteps: number;
}

export interface TaskWatch {
  /** A connection to the browser that the engine owns and closes. */
  readonly transport: CdpTransport;
  readonly signal: AbortSignal;
  /** Called after every step, in order, with every secret already masked. */
  onStep(step: TaskStep): void;
}

/** Parsed CDP messages both ways: the shape that playwright-core's `connectOverCDP(transport)` takes. */
export interface CdpTransport {
  send(message: object): void;
  close(): void;
  onmessage?: (message: object) => void;
  onclose?: (reason?: string) => void;
}

export interface TaskStep {
  /** What was done: `click`, `fill`, `goto`, `extract`, … */
  readonly action: string;
  /** The part of the instruction it serves. */
  readonly instruction: string;
  /** The element it acted on, as a person would name it: `button "Log in"`. */
  readonly element: string | null;
  /** What was checked afterwards and found true; `null` when the action has no visible effect to check. */
  readonly check: string | null;
  readonly url: string;
  readonly startedAt: number;
  readonly durationMs: number;
}

export type TaskOutcome =
  | {
      readonly status: 'completed';
      readonly output: unknown;
      /** `null`: nothing was extracted. */
      readonly completeness: RunOutputCompleteness | null;
    }
  | {
      readonly status: 'failed';
      readonly code: RunErrorCode;
      readonly reason: string;
      readonly output: unknown;
    }
  /** The site itself refused: a rejected password, no such page. Trying again changes nothing. */
  | {
      readonly status: 'terminated';
      readonly code: RunErrorCode;
      readonly reason: string;
      readonly output: unknown;
    };
