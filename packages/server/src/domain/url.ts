import { BerthError } from './errors.ts';

/**
 * The address a browser is sent to: http or https. A missing scheme is added: https, or http on this machine, where
 * hardly anything speaks TLS. Anything else is `invalid_url`.
 */
export function openableUrl(text: string): string {
  const trimmed = text.trim();
  const hasScheme = /^[a-z][a-z0-9+.-]*:(?!\d)/i.test(trimmed);
  const scheme = /^(localhost|127\.[\d.]+|\[::1\])([:/]|$)/i.test(trimmed) ? 'http' : 'https';
  const candidate = hasScheme ? trimmed : `${scheme}://${trimmed}`;
  const url = URL.parse(candidate);
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '')
    return url.href;
  throw new BerthError(
    'invalid_url',
    `\`url\`: ${JSON.stringify(trimmed.slice(0, 200))} is not an address that can be opened. Send an http or https address.`,
  );
}
