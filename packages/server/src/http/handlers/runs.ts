import { RunTaskRequest } from '@berth/contract';
import { type RunRecord, wasAtWork } from '../../domain/run.ts';
import type { ArtifactLinks } from '../../files/artifact-links.ts';
import type { Downloads } from '../../files/downloads.ts';
import type { IdempotencyKeys } from '../../keys/idempotency-keys.ts';
import type { Runs } from '../../runs/runs.ts';
import { fileInfo } from '../files-to-wire.ts';
import { idempotencyKeyOf } from '../idempotency-key.ts';
import { runToWire, stepToWire } from '../run-to-wire.ts';
import { parseBody, unknownKeysWarning } from '../validation.ts';
import type { Call, Handlers } from './call.ts';

export interface RunRooms {
  readonly runs: Runs;
  readonly downloads: Downloads;
  readonly artifactLinks: ArtifactLinks;
  readonly idempotencyKeys: IdempotencyKeys;
}

/** Start, look up and cancel runs. */
export function runHandlers({ runs, idempotencyKeys, downloads, artifactLinks }: RunRooms) {
  const show = (call: Call, record: RunRecord, warning: string | null = null) => {
    const { origin } = call;
    const own = downloads.list(record.sessionId).filter(({ startedAt }) => wasAtWork(record, startedAt));
    return runToWire(record, {
      origin,
      stepCount: runs.steps(record.organizationId, record.id).length,
      downloads: own.flatMap(download => fileInfo(download, { origin, links: artifactLinks }) ?? []),
      warning,
    });
  };
  return {
    runTask: async call => {
      const { organizationId, headers } = call;
      const { task, beside } = unwrapped(call.body);
      const request = parseBody(RunTaskRequest, task);
      const key = idempotencyKeyOf(headers);
      const record = await idempotencyKeys.once(
        { organizationId, operation: 'runTask', key, request },
        {
          idPrefix: 'tsk',
          make: id => runs.submit(organizationId, request, { id }),
          find: id => runs.find(organizationId, id),
        },
      );
      return show(call, record, unknownKeysWarning(RunTaskRequest, task, beside));
    },
    getRun: call => show(call, runs.get(call.organizationId, runIdOf(call))),
    getRunTimeline: call => runs.steps(call.organizationId, runIdOf(call)).map(stepToWire),
    cancelRun: async call => {
      await runs.cancel(call.organizationId, runIdOf(call));
      return null;
    },
  } satisfies Partial<Handlers>;
}

const runIdOf = (call: Call): string => call.params.run_id ?? '';

/** The seed's TypeScript example wraps the request: `{ "body": { "prompt": … } }`. */
function unwrapped(body: unknown): { task: unknown; beside: readonly string[] } {
  if (typeof body !== 'object' || body === null || !('body' in body) || 'prompt' in body) {
    return { task: body, beside: [] };
  }
  const { body: task, ...rest } = body;
  return { task, beside: Object.keys(rest) };
}
