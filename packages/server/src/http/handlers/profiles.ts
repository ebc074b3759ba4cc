import { CreateBrowserProfileRequest, ListBrowserProfilesQuery } from '@berth/contract';
import type { IdempotencyKeys } from '../../keys/idempotency-keys.ts';
import type { Profiles } from '../../profiles/profiles.ts';
import { idempotencyKeyOf } from '../idempotency-key.ts';
import { profileToWire } from '../profile-to-wire.ts';
import { parseBody, parseQuery, unknownKeysWarning } from '../validation.ts';
import { type Call, type Handlers, keyOf } from './call.ts';

export interface ProfileRooms {
  readonly profiles: Profiles;
  readonly idempotencyKeys: IdempotencyKeys;
}

/** Create, look up, change and delete profiles. */
export function profileHandlers({ profiles, idempotencyKeys }: ProfileRooms) {
  return {
    createBrowserProfile: async call => {
      const { organizationId, body, headers } = call;
      const request = parseBody(CreateBrowserProfileRequest, body);
      const key = idempotencyKeyOf(headers);
      const record = await idempotencyKeys.once(
        { organizationId, operation: 'createBrowserProfile', key, request },
        {
          idPrefix: 'bp',
          make: id => profiles.create(organizationId, request, { id, keyId: keyOf(call).id }),
          find: id => profiles.find(organizationId, id),
        },
      );
      return profileToWire(record, unknownKeysWarning(CreateBrowserProfileRequest, body));
    },
    listBrowserProfiles: call => {
      const { page, page_size, search_key, include_deleted, managed } = parseQuery(
        ListBrowserProfilesQuery,
        call.query,
      );
      // The server makes no profiles for itself.
      if (managed === true) return [];
      const count = page_size ?? 10;
      const filter = {
        searchKey: search_key ?? '',
        includesDeleted: include_deleted ?? false,
        offset: ((page ?? 1) - 1) * count,
        count,
      };
      return profiles.list(call.organizationId, filter).map(record => profileToWire(record));
    },
    getBrowserProfile: call => profileToWire(profiles.get(call.organizationId, profileIdOf(call))),
    deleteBrowserProfile: call => profiles.delete(call.organizationId, profileIdOf(call)),
  } satisfies Partial<Handlers>;
}

const profileIdOf = (call: Call): string => call.params.browser_profile_id ?? '';
