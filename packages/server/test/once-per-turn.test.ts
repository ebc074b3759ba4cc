import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { oncePerTurn } from '../src/once-per-turn.ts';

test('what is given in one turn is passed on together, in order, before the next turn', async () => {
  const passed: string[][] = [];
  const give = oncePerTurn((items: readonly string[]) => passed.push([...items]));
  give('a');
  give('b');
  expect(passed).toEqual([]);
  await nextTurn();
  expect(passed).toEqual([['a', 'b']]);
  give('c');
  await nextTurn();
  expect(passed).toEqual([['a', 'b'], ['c']]);
});
