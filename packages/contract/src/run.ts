import { z } from 'zod';
import { instant, warning, wireBoolean, wireInteger } from './fields.ts';
import { ProxyLocation } from './proxy-location.ts';
import { FileInfo } from './session.ts';

export const RunId = z.string().meta({ description: 'A run id: `tsk_` and a sortable number.' });

export const RunStatus = z
  .enum(['created', 'queued', 'running', 'completed', 'failed', 'terminated', 'timed_out', 'canceled'])
  .meta({ id: 'RunStatus', description: 'Where a run is: the last five are final.' });
export type RunStatus = z.infer<typeof RunStatus>;

export const RunErrorCode = z
  .enum([
    'prompt_not_understood',
    'credentials_missing',
    'auth_failure',
    'element_not_found',
    'element_blocked',
    'ambiguous_target',
    'wrong_page_state',
    'navigation_failure',
    'page_load_timeout',
    'anti_bot_detection',
    'data_extraction_failure',
    'incomplete_data',
    'loop_detected',
    'max_steps',
    'browser_error',
    'browser_died',
    'session_ended',
    'server_restarted',
    'infrastructure_error',
  ])
  .meta({
    id: 'RunErrorCode',
    description: 'Why a run did not complete, as a stable code; `failure_reason` says it in words.',
  });
export type RunErrorCode = z.infer<typeof RunErrorCode>;

const RunEngine = z.enum([
  'rules',
  'skyvern-1.0',
  'skyvern-2.0',
  'skyvern-3.0',
  'openai-cua',
  'anthropic-cua',
  'ui-tars',
  'yutori-navigator',
]);

const notYet = 'Not supported yet.';

export const RunTaskRequest = z
  .object({
    prompt: z.string().trim().min(1).max(20_000).describe('What to do, in plain words.'),
    url: z
      .string()
      .max(2083)
      .nullish()
      .describe('Where to start. Without it, a run in a session goes on from the current page.'),
    browser_session_id: z
      .string()
      .nullish()
      .describe('The session to work in. Without it the run gets one of its own and closes it.'),
    parameters: z
      .record(z.string(), z.string())
      .nullish()
      .describe(
        'Values the prompt needs, such as `password`. All are treated as secrets: never stored, logged or shown.',
      ),
    title: z.string().max(500).nullish(),
    engine: RunEngine.nullish().describe(
      'Every value is accepted and mapped to what is installed; `engine_used` of the answer says which one ran.',
    ),
    max_steps: wireInteger({ min: 1, default: 25, description: 'How many actions the run may take.' }),
    run_with: z.string().nullish().describe('`agent` or null; `code` is not supported yet.'),
    proxy_location: ProxyLocation.nullish().describe('Not supported yet, except `null` and `NONE`.'),
    data_extraction_schema: z
      .union([z.record(z.string(), z.unknown()), z.array(z.unknown()), z.string()])
      .nullish()
      .describe(notYet),
    error_code_mapping: z.record(z.string(), z.string()).nullish().describe(notYet),
    webhook_url: z.string().nullish().describe(notYet),
    totp_identifier: z.string().nullish().describe(notYet),
    totp_url: z.string().nullish().describe(notYet),
    browser_profile_id: z.string().nullish().describe(notYet),
    browser_address: z.string().nullish().describe(notYet),
    model: z.record(z.string(), z.unknown()).nullish().describe(notYet),
    extra_http_headers: z.record(z.string(), z.string()).nullish().describe(notYet),
    cdp_connect_headers: z.record(z.string(), z.string()).nullish().describe(notYet),
    max_screenshot_scrolls: wireInteger({ min: 0, default: null, description: notYet }),
    start_fresh_browser: wireBoolean({ description: notYet }),
    publish_workflow: wireBoolean({ description: notYet }),
    include_action_history_in_verification: wireBoolean({ description: notYet }),
    wait_for_session: wireBoolean({ description: notYet }),
  })
  .meta({ id: 'RunTaskRequest', description: 'What a run is to do, and where.' });
export type RunTaskRequest = z.infer<typeof RunTaskRequest>;

export const RunError = z
  .object({ code: RunErrorCode, reason: z.string() })
  .meta({ id: 'RunError', description: 'Why a run did not complete.' });

export const RunOutputCompleteness = z.enum(['proven', 'as_shown']).meta({
  id: 'RunOutputCompleteness',
  description:
    '`proven`: the site itself says how many records there are (a total, or the last page of a pager), and that many were read. ' +
    '`as_shown`: every record that the page shows was read, and nothing was seen that holds others back; the site does not ' +
    'say how many there are, so a filter or a view that is not evident on the page may. ' +
    'With several extractions in one prompt: what holds for all of them.',
});
export type RunOutputCompleteness = z.infer<typeof RunOutputCompleteness>;

const RunRequestEcho = z.object({
  prompt: z.string().describe('The prompt, with any password in it masked.'),
  url: z.string().nullable(),
  title: z.string().nullable(),
  engine: z.string().nullable(),
  browser_session_id: z.string().nullable(),
  max_steps: z.int(),
  parameters: z
    .record(z.string(), z.string())
    .nullable()
    .describe('The names that were given; every value is masked.'),
  start_fresh_browser: z.literal(false),
  publish_workflow: z.literal(false),
});

export const Run = z
  .object({
    run_id: RunId,
    run_type: z.literal('task_v1'),
    status: RunStatus,
    engine_used: z.string().nullable().describe('Which engine did the work: `rules`.'),
    output: z
      .unknown()
      .describe(
        'What the run extracted; `null` when the prompt asked for nothing. A failed run may hold what it found until then.',
      ),
    output_completeness: RunOutputCompleteness.nullable().describe(
      'How far it is known that `output` is all there is; `null` when nothing was extracted, or the run did not complete.',
    ),
    failure_reason: z.string().nullable(),
    errors: z.array(RunError).nullable(),
    step_count: z.int().nullable(),
    created_at: instant,
    modified_at: instant,
    queued_at: instant.nullable(),
    started_at: instant.nullable(),
    finished_at: instant.nullable(),
    app_url: z.string().nullable(),
    browser_session_id: z.string().nullable(),
    browser_profile_id: z.string().nullable(),
    run_request: RunRequestEcho,
    downloaded_files: z
      .array(FileInfo)
      .describe(
        'What pages of the session downloaded while the run was at work, newest first. A run that is through waits up to 30 s for what it is downloading.',
      ),
    recording_url: z.string().nullable(),
    recording_archived: z.boolean(),
    screenshot_urls: z.array(z.string()).nullable(),
    max_screenshot_scrolls: z.int().nullable(),
    script_run: z.unknown(),
    warning,
  })
  .meta({ id: 'Run', description: 'One execution of a task by prompt.' });
export type Run = z.infer<typeof Run>;

export const RunStep = z
  .object({
    action: z.string().describe('`goto`, `click`, `fill`, `extract`, …'),
    instruction: z.string().describe('The part of the prompt that the step serves.'),
    element: z.string().nullable(),
    check: z.string().nullable().describe('What was checked afterwards and found true.'),
    url: z.string(),
    started_at: instant,
    duration_ms: z.int(),
  })
  .meta({ id: 'RunStep', description: 'One action of a run.' });
export type RunStep = z.infer<typeof RunStep>;
