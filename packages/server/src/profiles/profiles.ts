import type { CreateBrowserProfileRequest } from '@berth/contract';
import { BerthError } from '../domain/errors.ts';
import type { IdSource } from '../domain/ids.ts';
import {
  type KeptState,
  type ProfileRecord,
  type SavedFacts,
  type SaveOrigin,
  summarize,
} from '../domain/profile.ts';
import { refuseUnsupportedOfProfile } from '../domain/profile-plan.ts';
import type { Blobs, Owner } from '../seal/ports.ts';
import type { SealingKeys } from '../seal/sealing-keys.ts';
import type {
  CapturedState,
  ProfiledSession,
  ProfileFilter,
  ProfileStore,
  SavedState,
  StateSource,
  UnnumberedVersion,
} from './ports.ts';
import { type Place, SavedBlobs } from './saved-blobs.ts';
import { Turns } from './turns.ts';

export interface ProfilesPorts {
  readonly store: ProfileStore;
  readonly blobs: Blobs;
  readonly keys: SealingKeys;
  readonly source: StateSource;
  readonly runs: { find(id: string): { readonly organizationId: string; readonly sessionId: string } | null };
  readonly ids: IdSource;
  readonly now: () => number;
  /** Tells two values apart without telling either. */
  readonly hashOf: (text: string) => string;
}

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

/** Saved state to make a version of: as a browser has it now, or as it was saved before. */
type Source =
  | { readonly kind: 'captured'; readonly captured: CapturedState }
  | { readonly kind: 'stored'; readonly place: Place; readonly saved: SavedFacts };

/** Profiles: browser state that was saved, and that sessions start from. */
export class Profiles {
  readonly #ports: ProfilesPorts;
  readonly #saved: SavedBlobs;
  /** Saves and deletes of one profile wait for one another: neither finds the other half done. */
  readonly #turns = new Turns();

  constructor(ports: ProfilesPorts) {
    this.#ports = ports;
    this.#saved = new SavedBlobs(ports.blobs, ports.keys);
  }

  /** At start: removes what a former server left half done. */
  async reconcile(): Promise<void> {
    const { store, keys } = this.#ports;
    for (const id of store.deletedIds()) keys.forget(id);
    await this.#saved.sweep(new Set(store.savedIds()));
  }

  async create(
    organizationId: string,
    request: CreateBrowserProfileRequest,
    { id = this.#ports.ids.next('bp'), keyId }: { id?: string; keyId: string },
  ): Promise<ProfileRecord> {
    refuseUnsupportedOfProfile(request);
    const { store, now } = this.#ports;
    if (store.isNameTaken(organizationId, request.name)) throw nameTaken(request.name);
    const sessionId = this.#sessionIdOf(organizationId, request);
    const at = now();
    const record: ProfileRecord = {
      id,
      organizationId,
      name: request.name,
      description: request.description ?? null,
      currentVersionId: null,
      createdAt: at,
      modifiedAt: at,
      deletedAt: null,
    };
    if (sessionId === null) return this.#insert(record, null);
    const source = await this.#sourceOf(this.#ports.source.find(organizationId, sessionId));
    const origin: SaveOrigin = { kind: 'session', id: sessionId, keyId };
    return await this.#insertWith(record, { source, origin, parentId: null });
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

  /** Resolves when nothing of what was saved is left. */
  async delete(organizationId: string, id: string): Promise<void> {
    const { store, keys, now } = this.#ports;
    await this.#turns.take(id, async () => {
      this.get(organizationId, id);
      const versionIds = store.delete(id, now());
      // Without its key nothing of it opens any more, wherever copies lie.
      keys.forget(id);
      for (const versionId of versionIds) await this.#saved.remove(versionId);
    });
  }

  /** What a new session starts from; null for a blank profile. Throws when it is unknown or does not open. */
  async load(organizationId: string, id: string): Promise<SavedState | null> {
    const record = this.get(organizationId, id);
    const version = this.#ports.store.findVersion(record.currentVersionId ?? '');
    if (version === null) return null;
    const place = placeOf(record, version);
    return {
      profileId: id,
      versionId: version.id,
      state: await this.#saved.readState(place),
      openFiles: () => (version.saved.hasFiles ? this.#saved.openFiles(place) : null),
    };
  }

  /** Keeps what a session leaves: as a version of its profile, or with the session. */
  async keep(
    session: Pick<ProfiledSession, 'id' | 'organizationId' | 'profileId' | 'versionId'> & {
      readonly saveToProfile: boolean;
    },
    captured: CapturedState,
  ): Promise<KeptResult> {
    const { profileId, saveToProfile } = session;
    if (!saveToProfile || profileId === null) return await this.#keepWith(session, captured);
    return await this.#turns.take(profileId, async () => {
      const profile = this.find(session.organizationId, profileId);
      if (profile === null) return await this.#keepWith(session, captured);
      const source: Source = { kind: 'captured', captured };
      const origin: SaveOrigin = { kind: 'session', id: session.id, keyId: null };
      const parentId = this.#baseOf(profile, session);
      const version = await this.#write(profile, { source, origin, parentId });
      const currentVersionId = this.#ports.store.addVersion(version);
      const { id: versionId } = version;
      if (currentVersionId === versionId) return { kind: 'saved', profileId, versionId };
      return { kind: 'conflict', profileId, versionId, currentVersionId };
    });
  }

  /** Forgets what was kept with a session. */
  async forgetKept(sessionId: string): Promise<void> {
    const { store, keys } = this.#ports;
    const kept = store.findKept(sessionId);
    if (kept === null) return;
    store.removeKept(sessionId);
    keys.forget(keptOwner(kept).id);
    await this.#saved.remove(kept.id);
  }

  async #keepWith(
    { id: sessionId, organizationId }: Pick<ProfiledSession, 'id' | 'organizationId'>,
    captured: CapturedState,
  ): Promise<KeptResult> {
    const { store, ids, now } = this.#ports;
    const id = ids.next('ks');
    const owner = keptOwner({ sessionId, organizationId });
    const saved = await this.#writeTo({ owner, id }, { kind: 'captured', captured });
    const former = store.keep({ id, sessionId, organizationId, createdAt: now(), saved });
    if (former !== null) await this.#saved.remove(former.id);
    return { kind: 'kept' };
  }

  #sessionIdOf(organizationId: string, request: CreateBrowserProfileRequest): string | null {
    const runId = request.workflow_run_id ?? null;
    if (runId === null) return request.browser_session_id ?? null;
    const run = this.#ports.runs.find(runId);
    if (run?.organizationId === organizationId) return run.sessionId;
    throw new BerthError(
      'run_not_found',
      `There is no run ${JSON.stringify(runId.slice(0, 100))} for this API key.`,
    );
  }

  async #sourceOf(session: ProfiledSession): Promise<Source> {
    if (!session.keepsState) throw notEnabled(session);
    if (session.phase !== 'live') return this.#leftBy(session);
    const { source } = this.#ports;
    try {
      return { kind: 'captured', captured: await source.capture(session.organizationId, session.id) };
    } catch (fault) {
      if (!(fault instanceof BerthError) || fault.code !== 'session_ended') throw fault;
      return this.#leftBy(source.find(session.organizationId, session.id));
    }
  }

  /** What a session that does not live any more has left: kept with it, or saved to its profile. */
  #leftBy(session: ProfiledSession): Source {
    const { store } = this.#ports;
    const kept = store.findKept(session.id);
    if (kept !== null) {
      return { kind: 'stored', place: { owner: keptOwner(kept), id: kept.id }, saved: kept.saved };
    }
    const version = store.savedAtEnd(session.id);
    if (version !== null) {
      const owner = { organizationId: session.organizationId, id: version.profileId };
      return { kind: 'stored', place: { owner, id: version.id }, saved: version.saved };
    }
    if (session.phase === 'ended') throw notKept(session);
    throw new BerthError(
      'profile_not_ready',
      `What session ${session.id} leaves has not been persisted yet. Try again in a moment.`,
    );
  }

  /** The version of the profile that the session's state came from. */
  #baseOf(
    profile: ProfileRecord,
    session: Pick<ProfiledSession, 'id' | 'profileId' | 'versionId'>,
  ): string | null {
    const own = this.#ports.store.lastSavedBy(profile.id, session.id);
    if (own !== null) return own.id;
    return session.profileId === profile.id ? session.versionId : null;
  }

  /** Writes a version that nobody knows of yet. */
  async #write(
    profile: ProfileRecord,
    { source, origin, parentId }: { source: Source; origin: SaveOrigin; parentId: string | null },
  ): Promise<UnnumberedVersion> {
    const { ids, now } = this.#ports;
    const id = ids.next('pv');
    const saved = await this.#writeTo(placeOf(profile, { id }), source);
    return { id, profileId: profile.id, parentId, origin, createdAt: now(), saved };
  }

  async #writeTo(place: Place, source: Source): Promise<SavedFacts> {
    if (source.kind === 'captured') {
      const { state, files, browser } = source.captured;
      const sizeBytes = await this.#saved.write(place, { state, files });
      return { browser, sizeBytes, hasFiles: true, content: summarize(state, this.#ports.hashOf) };
    }
    const { place: from, saved } = source;
    const state = await this.#saved.readState(from);
    const files = saved.hasFiles ? this.#saved.openFiles(from) : null;
    return { ...saved, sizeBytes: await this.#saved.write(place, { state, files }) };
  }

  /** A new profile with its first version: both, or nothing of either. */
  async #insertWith(
    record: ProfileRecord,
    save: { source: Source; origin: SaveOrigin; parentId: null },
  ): Promise<ProfileRecord> {
    let version: UnnumberedVersion | null = null;
    try {
      version = await this.#write(record, save);
      return this.#insert({ ...record, currentVersionId: version.id }, version);
    } catch (fault) {
      this.#ports.keys.forget(record.id);
      if (version !== null) await this.#saved.remove(version.id);
      throw fault;
    }
  }

  #insert(record: ProfileRecord, version: UnnumberedVersion | null): ProfileRecord {
    if (this.#ports.store.insert(record, version)) return record;
    throw nameTaken(record.name);
  }
}

const placeOf = ({ organizationId, id: ownerId }: ProfileRecord, { id }: { id: string }): Place => ({
  owner: { organizationId, id: ownerId },
  id,
});

const keptOwner = ({
  organizationId,
  sessionId,
}: Pick<KeptState, 'organizationId' | 'sessionId'>): Owner => ({
  organizationId,
  id: `kept_${sessionId}`,
});

function nameTaken(name: string): BerthError {
  return new BerthError(
    'profile_name_taken',
    `There is a profile named ${JSON.stringify(name)} already. Choose another name, or delete that profile.`,
  );
}

function notEnabled({ id }: ProfiledSession): BerthError {
  return new BerthError(
    'profile_not_enabled',
    `Session ${id} was not configured to generate a profile: create it with generate_browser_profile, or from a browser_profile_id.`,
  );
}

function notKept({ id }: ProfiledSession): BerthError {
  return new BerthError(
    'profile_not_enabled',
    `Session ${id} has ended, and nothing of its state was kept: its browser never started, or could not be saved.`,
  );
}
