import { Calls } from './calls.ts';
import type { RequestOptions } from './options.ts';
import { type ProfileToImport, profileForm } from './profile-form.ts';
import { type EitherCase, toSnakeCase } from './request-keys.ts';
import type {
  BrowserProfile,
  BrowserProfileStorageStateQuery,
  BrowserProfileUsage,
  BrowserProfileVersion,
  BrowserProfileVersionDiff,
  CopyBrowserProfileRequest,
  CreateBrowserProfileRequest,
  DiffBrowserProfileVersionQuery,
  ExportBrowserProfileRequest,
  ListBrowserProfilesQuery,
  ListBrowserProfileVersionsQuery,
  SaveBrowserProfileRequest,
  StorageState,
  UpdateBrowserProfileRequest,
} from './types.gen.ts';

/** The methods of {@link Berth} that are about profiles. */
export class ProfileCalls extends Calls {
  /**
   * Saves the state of a session as a profile that other sessions start from: of a live session as it is now, of an ended
   * one as it was at its end. Without a session or run the profile is blank.
   *
   * @throws NotFoundError; `ConflictError` when the name is taken; `InvalidRequestError` `profile_not_enabled` when the
   * session keeps no state, `profile_not_ready` when it is still being saved: then try again.
   *
   * @example
   * ```ts
   * const profile = await berth.createBrowserProfile({ name: 'shop', browserSessionId: 'pbs_1' });
   * const session = await berth.createBrowserSession({ browserProfileId: profile.browser_profile_id });
   * ```
   */
  createBrowserProfile(
    request: EitherCase<CreateBrowserProfileRequest>,
    options?: RequestOptions,
  ): Promise<BrowserProfile> {
    return this.call('createBrowserProfile', () => ({ body: toSnakeCase(request) }), options);
  }

  /**
   * The profiles, newest first. A page has `pageSize` of them, 1 to 1000, default 10; `searchKey` is looked for in names
   * and descriptions.
   *
   * @throws InvalidRequestError for a page that cannot be.
   *
   * @example
   * ```ts
   * for (const { name } of await berth.listBrowserProfiles({ searchKey: 'shop' })) console.log(name);
   * ```
   */
  listBrowserProfiles(
    request: EitherCase<ListBrowserProfilesQuery> = {},
    options?: RequestOptions,
  ): Promise<BrowserProfile[]> {
    return this.call('listBrowserProfiles', () => ({ query: toSnakeCase(request) }), options);
  }

  /**
   * One profile.
   *
   * @throws NotFoundError
   *
   * @example
   * ```ts
   * const { name, current_version_id } = await berth.getBrowserProfile('bp_1');
   * ```
   */
  getBrowserProfile(browserProfileId: string, options?: RequestOptions): Promise<BrowserProfile> {
    return this.call('getBrowserProfile', () => ({ id: browserProfileId }), options);
  }

  /**
   * Deletes a profile: nothing of what was saved in it can be opened any more. Sessions that started from it go on.
   *
   * @throws NotFoundError, also for one that is deleted already.
   *
   * @example
   * ```ts
   * await berth.deleteBrowserProfile('bp_1');
   * ```
   */
  deleteBrowserProfile(browserProfileId: string, options?: RequestOptions): Promise<void> {
    return this.call('deleteBrowserProfile', () => ({ id: browserProfileId }), options);
  }

  /**
   * Changes the name or the description of a profile, or pins the version that sessions start from; `pinnedVersionId: null`
   * lets them start from the current one again.
   *
   * @throws NotFoundError; `ConflictError` when the name is taken.
   *
   * @example
   * ```ts
   * await berth.updateBrowserProfile('bp_1', { pinnedVersionId: 'pv_1' });
   * ```
   */
  updateBrowserProfile(
    browserProfileId: string,
    request: EitherCase<UpdateBrowserProfileRequest> = {},
    options?: RequestOptions,
  ): Promise<BrowserProfile> {
    return this.call(
      'updateBrowserProfile',
      () => ({ id: browserProfileId, body: toSnakeCase(request) }),
      options,
    );
  }

  /**
   * What uses a profile: live sessions that started from it, and how many runs did in the last 30 days.
   *
   * @throws NotFoundError
   *
   * @example
   * ```ts
   * const { live_session_ids } = await berth.getBrowserProfileUsage('bp_1');
   * ```
   */
  getBrowserProfileUsage(browserProfileId: string, options?: RequestOptions): Promise<BrowserProfileUsage> {
    return this.call('getBrowserProfileUsage', () => ({ id: browserProfileId }), options);
  }

  /**
   * Saves the state of a session as a new version of a profile, without ending the session.
   *
   * @throws NotFoundError; `ConflictError` `profile_conflict` when somebody else saved the profile since the session started
   * from it: with `onConflict: 'new_version'` the state is saved beside the current version.
   *
   * @example
   * ```ts
   * await berth.saveBrowserProfile('bp_1', { browserSessionId: session.browser_session_id });
   * ```
   */
  saveBrowserProfile(
    browserProfileId: string,
    request: EitherCase<SaveBrowserProfileRequest>,
    options?: RequestOptions,
  ): Promise<BrowserProfileVersion> {
    return this.call(
      'saveBrowserProfile',
      () => ({ id: browserProfileId, body: toSnakeCase(request) }),
      options,
    );
  }

  /**
   * Makes another profile of one version of this one; without `versionId`, of what sessions start from.
   *
   * @throws NotFoundError; `ConflictError` when the name is taken.
   *
   * @example
   * ```ts
   * const copy = await berth.copyBrowserProfile('bp_1', { name: 'shop, for tests' });
   * ```
   */
  copyBrowserProfile(
    browserProfileId: string,
    request: EitherCase<CopyBrowserProfileRequest>,
    options?: RequestOptions,
  ): Promise<BrowserProfile> {
    return this.call(
      'copyBrowserProfile',
      () => ({ id: browserProfileId, body: toSnakeCase(request) }),
      options,
    );
  }

  /**
   * The versions of a profile, newest first, each with the names and expiries of its cookies, site by site.
   *
   * @throws NotFoundError
   *
   * @example
   * ```ts
   * for (const { number, created_at } of await berth.listBrowserProfileVersions('bp_1')) console.log(number, created_at);
   * ```
   */
  listBrowserProfileVersions(
    browserProfileId: string,
    request: EitherCase<ListBrowserProfileVersionsQuery> = {},
    options?: RequestOptions,
  ): Promise<BrowserProfileVersion[]> {
    return this.call(
      'listBrowserProfileVersions',
      () => ({ id: browserProfileId, query: toSnakeCase(request) }),
      options,
    );
  }

  /**
   * One version of a profile.
   *
   * @throws NotFoundError
   *
   * @example
   * ```ts
   * const { sites } = await berth.getBrowserProfileVersion('bp_1', 'pv_1');
   * ```
   */
  getBrowserProfileVersion(
    browserProfileId: string,
    versionId: string,
    options?: RequestOptions,
  ): Promise<BrowserProfileVersion> {
    return this.call('getBrowserProfileVersion', () => ({ id: [browserProfileId, versionId] }), options);
  }

  /**
   * What differs between a version and another one (`against`; without it, the one that it came from), in words.
   *
   * @throws NotFoundError
   *
   * @example
   * ```ts
   * const { lines } = await berth.diffBrowserProfileVersion('bp_1', 'pv_2', { against: 'pv_1' });
   * console.log(lines.join('\n')); // cookie `sid` of shop.example expired
   * ```
   */
  diffBrowserProfileVersion(
    browserProfileId: string,
    versionId: string,
    request: EitherCase<DiffBrowserProfileVersionQuery> = {},
    options?: RequestOptions,
  ): Promise<BrowserProfileVersionDiff> {
    const input = () => ({ id: [browserProfileId, versionId], query: toSnakeCase(request) });
    return this.call('diffBrowserProfileVersion', input, options);
  }

  /**
   * Rolls back: what a version holds becomes the new current version. Nothing that was saved since is lost.
   *
   * @throws NotFoundError
   *
   * @example
   * ```ts
   * await berth.restoreBrowserProfileVersion('bp_1', 'pv_1');
   * ```
   */
  restoreBrowserProfileVersion(
    browserProfileId: string,
    versionId: string,
    options?: RequestOptions,
  ): Promise<BrowserProfileVersion> {
    return this.call('restoreBrowserProfileVersion', () => ({ id: [browserProfileId, versionId] }), options);
  }

  /**
   * A version of a profile as one file, which its passphrase opens on any Berth server; without `versionId`, what sessions
   * start from.
   *
   * @throws NotFoundError
   *
   * @example
   * ```ts
   * const file = await berth.exportBrowserProfile('bp_1', { passphrase });
   * await fs.writeFile('shop.berth-profile', file.stream());
   * ```
   */
  exportBrowserProfile(
    browserProfileId: string,
    request: EitherCase<ExportBrowserProfileRequest>,
    options?: RequestOptions,
  ): Promise<Blob> {
    return this.call(
      'exportBrowserProfile',
      () => ({ id: browserProfileId, body: toSnakeCase(request) }),
      options,
    );
  }

  /**
   * Makes a profile of an exported one. What would act on a browser (extensions, search engines, tabs) is left out.
   *
   * @throws InvalidRequestError `profile_archive_invalid` for a file that is none, or another passphrase; `ConflictError`
   * when the name is taken.
   *
   * @example
   * ```ts
   * const data = await fs.openAsBlob('shop.berth-profile');
   * await berth.importBrowserProfile({ passphrase, file: data, name: 'shop, moved' });
   * ```
   */
  importBrowserProfile(profile: ProfileToImport, options?: RequestOptions): Promise<BrowserProfile> {
    return this.call('importBrowserProfile', () => ({ body: profileForm(profile) }), options);
  }

  /**
   * Cookies and localStorage of a profile, with their values, as Playwright takes them; without `versionId`, of what
   * sessions start from.
   *
   * @throws NotFoundError
   *
   * @example
   * ```ts
   * const context = await browser.newContext({ storageState: await berth.getBrowserProfileStorageState('bp_1') });
   * ```
   */
  getBrowserProfileStorageState(
    browserProfileId: string,
    request: EitherCase<BrowserProfileStorageStateQuery> = {},
    options?: RequestOptions,
  ): Promise<StorageState> {
    const input = () => ({ id: browserProfileId, query: toSnakeCase(request) });
    return this.call('getBrowserProfileStorageState', input, options);
  }
}
