import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import type { Task, TaskEngine, TaskOutcome, TaskWatch } from '../runs/engine.ts';
import { Journal } from './journal.ts';
import type { Instruction } from './language/instruction.ts';
import { readPrompt } from './language/prompt.ts';
import { secretsIn } from './language/secrets.ts';
import { Mask } from './mask.ts';
import { Obstacle } from './obstacle.ts';
import { paced } from './page/paced-transport.ts';
import { Tab } from './page/tab.ts';
import { carryOut, open } from './rules/carry-out.ts';
import type { Extracted } from './rules/extract.ts';

const CONNECT_LIMIT = 15_000;
// Time for taking back a navigation that hangs.
const ABORT_GRACE = 200;

/**
 * Carries out instructions that say exactly what to do, without a model. It declines what it does not fully understand
 * before it touches the page, verifies every step, and claims nothing that it has not seen.
 */
export function createRulesEngine(): TaskEngine {
  return { name: 'rules', secretsIn, run };
}

async function run(task: Task, watch: TaskWatch): Promise<TaskOutcome> {
  watch.signal.throwIfAborted();
  const mask = new Mask([
    ...Object.values(task.parameters),
    ...secretsIn(task.prompt),
    ...secretsIn(task.url ?? ''),
  ]);
  const reading = readPrompt(task.prompt);
  const decline = reading.understood ? urlFault(task.url) : declineOf(reading.decline);
  if (!reading.understood || decline) {
    watch.transport.close();
    return masked(failed(decline ?? new Obstacle('prompt_not_understood', task.prompt)), mask);
  }
  const outcome = await withBrowser(watch, browser =>
    work({ task, watch, mask, browser }, reading.instructions),
  );
  return masked(outcome, mask);
}

interface Job {
  readonly task: Task;
  readonly watch: TaskWatch;
  readonly mask: Mask;
  readonly browser: Browser;
}

async function work(
  { task, watch, mask, browser }: Job,
  instructions: readonly Instruction[],
): Promise<TaskOutcome> {
  const extracted: Extracted[] = [];
  try {
    const tab = await Tab.current(browser);
    const journal = new Journal({ watch, mask, maxSteps: task.maxSteps, url: () => tab.url });
    const scene = { tab, journal, mask, task, signal: watch.signal };
    if (task.url !== null) await open(scene, { url: task.url, text: task.url });
    for (const instruction of instructions) {
      const found = await carryOut(scene, instruction);
      if (found !== null) extracted.push(found);
    }
    return { status: 'completed', output: outputOf(extracted), completeness: weakestOf(extracted) };
  } catch (cause) {
    watch.signal.throwIfAborted();
    return failed(cause, extracted);
  }
}

/** Rejects at once on abort. The work behind it ends by itself: without its connection it can do nothing more. */
async function withBrowser<T>(watch: TaskWatch, use: (browser: Browser) => Promise<T>): Promise<T> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = () => {
    reject(watch.signal.reason);
    void sleep(ABORT_GRACE).then(() => watch.transport.close());
  };
  watch.signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([aborted, connectAndUse(watch, use)]);
  } finally {
    watch.signal.removeEventListener('abort', abort);
  }
}

async function connectAndUse<T>(watch: TaskWatch, use: (browser: Browser) => Promise<T>): Promise<T> {
  // Loaded by the first run: a server that only serves sessions does without its tens of megabytes.
  const { chromium } = await import('playwright-core');
  const browser = await chromium.connectOverCDP(paced(watch.transport), { timeout: CONNECT_LIMIT });
  try {
    return await use(browser);
  } finally {
    // Over CDP this only disconnects.
    await browser.close();
  }
}

function outputOf(extracted: readonly Extracted[]): unknown {
  const outputs = extracted.map(({ output }) => output);
  return outputs.length > 1 ? outputs : (outputs[0] ?? null);
}

function weakestOf(extracted: readonly Extracted[]): Extracted['completeness'] | null {
  if (extracted.length === 0) return null;
  return extracted.every(({ completeness }) => completeness === 'proven') ? 'proven' : 'as_shown';
}

function failed(cause: unknown, extracted: readonly Extracted[] = []): TaskOutcome {
  if (!(cause instanceof Obstacle)) {
    const text = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    return {
      status: 'failed',
      code: 'browser_error',
      reason: `The browser did not answer as expected: ${text}`,
      output: null,
    };
  }
  const output = cause.output ?? outputOf(extracted);
  const status = cause.byTheSite ? 'terminated' : 'failed';
  return { status, code: cause.code, reason: cause.message, output };
}

function declineOf({ phrase, why }: { phrase: string; why: string }): Obstacle {
  return new Obstacle(
    'prompt_not_understood',
    `Not understood: "${phrase.trim()}" (${why}). Nothing was done.`,
  );
}

function urlFault(url: string | null): Obstacle | null {
  if (url === null) return null;
  const protocol = URL.canParse(url) ? new URL(url).protocol : '';
  if (protocol === 'http:' || protocol === 'https:') return null;
  return new Obstacle('navigation_failure', `"${url}" is not an http or https address.`);
}

function masked(outcome: TaskOutcome, mask: Mask): TaskOutcome {
  if (outcome.status === 'completed') return { ...outcome, output: mask.value(outcome.output) };
  return { ...outcome, reason: mask.text(outcome.reason), output: mask.value(outcome.output) };
}
