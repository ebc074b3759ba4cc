import { BerthError } from './errors.ts';

/** The address a browser is sent to: http or https, the scheme added when it is missing. Anything else is `invalid_url`. */
export function openableUrl(text: string): string {
  const trimmed = text.trim();
  const candidate = /^[a-z][a-z0-9+.-]*:(?!\d)/i.test(trimmed) ? trimmed : `https://${trimmed}`;
  const url = URL.parse(candidate);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '')
    return url.href;
  throw new BerthError(
    'invalid_url',
    `\`url\`: ${JSON.stringify(trimmed.slice(0, 200))} is not an address that can be opened. Send an http or https address.`,
  );
}
