import { z } from 'zod';
import { instant, queryTexts, warning, wireBoolean, wireInteger } from './fields.ts';
import { ProxyLocation } from './proxy-location.ts';

export const SessionId = z.string().meta({
  description: 'A session id: `pbs_` and a sortable number.',
  examples: ['pbs_4821903377201168385'],
});

export const SessionStatus = z
  .enum(['created', 'running', 'hibernated', 'completed', 'timeout', 'failed'])
  .meta({
    id: 'SessionStatus',
    description:
      'Where a session is in its life: `created` → `running` → `completed` (closed), `timeout` or `failed`. `hibernated`: no browser runs; the next use starts one with what the last one left.',
  });
export type SessionStatus = z.infer<typeof SessionStatus>;

const name = z.string().max(200).nullish();
const tags = z.array(z.string().min(1).max(100)).max(50).nullish();

export const CreateBrowserSessionRequest = z
  .object({
    url: z.string().max(2083).nullish().describe('Page to open first. Empty or null: a blank page.'),
    timeout: wireInteger({
      min: 5,
      default: 60,
      description:
        'Minutes until the session ends, counted from `started_at`: 5 to 1440 (the server can be configured with another maximum). `null` means 60.',
    }),
    name: name.describe('A name of your own for the session.'),
    tags: tags.describe('Labels of your own.'),
    proxy_location: ProxyLocation.nullish().describe('Not supported yet, except `null` and `NONE`.'),
    proxy_session_id: z.string().nullish().describe('Not supported yet.'),
    extensions: z
      .array(z.enum(['ad-blocker', 'captcha-solver']))
      .nullish()
      .describe('Not supported yet, except `null` and `[]`.'),
    browser_type: z.enum(['chrome', 'msedge', 'stealth-chromium']).nullish().describe('Not supported yet.'),
    browser_profile_id: z
      .string()
      .regex(/^bp_/)
      .nullish()
      .describe(
        'The profile to start from: its cookies, storage and preferences. Such a session keeps its state when it ends.',
      ),
    generate_browser_profile: wireBoolean({
      description:
        "Keep the browser's state when the session ends, so that a profile can be made of it; it may be made before the end, too.",
    }),
    save_to_profile: wireBoolean({
      description: 'Save the state, when the session ends, as a new version of `browser_profile_id`.',
    }),
    needs_live_view: wireBoolean({
      description: 'Every session has a live view; the value changes nothing.',
    }),
  })
  .meta({
    id: 'CreateBrowserSessionRequest',
    description: 'How a session is to be; everything has a default.',
  });
export type CreateBrowserSessionRequest = z.infer<typeof CreateBrowserSessionRequest>;

export const UpdateBrowserSessionRequest = z
  .object({
    timeout: wireInteger({
      min: 5,
      default: null,
      description:
        'Minutes from `started_at` to the end, whether that is later or sooner than before; not an end that has passed already. `null` changes nothing.',
    }),
    name: name.describe('`null` takes the name away.'),
    tags: tags.describe('Takes the place of all tags; `null` takes them away.'),
    proxy_location: ProxyLocation.nullish().describe('Not supported yet, except `null` and `NONE`.'),
    generate_browser_profile: wireBoolean({
      description: "Whether to keep the browser's state when the session ends. `null` changes nothing.",
    }),
  })
  .meta({
    id: 'UpdateBrowserSessionRequest',
    description: 'What to change of a session; what is left out stays.',
    minProperties: 1,
  });
export type UpdateBrowserSessionRequest = z.infer<typeof UpdateBrowserSessionRequest>;

export const FileInfo = z
  .object({
    url: z.string(),
    checksum: z.string().nullable(),
    filename: z.string().nullable(),
    file_size: z.int().nullable(),
    modified_at: instant.nullable(),
    artifact_id: z.string().nullable(),
  })
  .meta({ id: 'FileInfo', description: 'A file that a session left.' });
export type FileInfo = z.infer<typeof FileInfo>;

export const BrowserSession = z
  .object({
    browser_session_id: SessionId,
    organization_id: z.string(),
    status: SessionStatus.describe('A final status (`completed`, `timeout`, `failed`) never changes.'),
    end_reason: z
      .string()
      .nullable()
      .describe(
        'Why the session ended, as a stable word: `closed`, `expired`, `browser_crashed`, `browser_hung`, `launch_failed`, …',
      ),
    name: z.string().nullable(),
    tags: z.array(z.string()),
    timeout: z.int().describe('Minutes from `started_at` to the end.'),
    created_at: instant.describe('When the session was asked for.'),
    modified_at: instant,
    started_at: instant.nullable().describe('When the browser became connectable; the timer starts here.'),
    expires_at: instant.nullable().describe('When the session ends by itself.'),
    last_activity_at: instant
      .nullable()
      .describe('When a client or a run last used the browser; up to 5 seconds behind while it is in use.'),
    completed_at: instant.nullable(),
    deleted_at: instant.nullable(),
    browser_address: z
      .string()
      .nullable()
      .describe(
        'CDP address for Playwright, Puppeteer and any WebSocket client; `null` once the session has ended. It holds no secret: send the key along.',
      ),
    app_url: z.string().describe('A page that shows the browser live.'),
    generation: z.int().describe('Which browser process in a row serves the session; the first is 1.'),
    persisted: z
      .array(z.string())
      .describe(
        'What of the session survives the death of its browser process. Connections of clients, and what scripts of pages hold in memory, never do.',
      ),
    node: z.string().describe('The server that runs the browser.'),
    runnable_type: z.string().nullable().describe('What occupies the session: `task`, or null.'),
    runnable_id: z.string().nullable().describe('The run that occupies the session.'),
    extensions: z.array(z.string()).nullable(),
    browser_type: z.string().nullable(),
    browser_profile_id: z.string().nullable().describe('The profile that it started from.'),
    generate_browser_profile: z.boolean().describe('Whether its state is kept when it ends.'),
    vnc_streaming_supported: z.boolean(),
    stream_transport: z.string().nullable(),
    download_path: z.string().nullable(),
    downloaded_files: z
      .array(FileInfo)
      .nullable()
      .describe('The complete downloads of the session, newest first; each `url` fetches one for an hour.'),
    recordings: z.array(FileInfo).nullable().describe('`null`: sessions are not recorded yet.'),
    warning,
  })
  .meta({ id: 'BrowserSession', description: "A browser's life under one id." });
export type BrowserSession = z.infer<typeof BrowserSession>;

export const ListBrowserSessionsQuery = z.object({
  tag: queryTexts({
    maxItems: 50,
    description: 'Only sessions with this tag. Given several times: only those that have all of them.',
  }),
  name: z.string().optional().describe('Only sessions with exactly this name.'),
  status: z
    .enum(['created', 'running', 'hibernated'])
    .optional()
    .describe('Only sessions with this status. Sessions that have ended are in the history.'),
});
export type ListBrowserSessionsQuery = z.infer<typeof ListBrowserSessionsQuery>;

export const BrowserSessionHistoryQuery = z.object({
  page: wireInteger({ min: 1, default: 1, description: 'Which page; the first is 1.' }),
  page_size: wireInteger({ min: 1, max: 100, default: 10, description: 'How many sessions a page has.' }),
});
export type BrowserSessionHistoryQuery = z.infer<typeof BrowserSessionHistoryQuery>;

export const CloseBrowserSessionResponse = z
  .object({ message: z.literal('Browser session closed') })
  .meta({ id: 'CloseBrowserSessionResponse' });

export const CloseAllBrowserSessionsResponse = z
  .object({ closed: z.int().describe('How many sessions were live and are ended now.') })
  .meta({ id: 'CloseAllBrowserSessionsResponse' });

export const LiveTicket = z
  .object({
    ticket: z.string().describe('Opens one live view of this session, once, within a minute.'),
    expires_at: instant,
  })
  .meta({ id: 'LiveTicket' });
export type LiveTicket = z.infer<typeof LiveTicket>;

export const CreateConnectTokenRequest = z
  .object({
    expires_in: wireInteger({
      min: 1,
      default: null,
      description:
        'Seconds until the token opens nothing any more. `null`: it lives as long as the session. Never longer than the API key that makes it.',
    }),
  })
  .meta({ id: 'CreateConnectTokenRequest' });

export type CreateConnectTokenRequest = z.infer<typeof CreateConnectTokenRequest>;

export const ConnectToken = z
  .object({
    token: z
      .string()
      .describe(
        'Opens the browser of this one session, and nothing of the API. It dies with the session, and with the API key that made it.',
      ),
    http_address: z
      .string()
      .describe('For clients that are given an http address, such as `connectOverCDP`.'),
    ws_address: z.string().describe('For clients that are given a WebSocket address.'),
    expires_at: instant.nullable(),
    warning,
  })
  .meta({ id: 'ConnectToken', description: 'Addresses of a browser with a secret in them.' });
export type ConnectToken = z.infer<typeof ConnectToken>;
