import type { CreateBrowserProfileRequest, UpdateBrowserProfileRequest } from '@berth/contract';
import { invalidField } from './errors.ts';
import type { ProfileRecord } from './profile.ts';
import { refuseAsked } from './session-plan.ts';

/** input + id + now → the record of a profile that nothing is saved in yet. Refuses what cannot be done. */
export function planProfile(
  request: Pick<CreateBrowserProfileRequest, 'name' | 'description' | 'proxy_location' | 'proxy_session_id'>,
  { id, organizationId, now }: { id: string; organizationId: string; now: number },
): ProfileRecord {
  refuseUnsupported(request);
  return {
    id,
    organizationId,
    name: request.name,
    description: request.description || null,
    currentVersionId: null,
    pinnedVersionId: null,
    createdAt: now,
    modifiedAt: now,
    deletedAt: null,
  };
}

type ProfileSettings = Pick<ProfileRecord, 'name' | 'description' | 'pinnedVersionId'>;

/** What a PATCH asks for, whatever profile it is for. */
export function planProfileUpdate(request: UpdateBrowserProfileRequest): Partial<ProfileSettings> {
  refuseUnsupported(request);
  if (Object.keys(request).length === 0) {
    throw invalidField({
      type: 'missing',
      loc: ['body'],
      msg: 'At least one of name, description, pinned_version_id is required',
      input: null,
    });
  }
  const { name, description, pinned_version_id: pinnedVersionId } = request;
  return {
    ...(typeof name === 'string' ? { name } : {}),
    ...(typeof description === 'string' ? { description: description || null } : {}),
    ...(pinnedVersionId === undefined ? {} : { pinnedVersionId }),
  };
}

/** Options of the contract that nothing stands behind yet. */
function refuseUnsupported({
  proxy_location: location = null,
  proxy_session_id: pin,
  rotate_proxy_session_id: rotates,
}: Pick<
  UpdateBrowserProfileRequest,
  'proxy_location' | 'proxy_session_id' | 'rotate_proxy_session_id'
>): void {
  refuseAsked({
    proxy_location: location !== null && location !== 'NONE',
    proxy_session_id: Boolean(pin?.trim()),
    rotate_proxy_session_id: rotates === true,
  });
}
