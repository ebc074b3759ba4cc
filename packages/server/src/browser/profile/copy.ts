import { createReadStream, createWriteStream, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Home } from '../home.ts';
import { preparePreferences } from '../profile-preferences.ts';
import type { BrowserUser } from '../user.ts';
import { packProfile } from './pack.ts';
import { profileLimits, unpackProfile } from './unpack.ts';

/** The profile as an archive that no later change reaches. It lies in the home for no longer than the copying takes. */
export async function copyOf(home: Home): Promise<Readable> {
  const file = join(home.path, 'copy');
  rmSync(file, { force: true });
  await pipeline(packProfile(home.profile), createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  const descriptor = openSync(file, 'r');
  rmSync(file);
  return createReadStream('', { fd: descriptor });
}

/** Makes the directory of a new home the profile that the archive holds. */
export async function unpackInto(
  directory: string,
  archive: Readable,
  user: BrowserUser | null,
): Promise<void> {
  rmSync(directory, { recursive: true });
  await unpackProfile(archive, directory, { user, limits: profileLimits, sanitise: false });
  // A profile that was copied from a live browser, or left by one that was killed, looks like that of a crash.
  preparePreferences(directory, user);
}
