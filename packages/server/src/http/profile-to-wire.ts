import type { BrowserProfile } from '@berth/contract';
import type { ProfileRecord } from '../domain/profile.ts';
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
    ...absent,
    created_at: instant(record.createdAt),
    modified_at: instant(record.modifiedAt),
    deleted_at: record.deletedAt === null ? null : instant(record.deletedAt),
    warning,
  };
}
