import type { CreateBrowserSessionRequest } from '@berth/contract';
import { BerthError, invalidField } from './errors.ts';
import type { ProfileUse, SessionRecord } from './session.ts';
import { openableUrl } from './url.ts';

export interface SessionLimits {
  readonly maxTimeoutMinutes: number;
}

const defaultTimeoutMinutes = 60;

/** input + limits + now → the record of a session that is about to launch. Refuses what cannot be done. */
export function planSession(
  request: CreateBrowserSessionRequest,
  context: {
    id: string;
    home: string;
    organizationId: string;
    limits: SessionLimits;
    now: number;
    /** The version of the profile that the request names. */
    profileVersionId: string | null;
    /** The run that it is made for. */
    runId: string | null;
  },
): SessionRecord {
  refuseUnsupported(request);
  const timeoutMinutes = request.timeout ?? defaultTimeoutMinutes;
  checkTimeout(timeoutMinutes, context.limits);
  return {
    id: context.id,
    organizationId: context.organizationId,
    name: request.name ?? null,
    tags: request.tags ?? [],
    timeoutMinutes,
    generatesProfile: request.generate_browser_profile === true,
    profile: profileUse(request, context.profileVersionId),
    runId: context.runId,
    startUrl: request.url ? openableUrl(request.url) : null,
    createdAt: context.now,
    modifiedAt: context.now,
    lastActivityAt: null,
    version: 1,
    state: { phase: 'launching', home: context.home },
  };
}

function profileUse(request: CreateBrowserSessionRequest, versionId: string | null): ProfileUse | null {
  const { browser_profile_id: profileId, save_to_profile: isSavedTo } = request;
  if (isSet(profileId)) return { profileId, versionId, isSavedTo: isSavedTo === true };
  if (isSavedTo !== true) return null;
  throw invalidField({
    type: 'value_error',
    loc: ['body', 'save_to_profile'],
    msg: 'There is no profile to save to: name it in browser_profile_id',
    input: true,
  });
}

/** Options of the contract that nothing stands behind yet. Nothing is accepted and ignored. */
function refuseUnsupported(request: CreateBrowserSessionRequest): void {
  const asked = {
    proxy_location: isSet(request.proxy_location) && request.proxy_location !== 'NONE',
    proxy_session_id: Boolean(request.proxy_session_id?.trim()),
    extensions: (request.extensions ?? []).length > 0,
    browser_type: isSet(request.browser_type),
  };
  refuseAsked(asked);
}

const isSet = <Value>(value: Value | null | undefined): value is Value =>
  value !== undefined && value !== null;

export function refuseAsked(asked: Readonly<Record<string, boolean>>): void {
  const option = Object.keys(asked).find(name => asked[name]);
  if (option === undefined) return;
  throw new BerthError(
    'not_supported_yet',
    `\`${option}\` is not supported by this version of the server. Leave it out, or send null.`,
  );
}

/** The maximum is the operator's, so the contract cannot check it. */
export function checkTimeout(minutes: number, limits: SessionLimits): void {
  if (minutes <= limits.maxTimeoutMinutes) return;
  throw invalidField({
    type: 'less_than_equal',
    loc: ['body', 'timeout'],
    msg: `Input should be less than or equal to ${limits.maxTimeoutMinutes}`,
    input: minutes,
    ctx: { le: limits.maxTimeoutMinutes },
  });
}
