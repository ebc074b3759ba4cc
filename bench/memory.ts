import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { launchBare } from '../packages/server/test/fixtures/bare-browser.ts';
import { TestServer } from '../packages/server/test/fixtures/server.ts';
import { printFigure } from './measure.ts';

/* Private memory of an idle session: all processes of its browser, shared pages left out. And of the server itself. */

const sessions = 5;
const settleMs = 15_000;

const server = await TestServer.start();
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
printFigure('private memory of the server process', [privateMiB(server.pid)], 'MiB', 100);
await server.remove();

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
