import type { BrowserProfile, BrowserProfileVersion } from '@berth/contract';
import type { ContentSummary, ProfileRecord, ProfileVersion } from '../domain/profile.ts';
import { siteOf } from '../domain/profile-diff.ts';
import { instant } from './session-to-wire.ts';

/** What the server does not do for profiles is null, as existing clients expect it to be there. */
const absent = {
  is_managed: false,
  source_browser_type: null,
  proxy_location: null,
  proxy_session_id: null,
  workflow_permanent_id: null,
  browser_profile_key_digest: null,
  last_verified_login_at: null,
  linked_credential_name: null,
} as const;

export function profileToWire(record: ProfileRecord, warning: string | null = null): BrowserProfile {
  return {
    browser_profile_id: record.id,
    organization_id: record.organizationId,
    name: record.name,
    description: record.description,
    current_version_id: record.currentVersionId,
    pinned_version_id: record.pinnedVersionId,
    ...absent,
    created_at: instant(record.createdAt),
    modified_at: instant(record.modifiedAt),
    deleted_at: record.deletedAt === null ? null : instant(record.deletedAt),
    warning,
  };
}

export function versionToWire(
  { version, problem }: { version: ProfileVersion; problem: string | null },
  profile: ProfileRecord,
): BrowserProfileVersion {
  const { id, saved, origin } = version;
  return {
    version_id: id,
    browser_profile_id: profile.id,
    number: version.number,
    is_current: profile.currentVersionId === id,
    is_pinned: profile.pinnedVersionId === id,
    parent_version_id: version.parentId,
    created_at: instant(version.createdAt),
    created_by: origin.keyId,
    source_type: origin.kind,
    source_id: origin.id,
    browser: saved.browser,
    size: saved.sizeBytes,
    tab_count: saved.content.tabCount,
    problem,
    sites: sitesOf(saved.content),
  };
}

function sitesOf({ cookies, origins }: ContentSummary): BrowserProfileVersion['sites'] {
  const names = [...cookies.map(({ domain }) => siteOf(domain)), ...origins.map(hostOf)];
  return [...new Set(names)].sort().map(site => ({
    site,
    cookies: cookies
      .filter(({ domain }) => siteOf(domain) === site)
      .map(({ name, path, expires, hash }) => ({
        name,
        path,
        expires_at: expires === null ? null : instant(expires * 1000),
        hash,
      })),
    storage_origins: origins.filter(origin => hostOf(origin) === site),
  }));
}

const hostOf = (origin: string): string => URL.parse(origin)?.hostname ?? origin;
