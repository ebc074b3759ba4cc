import type { Run } from '@berth/contract';
import { chromium } from 'playwright-core';
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
const byHand: number[] = [];
for (let round = 0; round < rounds; round++) byHand.push(await handWritten());
await server.remove();
printFigure("the seed's two prompts on the demo", times, 'ms', 5000);
printFigure('the same by a script written for this page, connecting included', byHand, 'ms', 5000);

/** What somebody who knows the pages would write. */
async function handWritten(): Promise<number> {
  const { browser_session_id, browser_address } = await server.createSession();
  const numbers: string[] = [];
  const time = await elapsed(async () => {
    const browser = await chromium.connectOverCDP(browser_address, { headers: { 'x-api-key': server.key } });
    const page = browser.contexts()[0]?.pages()[0];
    if (page === undefined) throw new Error('the session has no page');
    await page.goto(`${server.demoOrigin}/login`);
    await page.getByLabel('Email').fill('demo@example.com');
    await page.getByLabel('Password').fill('harbor-demo');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'Invoices', exact: true }).click();
    const next = page.getByRole('link', { name: 'Next' });
    for (;;) {
      numbers.push(...(await page.locator('tbody tr td:first-child').allTextContents()));
      if ((await next.count()) === 0) break;
      await next.click();
    }
    await browser.close();
  });
  if (numbers.length !== 47) throw new Error(`not every number: ${numbers.length}`);
  await server.post(`/v1/browser_sessions/${browser_session_id}/close`);
  return time;
}

async function completed(body: object): Promise<Run> {
  const started: Run = await (await server.post('/v1/run/tasks', body)).json();
  const run = await server.finishedRun(started.run_id);
  if (run.status !== 'completed') throw new Error(`${run.status}: ${run.failure_reason}`);
  return run;
}
