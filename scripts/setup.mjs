/*
 * Makes a clone ready to run: dependencies, the pinned Node, and with `--with-browser` a Chromium. Plain JavaScript
 * without dependencies, because it runs before there are any, on whatever Node ≥ 20 the machine has. It does nothing,
 * prints nothing and needs no network when nothing is missing.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findBrowser, installBrowser } from './setup/browser.mjs';
import { withLock } from './setup/lock.mjs';
import { installModules, modulesAreComplete } from './setup/modules.mjs';
import { linkNode, nodeIsLinked, refuseOldNode } from './setup/node.mjs';
import { SetupProblem, say } from './setup/report.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const wantsBrowser = process.argv.includes('--with-browser');

function runtimeIsReady() {
  return modulesAreComplete(root) && nodeIsLinked(root);
}

function browserIsReady() {
  return !wantsBrowser || findBrowser(root) !== null;
}

async function setUp() {
  refuseOldNode(process.versions.node);
  if (runtimeIsReady() && browserIsReady()) return;
  await withLock(join(root, '.setup.lock'), async lock => {
    if (!runtimeIsReady()) {
      if (!modulesAreComplete(root)) await installModules(root, lock);
      linkNode(root);
    }
    if (!browserIsReady()) await installBrowser(root);
  });
}

try {
  await setUp();
} catch (error) {
  if (!(error instanceof SetupProblem)) throw error;
  say(error.message);
  process.exitCode = 1;
}
