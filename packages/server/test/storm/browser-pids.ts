import { readdirSync, readFileSync } from 'node:fs';

/** The main processes of the browsers whose homes lie in this directory, by home. */
export function browserPids(homesDirectory: string): Map<string, number> {
  const pids = new Map<string, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const command = commandOf(name);
    const home = command.split(`--user-data-dir=${homesDirectory}/`)[1]?.split('/')[0];
    if (home !== undefined && !command.includes('--type=')) pids.set(home, Number(name));
  }
  return pids;
}

function commandOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // it ended meanwhile
  }
}
