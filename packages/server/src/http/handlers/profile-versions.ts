import {
  DiffBrowserProfileVersionQuery,
  ListBrowserProfileVersionsQuery,
  SaveBrowserProfileRequest,
} from '@berth/contract';
import type { ProfileVersion } from '../../domain/profile.ts';
import { describeChanges } from '../../domain/profile-diff.ts';
import { idempotencyKeyOf } from '../idempotency-key.ts';
import { versionToWire } from '../profile-to-wire.ts';
import { parseBody, parseQuery } from '../validation.ts';
import { type Call, type Handlers, keyOf, profileIdOf } from './call.ts';
import type { ProfileRooms } from './profiles.ts';

/** The versions of a profile: save, look up, compare, roll back. */
export function profileVersionHandlers({ profiles, idempotencyKeys }: ProfileRooms) {
  const show = (call: Call, version: ProfileVersion) =>
    versionToWire(version, profiles.get(call.organizationId, version.profileId));
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
      return show(call, version);
    },
    listBrowserProfileVersions: call => {
      const { page, page_size } = parseQuery(ListBrowserProfileVersionsQuery, call.query);
      const count = page_size ?? 10;
      const window = { offset: ((page ?? 1) - 1) * count, count };
      const versions = profiles.versions(call.organizationId, profileIdOf(call), window);
      return versions.map(version => show(call, version));
    },
    getBrowserProfileVersion: call => show(call, versionOf(call)),
    diffBrowserProfileVersion: call => {
      const { against } = parseQuery(DiffBrowserProfileVersionQuery, call.query);
      const version = versionOf(call);
      const otherId = against ?? version.parentId;
      const other = otherId === null ? null : versionOf(call, otherId);
      return { version_id: version.id, against: otherId, lines: describeChanges(other, version) };
    },
    restoreBrowserProfileVersion: async call => {
      const by = { versionId: call.params.version_id ?? '', keyId: keyOf(call).id };
      return show(call, await profiles.restore(call.organizationId, profileIdOf(call), by));
    },
  } satisfies Partial<Handlers>;
}
