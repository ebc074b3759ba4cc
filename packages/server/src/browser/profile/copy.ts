import { createReadStream, createWriteStream, openSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BerthError, isDiskFull } from '../../domain/errors.ts';
import type { Home } from '../home.ts';
import { preparePreferences } from '../profile-preferences.ts';
import type { BrowserUser } from '../user.ts';
import { packProfile } from './pack.ts';
import { profileLimits, unpackProfile } from './unpack.ts';

/** The profile as an archive that no later change reaches. It lies in the home for no longer than the copying takes. */
export async function copyOf(home: Home): Promise<Readable> {
  const file = copyIn(home);
  removeCopy(home);
  try {
    await pipeline(packProfile(home.profile), createWriteStream(file, { flags: 'wx', mode: 0o600 }));
    const descriptor = openSync(file, 'r');
    return createReadStream('', { fd: descriptor });
  } catch (fault) {
    if (!isDiskFull(fault)) throw fault;
    throw new BerthError(
      'insufficient_storage',
      'The disk of the browsers is full: the profile could not be copied. Free some space and try again.',
      { cause: fault },
    );
  } finally {
    removeCopy(home);
  }
}

/** Of a server that was killed while it copied, too. */
export function removeCopy(home: Home): void {
  rmSync(copyIn(home), { force: true });
}

const copyIn = (home: Home): string => join(home.path, 'copy');

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
