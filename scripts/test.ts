import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkStages } from './check-stages.ts';
import { findLeftovers } from './leftovers.ts';
import { runStages } from './stages.ts';

/* `npm test`: every check, every test, and nothing left behind. */

const temporary = await mkdtemp(join(tmpdir(), 'berth-test-'));
// As one may pass through /tmp itself: browsers of a root server run without privileges.
await chmod(temporary, 0o711);

const tests = {
  name: 'tests',
  command: ['vitest', 'run', ...process.argv.slice(2)],
  env: { TMPDIR: temporary },
} as const;
process.exitCode = await runStages([...checkStages, tests]);

for (const { pid, command } of await findLeftovers(temporary, 5_000)) {
  console.error(`── left behind by the tests, ended now: ${pid} ${command}`);
  process.kill(pid, 'SIGKILL');
  process.exitCode = 1;
}
await rm(temporary, { recursive: true, force: true });
