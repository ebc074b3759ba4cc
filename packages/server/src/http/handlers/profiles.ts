import {
  CopyBrowserProfileRequest,
  CreateBrowserProfileRequest,
  ListBrowserProfilesQuery,
  UpdateBrowserProfileRequest,
} from '@berth/contract';
import type { IdempotencyKeys } from '../../keys/idempotency-keys.ts';
import type { Profiles } from '../../profiles/profiles.ts';
import { idempotencyKeyOf } from '../idempotency-key.ts';
import { profileToWire } from '../profile-to-wire.ts';
import { parseBody, parseQuery, unknownKeysWarning } from '../validation.ts';
import { type Call, type Handlers, keyOf, profileIdOf } from './call.ts';

export interface ProfileRooms {
  readonly profiles: Profiles;
  readonly idempotencyKeys: IdempotencyKeys;
}

/** Create, look up, change, copy and delete profiles. */
export function profileHandlers({ profiles, idempotencyKeys }: ProfileRooms) {
  const once = (call: Call, keyed: { operation: string; request: object }, make: MakeProfile) =>
    idempotencyKeys.once(
      { organizationId: call.organizationId, key: idempotencyKeyOf(call.headers), ...keyed },
      {
        idPrefix: 'bp',
        make: id => make({ id, keyId: keyOf(call).id }),
        find: id => profiles.find(call.organizationId, id),
      },
    );
  return {
    createBrowserProfile: async call => {
      const request = parseBody(CreateBrowserProfileRequest, call.body);
      const record = await once(call, { operation: 'createBrowserProfile', request }, maker =>
        profiles.create(call.organizationId, request, maker),
      );
      return profileToWire(record, unknownKeysWarning(CreateBrowserProfileRequest, call.body));
    },
    copyBrowserProfile: async call => {
      const request = parseBody(CopyBrowserProfileRequest, call.body);
      const id = profileIdOf(call);
      const keyed = { operation: 'copyBrowserProfile', request: { id, request } };
      const record = await once(call, keyed, maker =>
        profiles.copy(call.organizationId, id, { ...maker, request }),
      );
      return profileToWire(record, unknownKeysWarning(CopyBrowserProfileRequest, call.body));
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
    updateBrowserProfile: call => {
      const request = parseBody(UpdateBrowserProfileRequest, call.body);
      const record = profiles.update(call.organizationId, profileIdOf(call), request);
      return profileToWire(record, unknownKeysWarning(UpdateBrowserProfileRequest, call.body));
    },
    getBrowserProfileUsage: call => {
      const { liveSessionIds, runCount } = profiles.usage(call.organizationId, profileIdOf(call));
      return {
        workflows: [],
        credentials: [],
        recent_seeded_run_count: runCount,
        live_session_ids: liveSessionIds,
      };
    },
    deleteBrowserProfile: call => profiles.delete(call.organizationId, profileIdOf(call)),
  } satisfies Partial<Handlers>;
}

type MakeProfile = (maker: { id: string; keyId: string }) => ReturnType<Profiles['create']>;
