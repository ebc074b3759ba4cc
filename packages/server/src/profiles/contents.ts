import type { ErrorCode, StorageState } from '@berth/contract';
import { BerthError } from '../domain/errors.ts';
import type { ProfileVersion } from '../domain/profile.ts';
import { toStorageState } from '../domain/storage-state.ts';
import type { ArchiveTools, SiteData } from './ports.ts';
import { type Profiles, startOf } from './profiles.ts';

const mostRemembered = 1000;
const unreadable: readonly ErrorCode[] = ['profile_corrupt', 'profile_archive_invalid'];
const nothing: SiteData = { localStorage: [], origins: [] };

/** What versions hold, their files included: these are opened when somebody asks, not when they are saved. */
export class Contents {
  readonly #profiles: Profiles;
  readonly #archives: Pick<ArchiveTools, 'siteData'>;
  /** The origins in the files of a version, which never change. */
  readonly #origins = new Map<string, readonly string[]>();

  constructor(profiles: Profiles, archives: Pick<ArchiveTools, 'siteData'>) {
    this.#profiles = profiles;
    this.#archives = archives;
  }

  /** The version with the origins that its files have, too. */
  async complete(organizationId: string, version: ProfileVersion): Promise<ProfileVersion> {
    const { content, hasFiles } = version.saved;
    const inFiles = hasFiles ? await this.#originsOf(organizationId, version) : [];
    const origins = [...new Set([...content.origins, ...inFiles])].sort();
    return { ...version, saved: { ...version.saved, content: { ...content, origins } } };
  }

  /** The same for a list, which one version that does not open must not keep from being shown. */
  async describe(
    organizationId: string,
    version: ProfileVersion,
  ): Promise<{ version: ProfileVersion; problem: ErrorCode | null }> {
    try {
      return { version: await this.complete(organizationId, version), problem: null };
    } catch (fault) {
      if (!(fault instanceof BerthError) || !unreadable.includes(fault.code)) throw fault;
      return { version, problem: fault.code };
    }
  }

  /** Cookies and localStorage with their values, for whoever holds the key of the organisation. */
  async storageState(
    organizationId: string,
    profileId: string,
    { versionId }: { versionId: string | null },
  ): Promise<StorageState> {
    const id = versionId ?? startOf(this.#profiles.get(organizationId, profileId));
    if (id === null) return { cookies: [], origins: [] };
    const { state, openFiles } = await this.#profiles.open(organizationId, profileId, id);
    const files = openFiles();
    const { localStorage } = files === null ? nothing : await this.#archives.siteData(files);
    return toStorageState(state, localStorage);
  }

  async #originsOf(organizationId: string, { id, profileId }: ProfileVersion): Promise<readonly string[]> {
    const known = this.#origins.get(id);
    if (known !== undefined) return known;
    const { openFiles } = await this.#profiles.open(organizationId, profileId, id);
    const files = openFiles();
    const { origins } = files === null ? nothing : await this.#archives.siteData(files);
    if (this.#origins.size >= mostRemembered) this.#origins.clear();
    this.#origins.set(id, origins);
    return origins;
  }
}
