import { spawn } from 'node:child_process';
import { once } from 'node:events';

/* Runs the stages of `npm run check` and `npm test` one after the other and stops at the first that fails. */

export interface Stage {
  readonly name: string;
  readonly command: readonly [string, ...string[]];
  readonly env?: NodeJS.ProcessEnv;
}

/** Resolves to the exit code of the whole: 0, or that of the first stage that failed. */
export async function runStages(stages: readonly Stage[]): Promise<number> {
  for (const stage of stages) {
    console.log(`── ${stage.name}`);
    const startedAt = performance.now();
    const code = await runStage(stage);
    const took = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
    if (code !== 0) {
      console.error(`── ${stage.name}: FAILED after ${took} (${stage.command.join(' ')})`);
      return code;
    }
    console.log(`── ${stage.name}: ok, ${took}`);
  }
  return 0;
}

async function runStage({ command: [program, ...argv], env }: Stage): Promise<number> {
  const child = spawn(program, argv, { stdio: 'inherit', env: { ...process.env, ...env } });
  let stopped = false;
  const stop = (signal: NodeJS.Signals) => {
    stopped = true;
    // A terminal's Ctrl-C has reached the stage as well, SIGTERM has not.
    if (signal === 'SIGTERM') child.kill(signal);
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    const [code] = await once(child, 'exit');
    return stopped ? 130 : (code ?? 1);
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}
