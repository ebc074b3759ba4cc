import { randomInt } from 'node:crypto';
import { chmod, mkdir, rm } from 'node:fs/promises';
import { checkStages } from './check-stages.ts';
import { findLeftovers } from './leftovers.ts';
import { runStages } from './stages.ts';

/* `npm test`: every check, every test, and nothing left behind. */

/** Its name is short because browsers make sockets far below it, and a socket's path may have 107 bytes in all. */
async function makeTemporaryDirectory(): Promise<string> {
  const path = `/tmp/b${randomInt(36 ** 4)
    .toString(36)
    .padStart(4, '0')}`;
  const isNew = await mkdir(path).then(
    () => true,
    error => {
      if (error.code === 'EEXIST') return false;
      throw error;
    },
  );
  if (!isNew) return makeTemporaryDirectory();
  // As one may pass through /tmp itself: browsers of a root server run without privileges.
  await chmod(path, 0o711);
  return path;
}

const temporary = await makeTemporaryDirectory();
process.exitCode = await runStages([
  ...checkStages,
  { name: 'tests', command: ['vitest', 'run', ...process.argv.slice(2)], env: { TMPDIR: temporary } },
]);

for (const { pid, command } of await findLeftovers(temporary, 5_000)) {
  console.error(`── left behind by the tests, ended now: ${pid} ${command}`);
  process.kill(pid, 'SIGKILL');
  process.exitCode = 1;
}
await rm(temporary, { recursive: true, force: true, maxRetries: 5 });
