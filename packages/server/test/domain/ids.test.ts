import { expect, test } from 'vitest';
import { createIdSource } from '../../src/domain/ids.ts';

const start = Date.parse('2026-11-23T00:00:00Z');

test('ids sort by time and never repeat, even when a second runs out of numbers or the clock goes back', () => {
  let now = start;
  const ids = createIdSource({ now: () => now, worker: 12_345 });
  const made = Array.from({ length: 3000 }, () => ids.next('pbs'));
  now -= 60_000;
  made.push(ids.next('pbs'));
  now += 120_000;
  made.push(ids.next('pbs'));
  expect(new Set(made).size).toBe(made.length);
  expect([...made].sort((a, b) => (number(a) < number(b) ? -1 : 1))).toEqual(made);
  for (const id of made) expect(id).toMatch(/^pbs_\d{18}$/);
});

test('the time of an id is in its top 32 bits, and it is odd', () => {
  const id = number(createIdSource({ now: () => start, worker: 0 }).next('o'));
  expect((id >> 32n) + 1_655_683_200n).toBe(BigInt(start / 1000));
  expect(id & 1n).toBe(1n);
});

test('two processes of the same second make different ids', () => {
  const [one, other] = [1, 2].map(worker => createIdSource({ now: () => start, worker }).next('pbs'));
  expect(one).not.toBe(other);
});

const number = (id: string): bigint => BigInt(id.split('_')[1] ?? '');
