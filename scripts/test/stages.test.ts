import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { expect, test, vi } from 'vitest';
import { findLeftovers } from '../leftovers.ts';
import { runStages } from '../stages.ts';

const ending = (name: string, code: number) =>
  ({ name, command: [process.execPath, '-e', `process.exit(${code})`] }) as const;

test('stages run in order and the first that fails ends them', async () => {
  const log = vi.spyOn(console, 'log').mockReturnValue();
  const error = vi.spyOn(console, 'error').mockReturnValue();
  expect(await runStages([ending('one', 0), ending('two', 3), ending('three', 0)])).toBe(3);
  expect(log.mock.calls.flat()).toEqual(['── one', expect.stringMatching(/^── one: ok, \d/), '── two']);
  expect(error.mock.calls.flat()).toEqual([expect.stringMatching(/^── two: FAILED after \d/)]);
});

test('a process is a leftover as long as it lives and names the marker', async () => {
  const marker = `marker-${randomUUID()}`;
  const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {
    env: { TMPDIR: `/tmp/${marker}` },
    stdio: 'ignore',
  });
  await once(child, 'spawn');
  expect((await findLeftovers(marker, 0)).map(({ pid }) => pid)).toEqual([child.pid]);
  child.kill('SIGKILL');
  expect(await findLeftovers(marker, 5_000)).toEqual([]);
});
