import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';

/**
 * Runs a command to its end, showing only what it says on stderr.
 *
 * @param {string} command
 * @param {readonly string[]} argv
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, onStart?: (pid: number) => void }} [options]
 * @returns {Promise<string | null>} null when it succeeded, else how it failed
 */
export function runCommand(command, argv, { cwd, env, onStart } = {}) {
  return new Promise(resolve => {
    const child = spawn(command, argv, {
      cwd,
      env: env ?? process.env,
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    if (child.pid !== undefined) onStart?.(child.pid);
    child.once('error', error => resolve(error.message));
    child.once('exit', (code, signal) => resolve(code === 0 ? null : (signal ?? `exit code ${code}`)));
  });
}

/**
 * When the process was born, in the kernel's own unit: a process id alone may belong to a newcomer.
 * Empty where there is no /proc to ask.
 *
 * @param {number} pid
 */
export function birthOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // Fields are counted after the command's name, which may itself hold spaces and brackets.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

/** @param {{ pid: number, birth: string }} process */
export function isAlive({ pid, birth }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it lives and belongs to someone else.
    if (!(error instanceof Error && 'code' in error && error.code === 'EPERM')) return false;
  }
  return birthOf(pid) === birth;
}
