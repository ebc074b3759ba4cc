import type { Readable } from 'node:stream';
import type { ExportBrowserProfileRequest } from '@berth/contract';
import type { ProfileRecord } from '../domain/profile.ts';
import type { ArchiveTools } from './ports.ts';
import { openFile, sealFile, usualCost } from './profile-file.ts';
import { type Profiles, startOf } from './profiles.ts';
import { Turns } from './turns.ts';

/** Profiles as files: out of this server, and into one. */
export class Transfers {
  readonly #profiles: Profiles;
  readonly #archives: Pick<ArchiveTools, 'sanitise'>;
  /** A key made of a passphrase costs much memory: one at a time. */
  readonly #turns = new Turns();

  readonly #cost: number;

  constructor(profiles: Profiles, archives: Pick<ArchiveTools, 'sanitise'>, cost: number = usualCost) {
    this.#cost = cost;
    this.#profiles = profiles;
    this.#archives = archives;
  }

  async export(
    organizationId: string,
    id: string,
    { passphrase, version_id }: ExportBrowserProfileRequest,
  ): Promise<{ readonly name: string; readonly bytes: Readable }> {
    const profile = this.#profiles.get(organizationId, id);
    const versionId = version_id ?? startOf(profile);
    const opened = versionId === null ? null : await this.#profiles.open(organizationId, id, versionId);
    const version = versionId === null ? null : this.#profiles.version(organizationId, id, versionId);
    const files = opened?.openFiles() ?? null;
    const { name, description } = profile;
    const head = {
      name,
      description,
      browser: version?.saved.browser ?? null,
      hasFiles: files !== null,
      state: opened?.state ?? null,
    };
    const bytes = await this.#turns.take('', () =>
      sealFile({ head, files }, { passphrase, cost: this.#cost }),
    );
    return { name, bytes };
  }

  /** `name` and `description` take the place of those in the file. */
  async import(
    organizationId: string,
    { passphrase, name, description, bytes }: ImportedFile,
    maker: { keyId: string },
  ): Promise<ProfileRecord> {
    const { head, files } = await this.#turns.take('', () => openFile(bytes, passphrase));
    const { state, browser } = head;
    const request = { name: name ?? head.name, description: description ?? head.description };
    const clean = files === null ? null : this.#archives.sanitise(files);
    const content = state === null ? null : { state, files: clean, browser };
    try {
      return await this.#profiles.insert(organizationId, { ...maker, request, content });
    } finally {
      clean?.destroy();
    }
  }
}

export interface ImportedFile {
  readonly passphrase: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly bytes: Readable;
}
