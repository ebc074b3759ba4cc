/*
 * One set-up at a time on one clone. The lock file names the processes that work under it, so that a lock whose
 * processes are all dead is known to be stale. npm is one of them: it may outlive a killed set-up and still be writing.
 */
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { birthOf, isAlive } from './processes.mjs';
import { SetupProblem, say } from './report.mjs';

/** @typedef {{ addHolder: (pid: number) => void }} Lock */
/** @typedef {{ pid: number, birth: string }[]} Holders */

const patience = 20 * 60_000;

/**
 * @template T
 * @param {string} file
 * @param {(lock: Lock) => Promise<T>} work
 * @returns {Promise<T>}
 */
export async function withLock(file, work) {
  const holders = [identityOf(process.pid)];
  await acquire(file, holders);
  try {
    return await work({
      addHolder: pid => {
        holders.push(identityOf(pid));
        replaceWhole(file, holders);
      },
    });
  } finally {
    rmSync(file, { force: true });
  }
}

/**
 * @param {string} file
 * @param {Holders} holders
 */
async function acquire(file, holders) {
  const giveUpAt = Date.now() + patience;
  let contested = false;
  while (true) {
    if (tryLock(file, holders)) {
      if (!contested) return;
      // Someone who judged the same stale lock may have moved ours away in place of it; see removeStale.
      await setTimeout(200);
      if (readHolders(file)?.[0]?.pid === process.pid) return;
      continue;
    }
    const current = readHolders(file);
    if (current !== null && !current.some(isAlive)) {
      removeStale(file, current);
      contested = true;
      continue;
    }
    if (!contested && current?.[0] !== undefined)
      say(`waiting for another set-up (process ${current[0].pid})`);
    contested = true;
    if (Date.now() > giveUpAt)
      throw new SetupProblem(`another set-up has held ${file} for too long; end it first`);
    await setTimeout(100);
  }
}

/**
 * The file appears under its name with its content, or not at all.
 *
 * @param {string} file
 * @param {Holders} holders
 */
function tryLock(file, holders) {
  const own = `${file}.${process.pid}`;
  writeFileSync(own, JSON.stringify(holders));
  try {
    linkSync(own, file);
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(own, { force: true });
  }
}

/**
 * @param {string} file
 * @param {Holders} judged what was read and found to be dead
 */
function removeStale(file, judged) {
  const aside = `${file}.stale.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return; // Someone else removed it first.
  }
  const moved = readHolders(aside);
  if (JSON.stringify(moved) !== JSON.stringify(judged)) {
    try {
      linkSync(aside, file);
    } catch {
      // A third process has locked meanwhile; the owner of this one notices and waits.
    }
  }
  rmSync(aside, { force: true });
}

/**
 * @param {string} file
 * @param {Holders} holders
 */
function replaceWhole(file, holders) {
  const next = `${file}.${process.pid}`;
  writeFileSync(next, JSON.stringify(holders));
  renameSync(next, file);
}

/**
 * @param {string} file
 * @returns {Holders | null} null when nobody holds the lock
 */
function readHolders(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null;
  }
}

/** @param {number} pid */
function identityOf(pid) {
  return { pid, birth: birthOf(pid) };
}
