import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { runCommand } from './processes.mjs';
import { SetupProblem, say } from './report.mjs';

/** @typedef {{ version?: string, integrity?: string, resolved?: string, link?: boolean, optional?: boolean }} LockedPackage */

/** What npm notes inside node_modules when it has finished, and only then. */
const finishedNote = 'node_modules/.package-lock.json';

/**
 * Whether node_modules holds what package-lock.json asks for. It compares with npm's own note rather than with a stamp
 * of ours, so that a contributor's `npm install` does not cause a second installation.
 *
 * @param {string} root
 */
export function modulesAreComplete(root) {
  const wanted = packagesOf(join(root, 'package-lock.json'));
  const installed = packagesOf(join(root, finishedNote));
  if (wanted === null)
    throw new SetupProblem('package-lock.json is missing or unreadable: restore it from git');
  if (installed === null) return false;
  return Object.entries(wanted)
    .filter(([path]) => path.includes('node_modules/'))
    .every(([path, wish]) => {
      const found = installed[path];
      // Optional ones that are absent are those of other platforms.
      if (found === undefined) return wish.optional === true;
      return isSame(wish, found) && existsSync(join(root, path, 'package.json'));
    });
}

/**
 * `npm install --no-save` and not `npm ci`: the latter refuses a lock file that lacks the optional packages of some other
 * platform, which npm leaves out when the registry it was written from has not got them.
 *
 * @param {string} root
 * @param {import('./lock.mjs').Lock} lock
 */
export async function installModules(root, lock) {
  say('installing dependencies with npm …');
  const note = join(root, finishedNote);
  // Packages may be half there without it, and npm would take them for whole.
  if (!existsSync(note)) emptyDirectory(join(root, 'node_modules'));
  // Without the note, an installation that is cut off at any point is one that never happened.
  rmSync(note, { force: true });
  const argv = ['install', '--no-save', '--include=dev', '--include=optional', '--no-audit', '--no-fund'];
  const failure = await runCommand('npm', [...argv, '--no-update-notifier', '--loglevel=error'], {
    cwd: root,
    env: outerEnvironment(root, process.env),
    onStart: lock.addHolder,
  });
  if (failure !== null)
    throw new SetupProblem(
      `npm failed (${failure}). The first set-up needs npm and a way to its registry; run the same command again.`,
    );
  if (!modulesAreComplete(root))
    throw new SetupProblem(
      'npm has not installed what package-lock.json asks for. Without an error above, the package.json files ask for ' +
        'something else: run `npm install` and commit package-lock.json.',
    );
}

/**
 * What npm gets: the system's Node, because it may replace the one in node_modules; and none of the places that an outer
 * `npm --prefix` has handed down, which would hide the machine's own npmrc from it.
 *
 * @param {string} root
 * @param {NodeJS.ProcessEnv} env
 */
function outerEnvironment(root, env) {
  const own = join(root, 'node_modules');
  const path = (env.PATH ?? '').split(delimiter).filter(directory => !directory.startsWith(own));
  const {
    npm_config_prefix: _prefix,
    npm_config_local_prefix: _localPrefix,
    npm_config_global_prefix: _globalPrefix,
    npm_config_globalconfig: _globalConfig,
    ...rest
  } = env;
  return { ...rest, PATH: path.join(delimiter) };
}

/**
 * Leaves the directory itself, which may be a mount.
 *
 * @param {string} directory
 */
function emptyDirectory(directory) {
  if (!existsSync(directory)) return;
  for (const name of readdirSync(directory)) rmSync(join(directory, name), { recursive: true, force: true });
}

/**
 * @param {string} file
 * @returns {Record<string, LockedPackage> | null}
 */
function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? null;
  } catch {
    return null;
  }
}

/**
 * @param {LockedPackage} wish
 * @param {LockedPackage} found
 */
function isSame(wish, found) {
  if (wish.link === true) return found.link === true && found.resolved === wish.resolved;
  return found.version === wish.version && found.integrity === wish.integrity;
}
