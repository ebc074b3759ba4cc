import { type EitherCase, toSnakeCase } from './request-keys.ts';
import { atLeast } from './settings.ts';
import type { RunTaskRequest } from './types.gen.ts';

/**
 * What `runTask` does besides starting the run.
 *
 * @example
 * ```ts
 * await berth.runTask({ prompt: 'Log in', url, waitForCompletion: true, timeout: 120 });
 * ```
 */
export interface WaitOptions {
  /** Come back when the run has ended, not when it has begun. Default: `false`. */
  readonly waitForCompletion?: boolean | undefined;
  /** Seconds to wait for the run's end before `BerthTimeoutError`; the run itself goes on. Default: 1800. */
  readonly timeout?: number | null | undefined;
}

/**
 * What to run: either all in one object, or the request under `body`. Keys in snake_case or camelCase.
 *
 * @example
 * ```ts
 * const flat: RunTaskInput = { prompt: 'Log in', browserSessionId: 'pbs_1', waitForCompletion: true };
 * const nested: RunTaskInput = {
 *   body: { prompt: 'Log in', browser_session_id: 'pbs_1' },
 *   waitForCompletion: true,
 * };
 * ```
 */
export type RunTaskInput =
  | (EitherCase<RunTaskRequest> & WaitOptions & { readonly body?: never })
  | (WaitOptions & { readonly body: EitherCase<RunTaskRequest> });

interface TaskPlan {
  /** The request as it goes out. */
  readonly body: Record<string, unknown>;
  /** How long to wait for the end of the run; `null`: not at all. */
  readonly waitSeconds: number | null;
}

export function planTask(input: RunTaskInput): TaskPlan {
  const { body: nested, ...outer } = input;
  const {
    wait_for_completion: waits,
    timeout,
    ...body
  } = { ...toSnakeCase(outer), ...toSnakeCase(nested ?? {}) };
  return { body, waitSeconds: waits === true ? atLeast(0.001, timeout ?? 1800, 'timeout') : null };
}
