import type { Readable } from 'node:stream';
import type { BrowserState, StorageArea } from '../domain/browser-state.ts';
import type { KeptState, ProfileRecord, ProfileVersion } from '../domain/profile.ts';

/** What a browser is at one moment. `files` is an archive; it must be consumed or destroyed. */
export interface CapturedState {
  readonly state: BrowserState;
  readonly files: Readable;
  /** Such as `chromium 156`. */
  readonly browser: string;
}

/** A session as profiles see it. */
export interface ProfiledSession {
  readonly id: string;
  readonly organizationId: string;
  /** The profile that it started from, and which version of it. */
  readonly profileId: string | null;
  readonly versionId: string | null;
  /** Whether it was asked to give a profile, or started from one. */
  readonly keepsState: boolean;
  /** `live`: it can be captured, whether a browser runs now or not. */
  readonly phase: 'live' | 'ending' | 'ended';
}

/** Where a session's state comes from. */
export interface StateSource {
  /** Throws `session_not_found`. */
  find(organizationId: string, sessionId: string): ProfiledSession;
  /** Of a live session, without ending it. Waits for one that is coming back; wakes a hibernated one. */
  capture(organizationId: string, sessionId: string): Promise<CapturedState>;
  /** What started from a profile: the live sessions, and how many runs were made in any since `since`. */
  usage(
    profileId: string,
    since: number,
  ): { readonly liveSessionIds: readonly string[]; readonly runCount: number };
}

/** What can be done to an archive of files without a browser. */
export interface ArchiveTools {
  /**
   * An archive that anyone may have made → one that holds what sites keep, and nothing that acts on a browser. Fails with
   * `profile_archive_invalid`.
   */
  sanitise(files: Readable): Readable;
  /** Fails with `profile_archive_invalid` for what cannot be read. */
  siteData(files: Readable): Promise<SiteData>;
}

/** What the archive of files holds for sites. */
export interface SiteData {
  readonly localStorage: readonly StorageArea[];
  /** With localStorage or databases in it. */
  readonly origins: readonly string[];
}

/** What a new session starts from: read before its browser is launched. */
export interface SavedState {
  readonly profileId: string;
  readonly versionId: string;
  readonly state: BrowserState;
  /**
   * The archive of its files; null when the version has none: everything it holds is in `state`. A stream that fails has
   * given only a beginning, of which nothing may be used.
   */
  openFiles(): Readable | null;
}

export type UnnumberedVersion = Omit<ProfileVersion, 'number'>;

/** Where profiles are noted. Each call returns when its effect is on disk. */
export interface ProfileStore {
  /** `false` when a live profile of the organisation has the name. The version is its first, or null: it is blank. */
  insert(record: ProfileRecord, version: UnnumberedVersion | null): boolean;
  /** Deleted ones, too. */
  find(id: string): ProfileRecord | null;
  /** Newest first. */
  list(organizationId: string, filter: ProfileFilter): readonly ProfileRecord[];
  /** Changes name, description and pin of a live profile; `false` when another one has the name. */
  update(record: ProfileRecord): boolean;
  isNameTaken(organizationId: string, name: string): boolean;
  /** Marks a live profile deleted and drops its versions; returns their ids. */
  delete(id: string, at: number): readonly string[];
  /**
   * Notes a save. It becomes the current version when its parent is that still, and otherwise stands beside the current
   * line. Returns it, and which version is the current one then.
   */
  addVersion(version: UnnumberedVersion): {
    readonly version: ProfileVersion;
    readonly currentVersionId: string;
  };
  /** Newest first. */
  listVersions(profileId: string, page: { offset: number; count: number }): readonly ProfileVersion[];
  findVersion(id: string): ProfileVersion | null;
  /** The newest version of the profile that was saved from the session. */
  lastSavedBy(profileId: string, sessionId: string): ProfileVersion | null;
  /** The version that was saved at the end of the session. */
  savedAtEnd(sessionId: string): ProfileVersion | null;
  /** Replaces what was kept of the session before, which it returns. */
  keep(kept: KeptState): KeptState | null;
  findKept(sessionId: string): KeptState | null;
  removeKept(sessionId: string): void;
  /** The sessions of which something is kept. */
  keptSessions(): readonly string[];
  /** The ids under which blobs are kept: of versions and of kept states. */
  savedIds(): readonly string[];
  deletedIds(): readonly string[];
}

export interface ProfileFilter {
  readonly searchKey: string;
  readonly includesDeleted: boolean;
  readonly offset: number;
  readonly count: number;
}
