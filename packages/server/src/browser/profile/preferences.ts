import { invalidArchive } from './tar-format.ts';

/*
 * Preferences that come from outside. They can plant extensions, handlers, start-up pages, proxies, download directories,
 * search engines and permissions, and the next Chromium adds more; so what is kept is named, not what is stripped.
 */

type Check = (value: unknown) => boolean;

const flag: Check = value => typeof value === 'boolean';
const number: Check = value => Number.isSafeInteger(value);
const languages: Check = value => typeof value === 'string' && /^[A-Za-z0-9,-]{1,200}$/.test(value);

const kept: readonly (readonly [path: readonly string[], check: Check])[] = [
  [['intl', 'accept_languages'], languages],
  [['intl', 'selected_languages'], languages],
  [['browser', 'enable_spellchecking'], flag],
  [['credentials_enable_service'], flag],
  [['autofill', 'profile_enabled'], flag],
  [['autofill', 'credit_card_enabled'], flag],
  [['translate', 'enabled'], flag],
  [['enable_do_not_track'], flag],
  [['profile', 'block_third_party_cookies'], flag],
  [['profile', 'cookie_controls_mode'], number],
];

/** The text of a `Preferences` file with its harmless settings alone. */
export function sanitisePreferences(text: string): string {
  let preferences: unknown;
  try {
    preferences = JSON.parse(text);
  } catch (fault) {
    throw invalidArchive('its preferences are not JSON', fault);
  }
  const harmless: Tree = {};
  for (const [path, check] of kept) {
    const value = valueAt(preferences, path);
    if (check(value)) plant(harmless, path, value);
  }
  return JSON.stringify(harmless);
}

interface Tree {
  [name: string]: unknown;
}

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

function valueAt(from: unknown, path: readonly string[]): unknown {
  return path.reduce(
    (tree, name) => (isTree(tree) && Object.hasOwn(tree, name) ? tree[name] : undefined),
    from,
  );
}

function plant(into: Tree, [name = '', ...below]: readonly string[], value: unknown): void {
  if (below.length === 0) {
    into[name] = value;
    return;
  }
  const branch = into[name] ?? {};
  into[name] = branch;
  if (isTree(branch)) plant(branch, below, value);
}
