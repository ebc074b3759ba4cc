import type { BrowserState } from './browser-state.ts';

/** Saved browser state that sessions start from, under one name. What is saved lies in its versions. */
export interface ProfileRecord {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly description: string | null;
  /** The end of the current line; null: nothing was saved yet. */
  readonly currentVersionId: string | null;
  /** What sessions start from in place of the current version. */
  readonly pinnedVersionId: string | null;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly deletedAt: number | null;
}

/** One immutable save of a profile. */
export interface ProfileVersion {
  readonly id: string;
  readonly profileId: string;
  /** Counts the saves of a profile from 1 on. */
  readonly number: number;
  /** The version that the saved state had come from, of this profile. */
  readonly parentId: string | null;
  readonly origin: SaveOrigin;
  readonly createdAt: number;
  readonly saved: SavedFacts;
}

/** Where a version's content is from. */
export interface SaveOrigin {
  readonly kind: 'session' | 'version' | 'import';
  /** The session, or the version that it is a copy of. */
  readonly id: string | null;
  /** The API key of whoever asked for the save; null for one at the end of a session. */
  readonly keyId: string | null;
}

/** What is known of saved state without opening it. */
export interface SavedFacts {
  /** Null for what was imported without any files. */
  readonly browser: string | null;
  /** Of both blobs as they are stored. */
  readonly sizeBytes: number;
  readonly hasFiles: boolean;
  readonly content: ContentSummary;
}

/** Names and hashes, never values. */
export interface ContentSummary {
  readonly cookies: readonly CookieSummary[];
  /** Web origins that have storage in it. */
  readonly origins: readonly string[];
  readonly tabCount: number;
}

export interface CookieSummary {
  readonly name: string;
  readonly domain: string;
  readonly path: string;
  /** Of a cookie that a site has within another one: that one; else null. */
  readonly partition: string | null;
  /** Seconds since 1970; null: a session cookie. */
  readonly expires: number | null;
  /** Tells two values apart without telling either. */
  readonly hash: string;
}

/** The state that an ended session left, until a profile is made of it or the session is pruned. */
export interface KeptState {
  readonly id: string;
  readonly sessionId: string;
  readonly organizationId: string;
  readonly createdAt: number;
  readonly saved: SavedFacts;
}

/** `hashOf` must not let anybody try values on the hash. */
export function summarize(
  { cookies, tabs, localStorage }: BrowserState,
  hashOf: (text: string) => string,
): ContentSummary {
  const areas = [...localStorage, ...tabs.flatMap(tab => tab.sessionStorage)];
  return {
    cookies: (cookies ?? []).map(cookie => summarizeCookie(cookie, hashOf)),
    origins: [...new Set(areas.filter(({ items }) => items.length > 0).map(({ origin }) => origin))].sort(),
    tabCount: tabs.length,
  };
}

/** The end of the year 9999: what comes after it is no date on the wire. */
const endOfTime = 253_402_300_799;

function summarizeCookie(
  cookie: Readonly<Record<string, unknown>>,
  hashOf: (text: string) => string,
): CookieSummary {
  const { name, domain, path, expires, value, partitionKey = null } = cookie;
  return {
    name: String(name),
    domain: String(domain ?? ''),
    path: String(path ?? '/'),
    partition: partitionKey === null ? null : JSON.stringify(partitionKey),
    expires: typeof expires === 'number' && expires > 0 ? Math.min(expires, endOfTime) : null,
    hash: hashOf(JSON.stringify([name, domain, path, partitionKey, value])),
  };
}
