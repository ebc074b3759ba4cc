import { spawnSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { nodeOf } from './node.mjs';
import { runCommand } from './processes.mjs';
import { SetupProblem, say } from './report.mjs';

/** @typedef {{ platform: string, arch: string, distributions: readonly string[] }} System */

/** The first that names this system or one it is like. Ubuntu's own `chromium` is a snap, which cannot be driven. */
const commands = /** @type {const} */ ({
  ubuntu:
    'curl -LO https://dl.google.com/linux/direct/google-chrome-stable_current_amd64.deb && ' +
    'sudo apt-get install -y ./google-chrome-stable_current_amd64.deb',
  debian: 'sudo apt-get update && sudo apt-get install -y --no-install-recommends chromium',
  fedora: 'sudo dnf install -y chromium',
  rhel: 'sudo dnf install -y epel-release && sudo dnf install -y chromium',
  arch: 'sudo pacman -S --needed chromium',
  alpine: 'sudo apk add chromium',
  darwin: 'brew install --cask google-chrome',
});

/**
 * @param {string} root
 * @returns {string | null} the executable that the server will use
 */
export function findBrowser(root) {
  const given = process.env.BERTH_CHROMIUM;
  if (given) {
    if (isExecutable(given)) return given;
    throw new SetupProblem(`BERTH_CHROMIUM names ${given}, which is not an executable file`);
  }
  // The server's own search, so that there is one list of places.
  const { status, stdout } = spawnSync(
    nodeOf(root),
    ['--disable-warning=ExperimentalWarning', join(root, 'scripts/find-browser.ts')],
    { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  if (status !== 0) throw new SetupProblem('the search for an installed browser failed, see above');
  return stdout.trim() || null;
}

/** @param {string} root */
export async function installBrowser(root) {
  const system = thisSystem();
  const privilege = isDebian(system) ? findPrivilege() : null;
  if (privilege !== null) {
    say('no Chromium found: installing the package `chromium` with apt-get …');
    await installDebianPackage(privilege);
    if (findBrowser(root) !== null) return;
  }
  throw new SetupProblem(adviceFor(system));
}

/**
 * @param {System} system
 * @returns {string}
 */
export function adviceFor(system) {
  const command = commandFor(system);
  const install = command === null ? 'Install one' : `Install one with\n\n    ${command}\n`;
  return `no Chromium, Chrome or Edge found. ${install}\nor set BERTH_CHROMIUM to an executable, and run the same command again.`;
}

/** @param {System} system */
function commandFor(system) {
  if (system.platform === 'darwin') return commands.darwin;
  const name = system.distributions.find(id => Object.hasOwn(commands, id));
  if (name === 'ubuntu' && system.arch !== 'x64') return null;
  return name === undefined ? null : commands[/** @type {keyof typeof commands} */ (name)];
}

/** @param {System} system */
export function isDebian(system) {
  return commandFor(system) === commands.debian;
}

/**
 * The names a distribution gives to itself and to those it is like, nearest first.
 *
 * @param {string} osRelease the text of /etc/os-release
 */
export function distributionsOf(osRelease) {
  const value = (/** @type {string} */ key) =>
    new RegExp(`^${key}="?([^"\n]*)"?$`, 'm').exec(osRelease)?.[1]?.split(' ') ?? [];
  return [...value('ID'), ...value('ID_LIKE')].filter(id => id !== '');
}

/** @returns {System} */
function thisSystem() {
  const { platform, arch } = process;
  try {
    return { platform, arch, distributions: distributionsOf(readFileSync('/etc/os-release', 'utf8')) };
  } catch {
    return { platform, arch, distributions: [] };
  }
}

/** @returns {readonly string[] | null} what to put before a command that needs root; null when it may not */
function findPrivilege() {
  if (process.getuid?.() === 0) return [];
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : null;
}

/** @param {readonly string[]} privilege */
async function installDebianPackage(privilege) {
  const aptGet = [...privilege, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq'];
  const run = (/** @type {readonly string[]} */ argv) => {
    const [command = '', ...rest] = [...aptGet, '-o', 'DPkg::Lock::Timeout=300', ...argv];
    return runCommand(command, rest);
  };
  // One unreachable source fails `update` while the package may still be had: `install` is the judge.
  await run(['update']);
  const failure = await run(['install', '-y', '--no-install-recommends', 'chromium']);
  if (failure !== null) say(`apt-get could not install chromium (${failure})`);
}

/** @param {string} file */
function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
