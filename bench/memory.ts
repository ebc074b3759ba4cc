import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { launchBare } from '../packages/server/test/fixtures/bare-browser.ts';
import { TestServer } from '../packages/server/test/fixtures/server.ts';
import { printFigure, printSpread } from './measure.ts';

/* Private memory of an idle session: all processes of its browser, shared pages left out. And of the server itself. */

const sessions = 5;
const settleMs = 15_000;

const server = await TestServer.start();
await delay(settleMs);
const idle = privateMiB(server.pid);
for (let made = 0; made < sessions; made++) await server.createSession();
await delay(settleMs);
const leaders = pids().filter(pid => commandLine(pid).includes(`--user-data-dir=${server.homesDirectory}`));
const browsers = [...new Set(leaders.map(sessionOf))];
const perBrowser = browsers.map(privateOf);
const bare = await launchBare();
await delay(settleMs);
const baseline = [privateOf(sessionOf(bare.pid))];
await bare.close();
printFigure('private memory of an idle session', perBrowser, 'MiB', 95);
printFigure('private memory of a bare browser with the same flags', baseline, 'MiB', 95);
printFigure('private memory of the idle server process', [idle], 'MiB', mebibytes(100));
printFigure(`the same with ${sessions} sessions`, [privateMiB(server.pid)], 'MiB', mebibytes(100));
printSpread('for comparison, a Node process that does nothing', [await privateOfBareNode()], 'MiB');
await server.remove();

function mebibytes(megabytes: number): number {
  return Math.floor((megabytes * 1e6) / 1024 ** 2);
}

async function privateOfBareNode(): Promise<number> {
  const node = spawn(process.execPath, ['-e', 'setInterval(() => undefined, 60_000)'], { stdio: 'ignore' });
  await delay(1000);
  const memory = privateMiB(node.pid ?? 0);
  node.kill('SIGKILL');
  return memory;
}

/** Of all processes of one browser. */
function privateOf(browser: number): number {
  const members = pids().filter(pid => sessionOf(pid) === browser);
  return members.reduce((sum, pid) => sum + privateMiB(pid), 0);
}

function pids(): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number);
}

function commandLine(pid: number): string {
  return read(`/proc/${pid}/cmdline`);
}

function sessionOf(pid: number): number {
  const stat = read(`/proc/${pid}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[3]);
}

function privateMiB(pid: number): number {
  const rows = read(`/proc/${pid}/smaps_rollup`).matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm);
  return [...rows].reduce((sum, row) => sum + Number(row[1]), 0) / 1024;
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // the process ended while we looked
  }
}
