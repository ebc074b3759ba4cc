import { z } from 'zod';
import { instant, wireBoolean, wireInteger } from './fields.ts';
import { ProxyLocation } from './proxy-location.ts';

export const ProfileId = z.string().meta({
  description: 'A profile id: `bp_` and a sortable number.',
  examples: ['bp_4821903377201168391'],
});
const ProfileVersionId = z.string().meta({
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
    proxy_location: ProxyLocation.nullish().describe('Not supported yet, except `null` and `NONE`.'),
    proxy_session_id: z.string().nullish().describe('Not supported yet.'),
  })
  .refine(request => !(request.browser_session_id && request.workflow_run_id), {
    error: 'Give one source: browser_session_id or workflow_run_id',
  })
  .meta({
    id: 'CreateBrowserProfileRequest',
    description: 'What a profile is called, and what is saved in it.',
  });
export type CreateBrowserProfileRequest = z.infer<typeof CreateBrowserProfileRequest>;

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
    warning: z.string().nullable().describe('What of the request had no effect, such as unknown keys.'),
  })
  .meta({ id: 'BrowserProfile', description: 'Saved browser state that sessions start from.' });
export type BrowserProfile = z.infer<typeof BrowserProfile>;
