import type { CreateBrowserProfileRequest } from '@berth/contract';
import { refuseAsked } from './session-plan.ts';

/** Options of the contract that nothing stands behind yet. */
export function refuseUnsupportedOfProfile(
  request: Pick<CreateBrowserProfileRequest, 'proxy_location' | 'proxy_session_id'>,
): void {
  const { proxy_location: location = null, proxy_session_id: pin } = request;
  refuseAsked({
    proxy_location: location !== null && location !== 'NONE',
    proxy_session_id: Boolean(pin?.trim()),
  });
}
