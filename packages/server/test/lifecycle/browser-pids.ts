import { readdirSync, readFileSync } from 'node:fs';

/** Main processes of browsers whose home is in `homes`, and in `home` when that is given. */
export function browserPids(homes: string, home = `${homes}/`): readonly number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter(pid => pid > 0 && isBrowser(commandLine(pid), `--user-data-dir=${home}`));
}

const isBrowser = (line: string, argument: string): boolean =>
  line.includes(argument) && !line.includes('--type=');

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return ''; // it has ended
  }
}
