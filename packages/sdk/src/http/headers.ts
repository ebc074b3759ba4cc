import { BerthError } from '../errors.ts';
import type { ApiKey, HeaderChanges } from '../options.ts';

interface Credentials {
  readonly apiKey: ApiKey | undefined;
  /** From weak to strong. */
  readonly headers: readonly HeaderChanges[];
  readonly needsKey: boolean;
}

/** The key and the caller's headers over `base`; throws when there is nothing to authenticate with. */
export async function requestHeaders(
  base: Readonly<Record<string, string>>,
  credentials: Credentials,
): Promise<Readonly<Record<string, string>>> {
  const headers = new Map(Object.entries(base));
  const apiKey = typeof credentials.apiKey === 'function' ? await credentials.apiKey() : credentials.apiKey;
  if (apiKey) headers.set('x-api-key', checkedKey(apiKey.trim()));
  for (const changes of credentials.headers) apply(headers, changes);
  if (credentials.needsKey && !headers.has('x-api-key') && !headers.has('authorization')) {
    throw new BerthError(
      'There is no API key: give `apiKey` to new Berth(), or set BERTH_API_KEY. The server wrote its first key to data/api-key.',
      { code: 'api_key_missing' },
    );
  }
  return Object.fromEntries(headers);
}

function apply(headers: Map<string, string>, changes: HeaderChanges): void {
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) headers.delete(name.toLowerCase());
    else if (value !== undefined) headers.set(name.toLowerCase(), value);
  }
}

/** fetch would put a key that no header can hold into its error's text, and so into logs. */
function checkedKey(apiKey: string): string {
  if (/^[\x21-\x7e]+$/.test(apiKey)) return apiKey;
  throw new BerthError('The API key has spaces, line breaks or other characters that no key has.', {
    code: 'api_key_malformed',
  });
}
