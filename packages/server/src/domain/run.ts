import type { RunErrorCode, RunOutputCompleteness, RunTaskRequest } from '@berth/contract';
import { refuseAsked } from './session-plan.ts';
import { openableUrl } from './url.ts';

export interface RunRecord {
  readonly id: string;
  readonly organizationId: string;
  readonly sessionId: string;
  /** The run made the session for itself and closes it at its end. */
  readonly ownsSession: boolean;
  readonly request: RunRequest;
  readonly engine: string;
  readonly createdAt: number;
  readonly modifiedAt: number;
  readonly version: number;
  readonly stepCount: number;
  readonly state: RunState;
}

/** The request as it is kept and shown: no secret in it. */
export interface RunRequest {
  readonly prompt: string;
  readonly url: string | null;
  readonly title: string | null;
  readonly engine: string | null;
  readonly browserSessionId: string | null;
  readonly maxSteps: number;
  readonly parameterNames: readonly string[] | null;
}

export type RunState = { readonly phase: 'running'; readonly startedAt: number } | RunEnd;

export interface RunEnd {
  readonly phase: 'ended';
  readonly status: RunFinalStatus;
  readonly output: unknown;
  readonly completeness: RunOutputCompleteness | null;
  readonly error: { readonly code: RunErrorCode; readonly reason: string } | null;
  readonly startedAt: number;
  readonly endedAt: number;
}

export type RunFinalStatus = 'completed' | 'failed' | 'terminated' | 'canceled';

/** Whether something that began at `at` began while the run was at work. */
export function wasAtWork({ state }: RunRecord, at: number): boolean {
  return at >= state.startedAt && (state.phase === 'running' || at <= state.endedAt);
}

export interface RunPlan {
  readonly prompt: string;
  readonly url: string | null;
  readonly parameters: Readonly<Record<string, string>>;
  readonly maxSteps: number;
}

const defaultMaxSteps = 25;

export function planRun(request: RunTaskRequest): RunPlan {
  refuseUnsupported(request);
  return {
    prompt: request.prompt,
    url: request.url ? openableUrl(request.url) : null,
    parameters: request.parameters ?? {},
    maxSteps: request.max_steps ?? defaultMaxSteps,
  };
}

/** What of the request may be kept: secrets of the prompt masked, parameters by name only. */
export function keepableRequest(
  request: RunTaskRequest,
  plan: RunPlan,
  secrets: readonly string[],
): RunRequest {
  const keep = (text: string) => maskAll(text, [...secrets, ...Object.values(plan.parameters)]);
  return {
    prompt: keep(request.prompt),
    url: plan.url === null ? null : keep(plan.url),
    title: request.title ? keep(request.title) : (request.title ?? null),
    engine: request.engine ?? null,
    browserSessionId: request.browser_session_id ?? null,
    maxSteps: plan.maxSteps,
    parameterNames: request.parameters ? Object.keys(request.parameters) : null,
  };
}

export const mask = '•••';

function maskAll(text: string, secrets: readonly string[]): string {
  return (
    secrets
      .filter(secret => secret !== '')
      // What is masked first must not leave the rest of a longer one behind.
      .toSorted((a, b) => b.length - a.length)
      .reduce(
        (masked, secret) => masked.replaceAll(secret.length < 4 ? standing(secret) : secret, mask),
        text,
      )
  );
}

/** A very short secret is masked only where it stands alone: "a" must not black out every word with an a. */
function standing(secret: string): RegExp {
  const literal = secret.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'gu');
}

function refuseUnsupported(request: RunTaskRequest): void {
  const given = (value: unknown): boolean => value !== undefined && value !== null && value !== '';
  refuseAsked({
    proxy_location: given(request.proxy_location) && request.proxy_location !== 'NONE',
    data_extraction_schema: given(request.data_extraction_schema),
    error_code_mapping: given(request.error_code_mapping),
    webhook_url: given(request.webhook_url),
    totp_identifier: given(request.totp_identifier),
    totp_url: given(request.totp_url),
    browser_profile_id: given(request.browser_profile_id),
    browser_address: given(request.browser_address),
    model: given(request.model),
    extra_http_headers: given(request.extra_http_headers),
    cdp_connect_headers: given(request.cdp_connect_headers),
    max_screenshot_scrolls: given(request.max_screenshot_scrolls),
    start_fresh_browser: request.start_fresh_browser === true,
    publish_workflow: request.publish_workflow === true,
    include_action_history_in_verification: request.include_action_history_in_verification === true,
    wait_for_session: request.wait_for_session === true,
    'run_with: "code"': request.run_with === 'code',
  });
}
