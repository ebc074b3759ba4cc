import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { SetupProblem } from './report.mjs';

/** Set-up itself and npm. */
const oldestForSetup = '20.0.0';
/** Runs TypeScript from source and has node:sqlite. */
const oldestForServer = '22.18.0';

/** @param {string} version */
export function refuseOldNode(version) {
  if (isAtLeast(version, oldestForSetup)) return;
  throw new SetupProblem(`this is Node ${version}; install Node 20 or newer and run the same command again`);
}

/** @param {string} root */
export function nodeIsLinked(root) {
  return existsSync(nodeOf(root));
}

/**
 * Makes `node_modules/.bin/node` a Node that runs here: the pinned one of this platform, else the system's. npm links the
 * pinned one too, but before version 11 takes the link away again together with the packages of the other platforms.
 *
 * @param {string} root
 * @param {{ version: string, executable: string }} [system]
 */
export function linkNode(root, system = { version: process.versions.node, executable: process.execPath }) {
  const target = pinnedNode(root) ?? system.executable;
  if (target === system.executable && !isAtLeast(system.version, oldestForServer))
    throw new SetupProblem(
      `no Node is packaged for ${process.platform}-${process.arch}, and this Node ${system.version} is too old to ` +
        `run the server: install Node ${oldestForServer} or newer and run the same command again`,
    );
  mkdirSync(join(root, 'node_modules/.bin'), { recursive: true });
  rmSync(nodeOf(root), { force: true });
  symlinkSync(target, nodeOf(root));
}

/**
 * @param {string} root
 * @returns {string | null} as seen from node_modules/.bin
 */
function pinnedNode(root) {
  const { optionalDependencies = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const binaries = Object.keys(optionalDependencies).map(name => `../${name}/bin/node`);
  return binaries.find(binary => runs(join(root, 'node_modules/.bin', binary))) ?? null;
}

/**
 * There may be one that does not: those for Linux need glibc.
 *
 * @param {string} executable
 */
function runs(executable) {
  return spawnSync(executable, ['--version'], { stdio: 'ignore' }).status === 0;
}

/** @param {string} root */
export function nodeOf(root) {
  return join(root, 'node_modules/.bin/node');
}

/**
 * @param {string} version
 * @param {string} oldest
 */
function isAtLeast(version, oldest) {
  return version.localeCompare(oldest, 'en', { numeric: true }) >= 0;
}
