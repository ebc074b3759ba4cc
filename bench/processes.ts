import { readdirSync, readFileSync } from 'node:fs';

/* What the processes of this machine are and hold, as the kernel tells it. */

/** The browsers whose homes lie in a directory, each by the pid that leads its processes. */
export function browsersIn(homesDirectory: string): readonly number[] {
  const own = pids().filter(pid =>
    read(`/proc/${pid}/cmdline`).includes(`--user-data-dir=${homesDirectory}`),
  );
  return [...new Set(own.map(leaderOf))];
}

/** Of all processes of a browser; pages that several processes share are divided among them. */
export function pssOfBrowser(leader: number): number {
  const members = pids().filter(pid => leaderOf(pid) === leader);
  return members.reduce((sum, pid) => sum + pssMiB(pid), 0);
}

export function pssMiB(pid: number): number {
  return Number(/^Pss:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0) / 1024;
}

function pids(): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number);
}

function leaderOf(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]);
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // the process ended while we looked
  }
}
