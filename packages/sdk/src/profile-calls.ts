import { Calls } from './calls.ts';
import type { RequestOptions } from './options.ts';
import { type EitherCase, toSnakeCase } from './request-keys.ts';
import type { BrowserProfile, CreateBrowserProfileRequest, ListBrowserProfilesQuery } from './types.gen.ts';

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
}
