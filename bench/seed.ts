import type { Run } from '@berth/contract';
import { TestServer } from '../packages/server/test/fixtures/server.ts';
import { elapsed, printFigure } from './measure.ts';

/* The seed's two prompts on the demo app, from the first request to the end of the second run. */

const rounds = 5;
const server = await TestServer.start();
const times: number[] = [];
for (let round = 0; round < rounds; round++) {
  const { browser_session_id } = await server.createSession();
  times.push(
    await elapsed(async () => {
      await completed({
        prompt: 'Log in with username demo@example.com',
        url: `${server.demoOrigin}/login`,
        browser_session_id,
      });
      const { output } = await completed({
        prompt: 'Go to the invoices page and extract all invoice numbers',
        browser_session_id,
      });
      if (!Array.isArray(output) || output.length !== 47)
        throw new Error(`not every number: ${JSON.stringify(output)}`);
    }),
  );
  await server.post(`/v1/browser_sessions/${browser_session_id}/close`);
}
await server.remove();
printFigure("the seed's two prompts on the demo", times, 'ms', 5000);

async function completed(body: object): Promise<Run> {
  const started: Run = await (await server.post('/v1/run/tasks', body)).json();
  const run = await server.finishedRun(started.run_id);
  if (run.status !== 'completed') throw new Error(`${run.status}: ${run.failure_reason}`);
  return run;
}
