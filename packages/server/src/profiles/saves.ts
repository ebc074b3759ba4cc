import { BerthError } from '../domain/errors.ts';
import {
  type ProfileRecord,
  type ProfileVersion,
  type SavedFacts,
  type SaveOrigin,
  summarize,
} from '../domain/profile.ts';
import type { ProfileStore, UnnumberedVersion } from './ports.ts';
import type { Place, SavedBlobs } from './saved-blobs.ts';
import type { Source } from './sources.ts';

export interface Save {
  readonly id: string;
  readonly source: Source;
  readonly origin: SaveOrigin;
  readonly parentId: string | null;
}

export interface SavesPorts {
  readonly store: ProfileStore;
  readonly saved: SavedBlobs;
  readonly now: () => number;
  /** Tells two values apart without telling either. */
  readonly hashOf: (text: string) => string;
}

/** How a version comes to be: its blobs first, then the row that makes it known. */
export class Saves {
  readonly #ports: SavesPorts;

  constructor(ports: SavesPorts) {
    this.#ports = ports;
  }

  /** The next version of a profile. Returns it, and which version is the current one then. */
  async add(
    profile: ProfileRecord,
    save: Save,
  ): Promise<{ version: ProfileVersion; currentVersionId: string }> {
    const { store } = this.#ports;
    return await this.#write(profile, save, version => store.addVersion(version));
  }

  /** A new profile with its first version: both, or nothing of either. */
  async insert(profile: ProfileRecord, save: Save): Promise<ProfileRecord> {
    const record = { ...profile, currentVersionId: save.id };
    try {
      return await this.#write(record, save, version => this.insertBlank(record, version));
    } catch (fault) {
      this.#ports.saved.forget(profile.id);
      throw fault;
    }
  }

  insertBlank(profile: ProfileRecord, version: UnnumberedVersion | null = null): ProfileRecord {
    if (this.#ports.store.insert(profile, version)) return profile;
    throw nameTaken(profile.name);
  }

  async #write<Noted>(
    profile: ProfileRecord,
    { id, source, origin, parentId }: Save,
    note: (version: UnnumberedVersion) => Noted,
  ): Promise<Noted> {
    const saved = await this.writeTo(placeOf(profile, id), source);
    try {
      return note({ id, profileId: profile.id, parentId, origin, createdAt: this.#ports.now(), saved });
    } catch (fault) {
      await this.#ports.saved.remove(id);
      throw fault;
    }
  }

  async writeTo(place: Place, source: Source): Promise<SavedFacts> {
    const { saved, hashOf } = this.#ports;
    if (source.kind === 'captured') {
      const { state, files, browser } = source.captured;
      const sizeBytes = await saved.write(place, { state, files });
      return { browser, sizeBytes, hasFiles: files !== null, content: summarize(state, hashOf) };
    }
    const { place: from, saved: facts } = source;
    const state = await saved.readState(from);
    const files = facts.hasFiles ? saved.openFiles(from) : null;
    return { ...facts, sizeBytes: await saved.write(place, { state, files }) };
  }
}

export const placeOf = ({ organizationId, id: ownerId }: ProfileRecord, id: string): Place => ({
  owner: { organizationId, id: ownerId },
  id,
});

export function nameTaken(name: string): BerthError {
  return new BerthError(
    'profile_name_taken',
    `There is a profile named ${JSON.stringify(name)} already. Choose another name, or delete that profile.`,
  );
}
