import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';

/* What runs on this machine, and how to end it. A pid is only trusted together with its start time. */

export interface ProcessEntry {
  readonly pid: number;
  /** The session (Linux) or process group (macOS) it belongs to: a detached browser leads its own, its children inherit it. */
  readonly group: number;
  readonly uid: number;
  readonly startTime: string;
}

/** The kernel's start time of a running process; `null` when there is none, or only a zombie. */
export function startTimeOf(pid: number): string | null {
  if (process.platform === 'linux') return readEntry(pid)?.startTime ?? null;
  return listProcesses().find(entry => entry.pid === pid)?.startTime ?? null;
}

/** Every running process; zombies, which hold nothing any more, are left out. */
export function listProcesses(): ProcessEntry[] {
  if (process.platform !== 'linux') return listByPs();
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(pid => readEntry(Number(pid)) ?? []);
}

/** Pids whose command line holds `argument` as one whole argument. */
export function findByArgument(argument: string): number[] {
  return listProcesses()
    .map(entry => entry.pid)
    .filter(pid => commandLine(pid).includes(argument));
}

/** Kills all that `select` picks, again and again until nothing is left. Rejects when something will not go. */
export async function killAll(select: (entry: ProcessEntry) => boolean): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt++) {
    const left = listProcesses().filter(select);
    if (left.length === 0) return;
    for (const { pid } of left) signal(pid, 'SIGKILL');
    await delay(25);
  }
  throw new Error('processes of a browser do not end although they were killed');
}

/** Stops all that `select` picks for as long as `work` takes. */
export async function frozen<Result>(
  select: (entry: ProcessEntry) => boolean,
  work: () => Promise<Result>,
): Promise<Result> {
  // Again until nothing new comes: a process may start another between the look and its stop.
  const stopped = new Set<number>();
  for (let grown = true; grown; ) {
    const found = listProcesses().filter(entry => select(entry) && !stopped.has(entry.pid));
    for (const { pid } of found) signal(pid, 'SIGSTOP');
    for (const { pid } of found) stopped.add(pid);
    grown = found.length > 0;
  }
  try {
    return await work();
  } finally {
    thaw(select);
  }
}

/** Lets all that `select` picks go on. */
export function thaw(select: (entry: ProcessEntry) => boolean): void {
  for (const { pid } of listProcesses().filter(select)) signal(pid, 'SIGCONT');
}

/** Resolves to whether the process ended in time. */
export async function hasEnded(pid: number, startTime: string, withinMs: number): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  while (startTimeOf(pid) === startTime) {
    if (performance.now() > deadline) return false;
    await delay(10);
  }
  return true;
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended between the look and the signal.
  }
}

function readEntry(pid: number): ProcessEntry | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name in parentheses may itself hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const [state, , , session] = fields;
    const startTime = fields[19];
    if (state === undefined || 'ZX'.includes(state) || session === undefined || startTime === undefined)
      return null;
    const uid = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1];
    return { pid, group: Number(session), uid: Number(uid), startTime };
  } catch {
    return null; // it ended while we looked
  }
}

function commandLine(pid: number): string[] {
  try {
    if (process.platform === 'linux') return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return execFileSync('ps', ['-o', 'command=', '-p', String(pid)], { encoding: 'utf8' })
      .trim()
      .split(' ');
  } catch {
    return [];
  }
}

function listByPs(): ProcessEntry[] {
  const lines = execFileSync('ps', ['-axo', 'pid=,pgid=,uid=,stat=,lstart='], { encoding: 'utf8' }).split(
    '\n',
  );
  return lines.flatMap(line => {
    const [pid, group, uid, state, ...startTime] = line.trim().split(/\s+/);
    if (pid === undefined || state === undefined || state.startsWith('Z')) return [];
    return [{ pid: Number(pid), group: Number(group), uid: Number(uid), startTime: startTime.join(' ') }];
  });
}
