import {
  DiffBrowserProfileVersionQuery,
  GetBrowserProfileStorageStateQuery,
  ListBrowserProfileVersionsQuery,
  SaveBrowserProfileRequest,
} from '@berth/contract';
import type { ProfileVersion } from '../../domain/profile.ts';
import { describeChanges } from '../../domain/profile-diff.ts';
import type { Contents } from '../../profiles/contents.ts';
import { idempotencyKeyOf } from '../idempotency-key.ts';
import { versionToWire } from '../profile-to-wire.ts';
import { parseBody, parseQuery } from '../validation.ts';
import { type Call, type Handlers, keyOf, profileIdOf } from './call.ts';
import type { ProfileRooms } from './profiles.ts';

export interface ProfileVersionRooms extends ProfileRooms {
  readonly contents: Contents;
}

/** The versions of a profile: save, look up, compare, roll back. */
export function profileVersionHandlers({ profiles, contents, idempotencyKeys }: ProfileVersionRooms) {
  const show = async ({ organizationId }: Call, version: ProfileVersion) => {
    const described = await contents.describe(organizationId, version);
    return versionToWire(described, profiles.get(organizationId, version.profileId));
  };
  const versionOf = (call: Call, id = call.params.version_id ?? '') =>
    profiles.version(call.organizationId, profileIdOf(call), id);
  return {
    saveBrowserProfile: async call => {
      const { organizationId, headers } = call;
      const request = parseBody(SaveBrowserProfileRequest, call.body);
      const profileId = profileIdOf(call);
      const keyed = {
        organizationId,
        operation: 'saveBrowserProfile',
        key: idempotencyKeyOf(headers),
        request: { profileId, request },
      };
      const version = await idempotencyKeys.once(keyed, {
        idPrefix: 'pv',
        make: id => profiles.save(organizationId, profileId, { request, id, keyId: keyOf(call).id }),
        find: id => profiles.findVersion(organizationId, id),
      });
      return await show(call, version);
    },
    listBrowserProfileVersions: async call => {
      const { page, page_size } = parseQuery(ListBrowserProfileVersionsQuery, call.query);
      const count = page_size ?? 10;
      const window = { offset: ((page ?? 1) - 1) * count, count };
      const shown = [];
      // One after the other: each is opened as a whole.
      for (const version of profiles.versions(call.organizationId, profileIdOf(call), window)) {
        shown.push(await show(call, version));
      }
      return shown;
    },
    getBrowserProfileVersion: call => show(call, versionOf(call)),
    diffBrowserProfileVersion: async call => {
      const { against } = parseQuery(DiffBrowserProfileVersionQuery, call.query);
      const complete = (version: ProfileVersion) => contents.complete(call.organizationId, version);
      const version = await complete(versionOf(call));
      const otherId = against ?? version.parentId;
      const other = otherId === null ? null : await complete(versionOf(call, otherId));
      return { version_id: version.id, against: otherId, lines: describeChanges(other, version) };
    },
    getBrowserProfileStorageState: async call => {
      const { version_id: versionId = null } = parseQuery(GetBrowserProfileStorageStateQuery, call.query);
      return await contents.storageState(call.organizationId, profileIdOf(call), { versionId });
    },
    restoreBrowserProfileVersion: async call => {
      const by = { versionId: call.params.version_id ?? '', keyId: keyOf(call).id };
      return await show(call, await profiles.restore(call.organizationId, profileIdOf(call), by));
    },
  } satisfies Partial<Handlers>;
}
