import { execFile } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';

/*
 * Which browser is installed. The real binaries come before the wrapper scripts that distributions put on the PATH: a
 * wrapper adds flags, keys and extensions of its own.
 */

const locations: Readonly<Record<string, readonly string[]>> = {
  linux: [
    '/usr/lib/chromium/chromium',
    '/usr/lib64/chromium-browser/chromium-browser',
    '/opt/google/chrome/chrome',
    '/opt/microsoft/msedge/msedge',
  ],
  darwin: [
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
  ],
};
const commands = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge-stable',
];

export interface InstalledBrowser {
  readonly executable: string;
  /** As it names itself: `Chromium 156.0.8078.73`. */
  readonly name: string;
  readonly majorVersion: number;
}

/** The path of an installed Chromium, Chrome or Edge; `null` when there is none. */
export function findExecutable(path: string): string | null {
  const fixed = locations[process.platform] ?? [];
  const onPath = path
    .split(delimiter)
    .filter(directory => directory !== '')
    .flatMap(directory => commands.map(command => join(directory, command)));
  return [...fixed, ...onPath].find(isExecutable) ?? null;
}

/** Asks the executable what it is. Rejects when it does not run or does not look like a Chromium. */
export async function identify(executable: string): Promise<InstalledBrowser> {
  if (!existsSync(executable)) throw new Error(`there is no file ${executable}`);
  const { stdout } = await promisify(execFile)(executable, ['--version'], { timeout: 15_000 });
  const match = /^(.*?\b(\d+)\.\d+\.\d+\.\d+)/m.exec(stdout);
  if (match?.[1] === undefined) throw new Error(`${executable} --version does not name a Chromium version`);
  return { executable, name: match[1].trim(), majorVersion: Number(match[2]) };
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
