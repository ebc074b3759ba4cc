import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Possibilities, steps } from './steps.ts';
import { World } from './world.ts';

/*
 * The life of sessions and profiles in any order, held against a model. BERTH_MODEL_SEED (a number, or `random`),
 * BERTH_MODEL_RUNS and BERTH_MODEL_STEPS (the most of a run) draw others, and more.
 */

const { BERTH_MODEL_SEED = '25', BERTH_MODEL_RUNS = '2', BERTH_MODEL_STEPS = '16' } = process.env;
const seed = BERTH_MODEL_SEED === 'random' ? randomInt(2 ** 31) : Number(BERTH_MODEL_SEED);
const numRuns = Number(BERTH_MODEL_RUNS);

test('whatever is done to sessions and profiles, and however they die, they are as the model says', async () => {
  console.log(`seed ${seed}: ${numRuns} runs`);
  const total: Record<string, number> = {};
  const property = fc.asyncProperty(steps(Number(BERTH_MODEL_STEPS)), async commands => {
    const world = await World.start();
    const possible = new Possibilities();
    try {
      await fc.asyncModelRun(() => ({ model: possible, real: world }), commands);
    } finally {
      for (const [kind, count] of Object.entries(possible.counts)) total[kind] = (total[kind] ?? 0) + count;
      await world.remove();
    }
  });
  // A failure says all that was done; making it smaller would take an hour.
  await fc.assert(property, { seed, numRuns, endOnFailure: true });
  console.log(total);
  expect(total.step).toBeGreaterThan(numRuns);
}, 3_600_000);
