import type { CreateBrowserSessionRequest } from '@berth/contract';
import { BerthError, invalidField } from './errors.ts';
import type { SessionRecord } from './session.ts';
import { openableUrl } from './url.ts';

export interface SessionLimits {
  readonly maxTimeoutMinutes: number;
}

const defaultTimeoutMinutes = 60;

/** input + limits + now → the record of a session that is about to launch. Refuses what cannot be done. */
export function planSession(
  request: CreateBrowserSessionRequest,
  context: { id: string; home: string; organizationId: string; limits: SessionLimits; now: number },
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
    startUrl: request.url ? openableUrl(request.url) : null,
    createdAt: context.now,
    modifiedAt: context.now,
    lastActivityAt: null,
    version: 1,
    state: { phase: 'launching', home: context.home },
  };
}

/** Options of the contract that nothing stands behind yet. Nothing is accepted and ignored. */
function refuseUnsupported(request: CreateBrowserSessionRequest): void {
  const asked = {
    proxy_location: isSet(request.proxy_location) && request.proxy_location !== 'NONE',
    proxy_session_id: Boolean(request.proxy_session_id?.trim()),
    extensions: (request.extensions ?? []).length > 0,
    browser_type: isSet(request.browser_type),
    browser_profile_id: isSet(request.browser_profile_id),
    generate_browser_profile: request.generate_browser_profile === true,
    save_to_profile: request.save_to_profile === true,
  };
  refuseAsked(asked);
}

const isSet = (value: unknown): boolean => value !== undefined && value !== null;

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
