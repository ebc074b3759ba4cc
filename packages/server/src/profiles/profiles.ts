import type {
  CopyBrowserProfileRequest,
  CreateBrowserProfileRequest,
  SaveBrowserProfileRequest,
  UpdateBrowserProfileRequest,
} from '@berth/contract';
import { BerthError } from '../domain/errors.ts';
import type { IdSource } from '../domain/ids.ts';
import type { ProfileRecord, ProfileVersion } from '../domain/profile.ts';
import { planProfile, planProfileUpdate } from '../domain/profile-plan.ts';
import { fromStorageState } from '../domain/storage-state.ts';
import type { Blobs } from '../seal/ports.ts';
import type { SealingKeys } from '../seal/sealing-keys.ts';
import { keptOf } from './kept.ts';
import type {
  CapturedState,
  ProfiledSession,
  ProfileFilter,
  ProfileStore,
  SavedState,
  StateSource,
} from './ports.ts';
import { SavedBlobs } from './saved-blobs.ts';
import { nameTaken, placeOf, Saves } from './saves.ts';
import { type Captured, keptOwner, type RunLookup, type Source, Sources } from './sources.ts';
import { Turns } from './turns.ts';

export interface ProfilesPorts {
  readonly store: ProfileStore;
  readonly blobs: Blobs;
  readonly keys: SealingKeys;
  readonly source: StateSource;
  readonly runs: RunLookup;
  readonly ids: IdSource;
  readonly now: () => number;
  /** Tells two values apart without telling either. */
  readonly hashOf: (text: string) => string;
}

/** Who asks for a new thing, and the id that it will have. */
interface Maker {
  readonly id?: string;
  readonly keyId: string;
}

export interface Imported {
  readonly request: { readonly name: string; readonly description: string | null };
  readonly content: Captured | null;
}

/** A session that ends, or one that a profile is to be saved from. */
type Saver = Pick<ProfiledSession, 'id' | 'organizationId' | 'profileId' | 'versionId'>;

/** What became of the state of a session that ended. */
export type KeptResult =
  /** It is kept with the session. */
  | { readonly kind: 'kept' }
  /** It is the current version of its profile. */
  | { readonly kind: 'saved'; readonly profileId: string; readonly versionId: string }
  /** It stands beside the current version, which another session saved meanwhile. */
  | {
      readonly kind: 'conflict';
      readonly profileId: string;
      readonly versionId: string;
      readonly currentVersionId: string;
    };

const usageMs = 30 * 24 * 60 * 60_000;

/** Profiles: browser state that was saved, and that sessions start from. */
export class Profiles {
  readonly #ports: ProfilesPorts;
  readonly #saved: SavedBlobs;
  readonly #saves: Saves;
  readonly #sources: Sources;
  /** Saves and deletes of one profile wait for one another: neither finds the other half done. */
  readonly #turns = new Turns();

  constructor(ports: ProfilesPorts) {
    this.#ports = ports;
    this.#saved = new SavedBlobs(ports.blobs, ports.keys);
    this.#saves = new Saves({ ...ports, saved: this.#saved });
    this.#sources = new Sources(ports);
  }

  /** At start: removes what a former server left half done. */
  async reconcile(): Promise<void> {
    const { store } = this.#ports;
    for (const id of store.deletedIds()) this.#saved.forget(id);
    await this.#saved.sweep(new Set(store.savedIds()));
  }

  async create(
    organizationId: string,
    request: CreateBrowserProfileRequest,
    { id = this.#ports.ids.next('bp'), keyId }: Maker,
  ): Promise<ProfileRecord> {
    const { ids, now } = this.#ports;
    const record = planProfile(request, { id, organizationId, now: now() });
    this.#refuseTaken(record);
    const asked = await this.#asked(organizationId, request);
    if (asked === null) return this.#saves.insertBlank(record);
    const { source, kind, sourceId } = asked;
    const origin = { kind, id: sourceId, keyId };
    return await this.#saves.insert(record, { id: ids.next('pv'), source, origin, parentId: null });
  }

  /** A profile of what somebody had exported; blank without content. */
  async insert(
    organizationId: string,
    { request, content, id = this.#ports.ids.next('bp'), keyId }: Maker & Imported,
  ): Promise<ProfileRecord> {
    const { ids, now } = this.#ports;
    const record = planProfile(request, { id, organizationId, now: now() });
    this.#refuseTaken(record);
    if (content === null) return this.#saves.insertBlank(record);
    const source = { kind: 'captured', captured: content } as const;
    const origin = { kind: 'import', id: null, keyId } as const;
    return await this.#saves.insert(record, { id: ids.next('pv'), source, origin, parentId: null });
  }

  /** Another profile, of one version of this one. */
  async copy(
    organizationId: string,
    profileId: string,
    { request, id = this.#ports.ids.next('bp'), keyId }: Maker & { request: CopyBrowserProfileRequest },
  ): Promise<ProfileRecord> {
    const { ids, now } = this.#ports;
    const profile = this.get(organizationId, profileId);
    const description = request.description ?? profile.description;
    const record = planProfile({ ...request, description }, { id, organizationId, now: now() });
    this.#refuseTaken(record);
    const versionId = request.version_id ?? startOf(profile);
    if (versionId === null) return this.#saves.insertBlank(record);
    const source = this.#stored(profile, this.version(organizationId, profileId, versionId));
    const origin = { kind: 'version', id: versionId, keyId } as const;
    return await this.#saves.insert(record, { id: ids.next('pv'), source, origin, parentId: null });
  }

  /** The profile of this organisation; one of another organisation is as unknown as one that never was. */
  get(organizationId: string, id: string): ProfileRecord {
    const record = this.find(organizationId, id);
    if (record !== null) return record;
    throw new BerthError(
      'profile_not_found',
      `There is no profile ${JSON.stringify(id.slice(0, 100))} for this API key.`,
    );
  }

  find(organizationId: string, id: string): ProfileRecord | null {
    const record = this.#ports.store.find(id);
    return record?.organizationId === organizationId && record.deletedAt === null ? record : null;
  }

  list(organizationId: string, filter: ProfileFilter): readonly ProfileRecord[] {
    return this.#ports.store.list(organizationId, filter);
  }

  update(organizationId: string, id: string, request: UpdateBrowserProfileRequest): ProfileRecord {
    const { store, now } = this.#ports;
    const settings = planProfileUpdate(request);
    const record = this.get(organizationId, id);
    if (typeof settings.pinnedVersionId === 'string') {
      this.version(organizationId, id, settings.pinnedVersionId);
    }
    const updated = { ...record, ...settings, modifiedAt: now() };
    if (!store.update(updated)) throw nameTaken(updated.name);
    return updated;
  }

  usage(
    organizationId: string,
    id: string,
  ): { readonly liveSessionIds: readonly string[]; readonly runCount: number } {
    const { source, now } = this.#ports;
    return source.usage(this.get(organizationId, id).id, now() - usageMs);
  }

  /** Resolves when nothing of what was saved is left. */
  async delete(organizationId: string, id: string): Promise<void> {
    const { store, now } = this.#ports;
    await this.#turns.take(id, async () => {
      this.get(organizationId, id);
      const versionIds = store.delete(id, now());
      this.#saved.forget(id);
      for (const versionId of versionIds) await this.#saved.remove(versionId);
    });
  }

  /** Newest first. */
  versions(
    organizationId: string,
    id: string,
    page: { offset: number; count: number },
  ): readonly ProfileVersion[] {
    return this.#ports.store.listVersions(this.get(organizationId, id).id, page);
  }

  version(organizationId: string, profileId: string, id: string): ProfileVersion {
    const version = this.findVersion(organizationId, id);
    if (version?.profileId === this.get(organizationId, profileId).id) return version;
    throw new BerthError(
      'profile_version_not_found',
      `Profile ${profileId} has no version ${JSON.stringify(id.slice(0, 100))}.`,
    );
  }

  findVersion(organizationId: string, id: string): ProfileVersion | null {
    const version = this.#ports.store.findVersion(id);
    return version !== null && this.find(organizationId, version.profileId) !== null ? version : null;
  }

  /** Makes what a version holds the current version again. */
  async restore(
    organizationId: string,
    profileId: string,
    { versionId, keyId }: { versionId: string; keyId: string },
  ): Promise<ProfileVersion> {
    return await this.#turns.take(profileId, async () => {
      const version = this.version(organizationId, profileId, versionId);
      const profile = this.get(organizationId, profileId);
      if (profile.currentVersionId === versionId) return version;
      const added = await this.#saves.add(profile, {
        id: this.#ports.ids.next('pv'),
        source: this.#stored(profile, version),
        origin: { kind: 'version', id: versionId, keyId },
        parentId: profile.currentVersionId,
      });
      return added.version;
    });
  }

  /** Saves the state of a session as a version of the profile, without ending the session. */
  async save(
    organizationId: string,
    profileId: string,
    { request, id = this.#ports.ids.next('pv'), keyId }: Maker & { request: SaveBrowserProfileRequest },
  ): Promise<ProfileVersion> {
    this.get(organizationId, profileId);
    const session = this.#sources.session(organizationId, request.browser_session_id);
    return await this.#turns.take(profileId, async () => {
      const profile = this.get(organizationId, profileId);
      const parentId = this.#baseOf(profile, session);
      if (request.on_conflict !== 'new_version' && parentId !== profile.currentVersionId) {
        throw conflict(profile, session, parentId);
      }
      const origin = { kind: 'session', id: session.id, keyId } as const;
      const source = await this.#sources.of(session);
      return (await this.#saves.add(profile, { id, source, origin, parentId })).version;
    });
  }

  /** What a new session starts from; null for a blank profile. Throws when it is unknown or does not open. */
  async load(organizationId: string, id: string): Promise<SavedState | null> {
    const versionId = startOf(this.get(organizationId, id));
    return versionId === null ? null : await this.open(organizationId, id, versionId);
  }

  async open(organizationId: string, id: string, versionId: string): Promise<SavedState> {
    const place = placeOf(this.get(organizationId, id), versionId);
    const { saved } = this.version(organizationId, id, versionId);
    return {
      profileId: id,
      versionId,
      state: await this.#saved.readState(place),
      openFiles: () => (saved.hasFiles ? this.#saved.openFiles(place) : null),
    };
  }

  /** Keeps what a session leaves: as a version of its profile, or with the session. */
  async keep(
    session: Saver & { readonly saveToProfile: boolean },
    captured: CapturedState,
  ): Promise<KeptResult> {
    const { profileId, saveToProfile } = session;
    if (!saveToProfile || profileId === null) return await this.#keepWith(session, captured);
    return await this.#turns.take(profileId, async () => {
      const profile = this.find(session.organizationId, profileId);
      if (profile === null) return await this.#keepWith(session, captured);
      const { version, currentVersionId } = await this.#saves.add(profile, {
        id: this.#ports.ids.next('pv'),
        source: { kind: 'captured', captured },
        origin: { kind: 'session', id: session.id, keyId: null },
        parentId: this.#baseOf(profile, session),
      });
      const { id: versionId } = version;
      if (currentVersionId === versionId) return { kind: 'saved', profileId, versionId };
      return { kind: 'conflict', profileId, versionId, currentVersionId };
    });
  }

  /** What `keep` came to for this session; `null` when nothing of it was kept. */
  keptOf(session: Pick<Saver, 'id'>): KeptResult | null {
    return keptOf(this.#ports.store, session);
  }

  /** Forgets what was kept with a session. */
  async forgetKept(sessionId: string): Promise<void> {
    const { store } = this.#ports;
    const kept = store.findKept(sessionId);
    if (kept === null) return;
    this.#saved.forget(keptOwner(kept).id);
    store.removeKept(sessionId);
    await this.#saved.remove(kept.id);
  }

  /** Forgets what was kept with sessions that are no longer known themselves. */
  async sweepKept(isKnown: (sessionId: string) => boolean): Promise<void> {
    for (const id of this.#ports.store.keptSessions()) if (!isKnown(id)) await this.forgetKept(id);
  }

  async #keepWith(
    { id: sessionId, organizationId }: Pick<Saver, 'id' | 'organizationId'>,
    captured: CapturedState,
  ): Promise<KeptResult> {
    const { store, ids, now } = this.#ports;
    const id = ids.next('ks');
    const owner = keptOwner({ sessionId, organizationId });
    const saved = await this.#saves.writeTo({ owner, id }, { kind: 'captured', captured });
    const former = store.keep({ id, sessionId, organizationId, createdAt: now(), saved });
    if (former !== null) await this.#saved.remove(former.id);
    return { kind: 'kept' };
  }

  /** The version of the profile that the session's state came from: the one it saved last, or started from. */
  #baseOf(profile: ProfileRecord, session: Saver): string | null {
    const own = this.#ports.store.lastSavedBy(profile.id, session.id);
    if (own !== null) return own.id;
    return session.profileId === profile.id ? session.versionId : null;
  }

  /** What the request says that the profile is made of; null for a blank one. */
  async #asked(
    organizationId: string,
    request: CreateBrowserProfileRequest,
  ): Promise<{ source: Source; kind: 'session' | 'import'; sourceId: string | null } | null> {
    const { workflow_run_id: runId, storage_state: storageState } = request;
    if (storageState) {
      const captured = { state: fromStorageState(storageState), files: null, browser: null };
      return { source: { kind: 'captured', captured }, kind: 'import', sourceId: null };
    }
    const sessionId = runId ? this.#sources.sessionOfRun(organizationId, runId) : request.browser_session_id;
    if (!sessionId) return null;
    const source = await this.#sources.of(this.#sources.session(organizationId, sessionId));
    return { source, kind: 'session', sourceId: sessionId };
  }

  #stored(profile: ProfileRecord, { id, saved }: ProfileVersion): Source {
    return { kind: 'stored', place: placeOf(profile, id), saved };
  }

  #refuseTaken({ organizationId, name }: ProfileRecord): void {
    if (this.#ports.store.isNameTaken(organizationId, name)) throw nameTaken(name);
  }
}

/** The version that sessions start from. */
export const startOf = ({ pinnedVersionId, currentVersionId }: ProfileRecord): string | null =>
  pinnedVersionId ?? currentVersionId;

function conflict(profile: ProfileRecord, session: Saver, baseId: string | null): BerthError {
  const base = baseId === null ? 'no version of it' : `version ${baseId}`;
  return new BerthError(
    'profile_conflict',
    `The current version of profile ${profile.id} is ${profile.currentVersionId}, and the state of session ${session.id} comes from ${base}. ` +
      'Nothing was saved. Send on_conflict "new_version" to save it beside the current line, and restore that version to make it the current one.',
  );
}
