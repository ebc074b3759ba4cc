import type { BrowserCookie } from '../../domain/browser-state.ts';

const kept = [
  'name',
  'value',
  'domain',
  'path',
  'secure',
  'httpOnly',
  'sameSite',
  'priority',
  'sourceScheme',
  'sourcePort',
  'partitionKey',
] as const;

/** A cookie as `Storage.getCookies` gives it → as `Storage.setCookies` takes it. */
export function toCookieParam(cookie: Readonly<Record<string, unknown>>): BrowserCookie {
  const param: Record<string, unknown> = {};
  for (const name of kept) if (cookie[name] !== undefined) param[name] = cookie[name];
  // A session cookie says -1, which as a date would be long past.
  if (cookie.session !== true && typeof cookie.expires === 'number') param.expires = cookie.expires;
  return param;
}
