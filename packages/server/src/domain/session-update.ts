import type { UpdateBrowserSessionRequest } from '@berth/contract';
import { invalidField } from './errors.ts';
import { deadline, isStarted, type SessionRecord, type SessionSettings } from './session.ts';
import { checkTimeout, refuseAsked, type SessionLimits } from './session-plan.ts';

/** What a PATCH asks for, whatever session it is for. Refuses what cannot be done. */
export function planUpdate(
  request: UpdateBrowserSessionRequest,
  limits: SessionLimits,
): Partial<SessionSettings> {
  refuseAsked({
    proxy_location: (request.proxy_location ?? 'NONE') !== 'NONE',
  });
  const { name, tags, timeout, generate_browser_profile: generates } = request;
  if (Object.keys(request).length === 0) {
    throw invalidField({
      type: 'missing',
      loc: ['body'],
      msg: 'At least one of timeout, name, tags, generate_browser_profile, proxy_location is required',
      input: null,
    });
  }
  if (typeof timeout === 'number') checkTimeout(timeout, limits);
  return {
    ...(name === undefined ? {} : { name }),
    ...(tags === undefined ? {} : { tags: tags ?? [] }),
    ...(typeof generates === 'boolean' ? { generatesProfile: generates } : {}),
    ...(typeof timeout === 'number' ? { timeoutMinutes: timeout } : {}),
  };
}

/** A session cannot be made to have ended already: closing it says so more plainly. */
export function refusePastEnd(record: SessionRecord, settings: Partial<SessionSettings>, now: number): void {
  const { timeoutMinutes } = settings;
  if (timeoutMinutes === undefined || !isStarted(record.state)) return;
  const expiresAt = deadline(record.state.startedAt, timeoutMinutes);
  if (expiresAt > now) return;
  const since = new Date(record.state.startedAt).toISOString();
  throw invalidField({
    type: 'value_error',
    loc: ['body', 'timeout'],
    msg: `The session started at ${since}: ${timeoutMinutes} minutes from then have passed already`,
    input: timeoutMinutes,
  });
}
