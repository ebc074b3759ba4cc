import { z } from 'zod';
import { instant, warning, wireBoolean, wireInteger } from './fields.ts';
import { ProxyLocation } from './proxy-location.ts';
import { StorageState } from './storage-state.ts';

export const ProfileId = z.string().meta({
  description: 'A profile id: `bp_` and a sortable number.',
  examples: ['bp_4821903377201168391'],
});
export const ProfileVersionId = z.string().meta({
  description: 'The id of one save of a profile: `pv_` and a sortable number.',
  examples: ['pv_4821903377201168393'],
});

const name = z.string().trim().min(1).max(200);
const description = z.string().max(2000).nullish();
const notBlank = z.string().trim().min(1).nullish();

export const CreateBrowserProfileRequest = z
  .object({
    name: name.describe('Unique among the profiles of the organization that are not deleted.'),
    description: description.describe('For people.'),
    browser_session_id: notBlank.describe(
      'The session whose state is saved: of a live one as it is now, of an ended one as it was at its end. It must keep its state: `generate_browser_profile`, or started from a profile. Without any source the profile is blank.',
    ),
    workflow_run_id: notBlank.describe('A run, in place of the session that it ran in.'),
    storage_state: StorageState.nullish().describe(
      "Cookies and localStorage as Playwright's `context.storageState()` has them, in place of a session.",
    ),
    proxy_location: ProxyLocation.nullish().describe('Not supported yet, except `null` and `NONE`.'),
    proxy_session_id: z.string().nullish().describe('Not supported yet.'),
  })
  .refine(
    request =>
      [request.browser_session_id, request.workflow_run_id, request.storage_state].filter(Boolean).length <=
      1,
    { error: 'Give one source: browser_session_id, workflow_run_id or storage_state' },
  )
  .meta({
    id: 'CreateBrowserProfileRequest',
    description: 'What a profile is called, and what is saved in it.',
  });
export type CreateBrowserProfileRequest = z.infer<typeof CreateBrowserProfileRequest>;

export const UpdateBrowserProfileRequest = z
  .object({
    name: name.nullish().describe('`null` changes nothing.'),
    description: description.describe('`null` changes nothing; an empty text takes it away.'),
    pinned_version_id: z
      .string()
      .nullish()
      .describe(
        'The version that sessions start from, whatever is saved afterwards. `null`: the current one again.',
      ),
    proxy_location: ProxyLocation.nullish().describe('Not supported yet, except `null` and `NONE`.'),
    proxy_session_id: z.string().nullish().describe('Not supported yet.'),
    rotate_proxy_session_id: wireBoolean({ description: 'Not supported yet, except `false`.' }),
  })
  .meta({
    id: 'UpdateBrowserProfileRequest',
    description: 'What to change of a profile; what is left out stays.',
    minProperties: 1,
  });
export type UpdateBrowserProfileRequest = z.infer<typeof UpdateBrowserProfileRequest>;

export const ListBrowserProfilesQuery = z.object({
  page: wireInteger({ min: 1, default: 1, description: 'Which page; the first is 1.' }),
  page_size: wireInteger({ min: 1, max: 1000, default: 10, description: 'How many profiles a page has.' }),
  search_key: z
    .string()
    .max(200)
    .optional()
    .describe('Only profiles with this text in their name or description, whatever its case.'),
  include_deleted: wireBoolean({ description: 'Deleted ones, too.' }),
  managed: wireBoolean({
    description: 'Only those that the server made for itself, of which there are none; `false`: only others.',
    default: null,
  }),
});
export type ListBrowserProfilesQuery = z.infer<typeof ListBrowserProfilesQuery>;

export const BrowserProfile = z
  .object({
    browser_profile_id: ProfileId,
    organization_id: z.string(),
    name: z.string(),
    description: z.string().nullable(),
    current_version_id: ProfileVersionId.nullable().describe(
      'The last save of the current line; `null` as long as the profile is blank.',
    ),
    pinned_version_id: ProfileVersionId.nullable().describe(
      'The version that sessions start from in place of the current one.',
    ),
    is_managed: z.boolean(),
    source_browser_type: z.string().nullable(),
    proxy_location: z.string().nullable(),
    proxy_session_id: z.string().nullable(),
    workflow_permanent_id: z.string().nullable(),
    browser_profile_key_digest: z.string().nullable(),
    last_verified_login_at: instant.nullable(),
    linked_credential_name: z.string().nullable(),
    created_at: instant,
    modified_at: instant,
    deleted_at: instant.nullable(),
    warning,
  })
  .meta({ id: 'BrowserProfile', description: 'Saved browser state that sessions start from.' });
export type BrowserProfile = z.infer<typeof BrowserProfile>;

export const BrowserProfileUsage = z
  .object({
    workflows: z.array(z.unknown()).describe('Always empty: the server has no workflows.'),
    credentials: z.array(z.unknown()).describe('Always empty: credentials are not linked to profiles yet.'),
    recent_seeded_run_count: z
      .int()
      .describe('How many runs of the last 30 days ran in a session that started from the profile.'),
    live_session_ids: z.array(z.string()).describe('The live sessions that started from the profile.'),
  })
  .meta({ id: 'BrowserProfileUsage', description: 'What uses a profile.' });
export type BrowserProfileUsage = z.infer<typeof BrowserProfileUsage>;

export const SaveBrowserProfileRequest = z
  .object({
    browser_session_id: z
      .string()
      .trim()
      .min(1)
      .describe(
        'The session to save: a live one as it is now, an ended one as it was at its end. It must keep its state.',
      ),
    on_conflict: z
      .enum(['error', 'new_version'])
      .nullish()
      .describe(
        'When the current version is not the one that the session started from or saved: `error` (the default) refuses, `new_version` saves beside the current line.',
      ),
  })
  .meta({ id: 'SaveBrowserProfileRequest', description: 'Whose state becomes the next version.' });
export type SaveBrowserProfileRequest = z.infer<typeof SaveBrowserProfileRequest>;

export const CopyBrowserProfileRequest = z
  .object({
    name: name.describe('Of the copy.'),
    description: description.describe('Of the copy; `null`: as the profile has it.'),
    version_id: z.string().nullish().describe('What to copy; `null`: what sessions start from.'),
  })
  .meta({ id: 'CopyBrowserProfileRequest', description: 'What a copy of a profile is called.' });
export type CopyBrowserProfileRequest = z.infer<typeof CopyBrowserProfileRequest>;

const SavedCookie = z
  .object({
    name: z.string(),
    path: z.string(),
    expires_at: instant.nullable().describe('`null`: a session cookie. It is saved, too.'),
    hash: z.string().describe('Changes with the value, and does not tell it.'),
  })
  .meta({ id: 'SavedCookie', description: 'A cookie that a version holds. Its value is never shown.' });

const SavedSite = z
  .object({
    site: z.string().describe('A host name, or the domain of a cookie.'),
    cookies: z.array(SavedCookie),
    storage_origins: z.array(z.string()).describe('Its origins that have storage in the version.'),
  })
  .meta({ id: 'SavedSite', description: 'What a version holds for one site.' });

export const BrowserProfileVersion = z
  .object({
    version_id: ProfileVersionId,
    browser_profile_id: ProfileId,
    number: z.int().describe('Counts the saves of the profile from 1 on.'),
    is_current: z.boolean(),
    is_pinned: z.boolean(),
    parent_version_id: ProfileVersionId.nullable().describe('The version that the saved state came from.'),
    created_at: instant,
    created_by: z
      .string()
      .nullable()
      .describe('The API key of whoever asked for the save; `null` for one at the end of a session.'),
    source_type: z.enum(['session', 'version', 'import']).describe('Where its content is from.'),
    source_id: z.string().nullable().describe('The session, or the version that it is a copy of.'),
    browser: z
      .string()
      .nullable()
      .describe('The browser that left the state; `null` for cookies and storage that were imported.'),
    size: z.int().describe('Bytes on the disk of the server.'),
    tab_count: z.int().describe('How many tabs were open.'),
    problem: z
      .string()
      .nullable()
      .describe(
        'The error code of what is wrong with its files, such as `profile_corrupt`, when they do not open: what they hold is not in `sites` then.',
      ),
    sites: z.array(SavedSite),
  })
  .meta({ id: 'BrowserProfileVersion', description: 'One immutable save of a profile.' });
export type BrowserProfileVersion = z.infer<typeof BrowserProfileVersion>;

export const ListBrowserProfileVersionsQuery = z.object({
  page: wireInteger({ min: 1, default: 1, description: 'Which page; the first is 1.' }),
  page_size: wireInteger({ min: 1, max: 100, default: 10, description: 'How many versions a page has.' }),
});
export type ListBrowserProfileVersionsQuery = z.infer<typeof ListBrowserProfileVersionsQuery>;

export const DiffBrowserProfileVersionQuery = z.object({
  against: z.string().optional().describe('The version to compare with; its parent when left out.'),
});
export type DiffBrowserProfileVersionQuery = z.infer<typeof DiffBrowserProfileVersionQuery>;

export const BrowserProfileVersionDiff = z
  .object({
    version_id: ProfileVersionId,
    against: ProfileVersionId.nullable().describe('`null`: the version has no parent, so all of it is new.'),
    lines: z
      .array(z.string())
      .describe('What changed, for people: such as "cookie `sid` of shop.example expired".'),
  })
  .meta({ id: 'BrowserProfileVersionDiff', description: 'What differs between two versions of a profile.' });
export type BrowserProfileVersionDiff = z.infer<typeof BrowserProfileVersionDiff>;

const passphrase = z.string().min(8).max(1000);

export const ExportBrowserProfileRequest = z
  .object({
    passphrase: passphrase.describe('Opens the file again. The server does not keep it.'),
    version_id: z.string().nullish().describe('What to export; `null`: what sessions start from.'),
  })
  .meta({ id: 'ExportBrowserProfileRequest', description: 'How an exported profile is sealed.' });
export type ExportBrowserProfileRequest = z.infer<typeof ExportBrowserProfileRequest>;

/** The fields that go before the file when a profile is imported. */
export const ImportBrowserProfileFields = z
  .object({
    passphrase: passphrase.describe('What the file was sealed with.'),
    name: name.optional().describe('In place of the name that the profile had.'),
    description: z.string().max(2000).optional().describe('In place of the description that it had.'),
  })
  .meta({ id: 'ImportBrowserProfileFields' });

export const GetBrowserProfileStorageStateQuery = z.object({
  version_id: z.string().optional().describe('Of which version; of what sessions start from when left out.'),
});
export type GetBrowserProfileStorageStateQuery = z.infer<typeof GetBrowserProfileStorageStateQuery>;
