import { readdir, readFile } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

/*
 * Processes that outlive the tests. A test run has a temporary directory of its own, and what it starts names that
 * directory in its command line or its environment.
 */

export interface Leftover {
  readonly pid: number;
  readonly command: string;
}

/** Those that are still there after `patience`; a process that is just ending is none. */
export async function findLeftovers(marker: string, patience: number): Promise<readonly Leftover[]> {
  const giveUpAt = Date.now() + patience;
  while (true) {
    const found = await findMarked(marker);
    if (found.length === 0 || Date.now() > giveUpAt) return found;
    await setTimeout(100);
  }
}

/** Empty where there is no /proc to ask. */
async function findMarked(marker: string): Promise<readonly Leftover[]> {
  const pids = (await readdir('/proc').catch(() => [])).filter(name => /^\d+$/.test(name)).map(Number);
  const seen = await Promise.all(pids.filter(pid => pid !== process.pid).map(pid => readMarked(pid, marker)));
  return seen.filter(leftover => leftover !== null);
}

async function readMarked(pid: number, marker: string): Promise<Leftover | null> {
  try {
    const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8');
    const environment = await readFile(`/proc/${pid}/environ`, 'utf8');
    if (!commandLine.includes(marker) && !environment.includes(marker)) return null;
    return { pid, command: commandLine.replaceAll('\0', ' ').trim() };
  } catch {
    return null; // It has ended, or it is someone else's.
  }
}
