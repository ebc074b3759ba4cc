import { BerthTimeoutError } from './errors.ts';
import { pause, withDeadline } from './http/deadline.ts';
import type { Run, RunStatus } from './types.gen.ts';

/** Every status, so that a new one in the contract asks here whether it is final. */
const isFinal: Readonly<Record<RunStatus, boolean>> = {
  created: false,
  queued: false,
  running: false,
  completed: true,
  failed: true,
  terminated: true,
  timed_out: true,
  canceled: true,
};

const firstPause = 150;
/** Short enough to notice an end within a second, with the poll's own time on top. */
const longestPause = 600;

interface Wait {
  readonly run: Run;
  readonly seconds: number;
  readonly signal: AbortSignal | undefined;
  readonly poll: (signal: AbortSignal) => Promise<Run>;
}

/** Polls the run until it has ended, however it ended. */
export async function waitForRun(wait: Wait): Promise<Run> {
  const { run_id: runId } = wait.run;
  const deadline = {
    seconds: wait.seconds,
    signal: wait.signal,
    expired: () =>
      new BerthTimeoutError(
        `Run ${runId} has not ended in ${wait.seconds} s. It goes on: look with getRun, or stop it with cancelRun.`,
        { runId },
      ),
  };
  return await withDeadline(deadline, async signal => {
    let run = wait.run;
    for (let ms = firstPause; !isFinal[run.status]; ms = Math.min(ms * 1.5, longestPause)) {
      await pause(ms, signal);
      run = await wait.poll(signal);
    }
    return run;
  });
}
