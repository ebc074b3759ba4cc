import type { Run, RunStep } from '@berth/contract';
import { mask, type RunRecord } from '../domain/run.ts';
import type { TaskStep } from '../runs/engine.ts';
import { instant } from './session-to-wire.ts';

export interface RunContext {
  /** `http://HOST:PORT`, as clients reach the server. */
  readonly origin: string;
  readonly stepCount: number;
  /** Those that began while the run was at work and are complete, newest first. */
  readonly downloads: Run['downloaded_files'];
  readonly warning: string | null;
}

export function runToWire(record: RunRecord, context: RunContext): Run {
  const { origin, stepCount, downloads, warning } = context;
  const { request, state } = record;
  const ended = state.phase === 'ended' ? state : null;
  return {
    run_id: record.id,
    run_type: 'task_v1',
    status: ended?.status ?? 'running',
    engine_used: record.engine,
    output: ended?.output ?? null,
    output_completeness: ended?.completeness ?? null,
    failure_reason: ended?.error?.reason ?? null,
    errors: ended?.error ? [ended.error] : null,
    step_count: stepCount,
    created_at: instant(record.createdAt),
    modified_at: instant(record.modifiedAt),
    queued_at: null,
    started_at: instant(state.startedAt),
    finished_at: ended === null ? null : instant(ended.endedAt),
    app_url: `${origin}/browser-session/${record.sessionId}`,
    browser_session_id: record.sessionId,
    browser_profile_id: null,
    run_request: {
      prompt: request.prompt,
      url: request.url,
      title: request.title,
      engine: request.engine,
      browser_session_id: request.browserSessionId,
      max_steps: request.maxSteps,
      parameters:
        request.parameterNames === null
          ? null
          : Object.fromEntries(request.parameterNames.map(name => [name, mask])),
      // Another value is refused; existing SDKs reject an answer that leaves them out.
      start_fresh_browser: false,
      publish_workflow: false,
    },
    downloaded_files: downloads,
    recording_url: null,
    recording_archived: false,
    screenshot_urls: null,
    max_screenshot_scrolls: null,
    script_run: null,
    warning,
  };
}

export function stepToWire(step: TaskStep): RunStep {
  const { action, instruction, element, check, url, startedAt, durationMs } = step;
  return {
    action,
    instruction,
    element,
    check,
    url,
    started_at: instant(startedAt),
    duration_ms: Math.round(durationMs),
  };
}
