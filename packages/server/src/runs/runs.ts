import type { RunTaskRequest } from '@berth/contract';
import { BerthError } from '../domain/errors.ts';
import type { IdSource } from '../domain/ids.ts';
import { keepableRequest, planRun, type RunEnd, type RunPlan, type RunRecord } from '../domain/run.ts';
import type { SessionRecord } from '../domain/session.ts';
import type { Downloads } from '../files/downloads.ts';
import type { Sessions } from '../sessions/sessions.ts';
import type { TaskEngine, TaskStep } from './engine.ts';
import { Execution } from './execution.ts';
import type { RunStore } from './ports.ts';
import { openTransport } from './transport.ts';

export interface RunsPorts {
  readonly store: RunStore;
  readonly sessions: Sessions;
  readonly engine: TaskEngine;
  readonly downloads: Pick<Downloads, 'settled'>;
  readonly ids: IdSource;
  readonly now: () => number;
  readonly onFault: (run: Pick<RunRecord, 'id'>, fault: unknown) => void;
}

type Result = Omit<RunEnd, 'phase' | 'startedAt' | 'endedAt'>;

/** How long a run that is through waits for what it is downloading. */
const maxDownloadMs = 30_000;

/** The reasons for which a run is stopped from outside, as what becomes of it. */
const canceled: Result = { status: 'canceled', output: null, completeness: null, error: null };
const sessionEnded: Result = failure('session_ended', 'The session ended while the run was at work.');
const browserDied: Result = failure(
  'browser_died',
  'The browser died while the run was at work. The session goes on with another one that has its tabs, logins and storage; what the page had not saved is gone. Look at the page, then run what is left to do.',
);
const serverStopped: Result = failure('server_restarted', 'The server stopped while the run was at work.');

/** Runs: submit, look up, cancel. A run holds its session until it ends. */
export class Runs {
  readonly #ports: RunsPorts;
  readonly #executions = new Map<string, Execution>();

  constructor(ports: RunsPorts) {
    this.#ports = ports;
    ports.sessions.onEnd(session => this.#onSessionEnd(session));
  }

  /** Resolves when the run is on disk and at work. */
  async submit(
    organizationId: string,
    request: RunTaskRequest,
    { id = this.#ports.ids.next('tsk') }: { id?: string } = {},
  ): Promise<RunRecord> {
    const plan = planRun(request);
    const session = await this.#sessionFor(organizationId, { request, runId: id });
    const record = this.#newRecord({ id, organizationId, request, plan, session });
    if (!this.#ports.store.insert(record)) throw this.#occupied(session.id);
    this.#execute(record, execution => this.#work(execution, record, plan));
    return record;
  }

  /** The run of this organisation; one of another organisation is as unknown as one that never was. */
  get(organizationId: string, id: string): RunRecord {
    const record = this.find(organizationId, id);
    if (record !== null) return record;
    throw new BerthError(
      'run_not_found',
      `There is no run ${JSON.stringify(id.slice(0, 100))} for this API key.`,
    );
  }

  find(organizationId: string, id: string): RunRecord | null {
    const record = this.#ports.store.find(id);
    return record?.organizationId === organizationId ? record : null;
  }

  steps(organizationId: string, id: string): readonly TaskStep[] {
    return this.#ports.store.listSteps(this.get(organizationId, id).id);
  }

  /** Resolves when the run no longer acts on the page. */
  async cancel(organizationId: string, id: string): Promise<void> {
    const record = this.get(organizationId, id);
    const execution = this.#executions.get(id);
    if (record.state.phase === 'ended' || execution === undefined) {
      throw new BerthError(
        'run_already_final',
        `Run ${record.id} has already ended; there is nothing to cancel.`,
      );
    }
    execution.abort(canceled);
    await execution.end();
  }

  runningIn(sessionId: string): string | null {
    return this.#ports.store.runningIn(sessionId);
  }

  /** At start: the runs that a former server left at work come to an end. */
  reconcile(): void {
    for (const record of this.#ports.store.listRunning()) {
      this.#execute(record, execution => execution.insist(() => this.#finish(record, serverStopped)));
    }
  }

  /**
   * At start, once the sessions are known and before any run is at work: what a former server made for its runs ends,
   * whether it had noted the run by then or not.
   */
  endLeftSessions(): void {
    for (const { id, organizationId, runId } of this.#ports.sessions.madeForRuns()) {
      const execution = new Execution(fault => this.#ports.onFault({ id: runId }, fault));
      execution.start(
        () => execution.insist(() => this.#ports.sessions.close(organizationId, id)),
        () => undefined,
      );
    }
  }

  /** Stops every run and resolves when none acts any more. */
  async stop(): Promise<void> {
    await Promise.all([...this.#executions.values()].map(execution => execution.stop(serverStopped)));
  }

  async #sessionFor(
    organizationId: string,
    { request, runId }: { request: RunTaskRequest; runId: string },
  ): Promise<{ id: string; isOwn: boolean }> {
    const given = request.browser_session_id;
    if (given === undefined || given === null || given === '') {
      const { id } = await this.#ports.sessions.create(organizationId, {}, { runId });
      return { id, isOwn: true };
    }
    await this.#ports.sessions.browserOf(organizationId, given);
    if (this.runningIn(given) !== null) throw this.#occupied(given);
    return { id: given, isOwn: false };
  }

  #newRecord(options: {
    id: string;
    organizationId: string;
    request: RunTaskRequest;
    plan: RunPlan;
    session: { id: string; isOwn: boolean };
  }): RunRecord {
    const { engine, now } = this.#ports;
    const at = now();
    const secrets = [options.request.prompt, options.plan.url ?? ''].flatMap(text => engine.secretsIn(text));
    return {
      id: options.id,
      organizationId: options.organizationId,
      sessionId: options.session.id,
      ownsSession: options.session.isOwn,
      request: keepableRequest(options.request, options.plan, secrets),
      engine: engine.name,
      createdAt: at,
      modifiedAt: at,
      version: 1,
      stepCount: 0,
      state: { phase: 'running', startedAt: at },
    };
  }

  #execute(record: RunRecord, work: (execution: Execution) => Promise<void>): void {
    const execution = new Execution(fault => this.#ports.onFault(record, fault));
    this.#executions.set(record.id, execution);
    execution.start(
      () => work(execution),
      () => this.#executions.delete(record.id),
    );
  }

  async #work(execution: Execution, record: RunRecord, plan: RunPlan): Promise<void> {
    const { store, downloads, sessions } = this.#ports;
    const { signal } = execution;
    let stepCount = 0;
    const onStep = (step: TaskStep): void => {
      stepCount += 1;
      store.addStep(record.id, stepCount, step);
    };
    const result = await this.#result(record, { plan, signal, onStep });
    const within = AbortSignal.any([signal, AbortSignal.timeout(maxDownloadMs)]);
    await downloads.settled(record.sessionId, { since: record.state.startedAt, signal: within });
    await execution.insist(() => this.#finish({ ...record, stepCount }, result));
    if (!record.ownsSession) return;
    await execution.insist(() => sessions.close(record.organizationId, record.sessionId));
  }

  async #result(
    record: RunRecord,
    work: { plan: RunPlan; signal: AbortSignal; onStep: (step: TaskStep) => void },
  ): Promise<Result> {
    const { plan, signal, onStep } = work;
    try {
      const browser = await this.#ports.sessions.browserOf(record.organizationId, record.sessionId);
      // An engine would take the new browser's page for one that it had prepared.
      void browser.died.then(() => this.#executions.get(record.id)?.abort(browserDied));
      const transport = await openTransport(browser);
      const outcome = await this.#ports.engine.run(plan, { transport, signal, onStep });
      if (outcome.status === 'completed') return { ...outcome, error: null };
      return { ...failure(outcome.code, outcome.reason), status: outcome.status, output: outcome.output };
    } catch (fault) {
      const stopped = [canceled, sessionEnded, browserDied, serverStopped].find(
        reason => signal.reason === reason,
      );
      if (stopped !== undefined) return stopped;
      if (fault instanceof BerthError && fault.code === 'session_ended') return sessionEnded;
      this.#ports.onFault(record, fault);
      return failure('infrastructure_error', 'The run met a fault of the server itself; its log says more.');
    }
  }

  #finish(record: RunRecord, result: Result): void {
    const endedAt = this.#ports.now();
    const { startedAt } = record.state;
    this.#ports.store.save({
      ...record,
      version: record.version + 1,
      modifiedAt: endedAt,
      state: { phase: 'ended', startedAt, endedAt, ...result },
    });
  }

  #onSessionEnd(session: SessionRecord): void {
    const runId = this.runningIn(session.id);
    if (runId !== null) this.#executions.get(runId)?.abort(sessionEnded);
  }

  #occupied(sessionId: string): BerthError {
    return new BerthError(
      'session_occupied',
      `Session ${sessionId} is held by run ${this.runningIn(sessionId)}. Wait for it to end, or cancel it.`,
    );
  }
}

function failure(code: NonNullable<Result['error']>['code'], reason: string): Result {
  return { status: 'failed', output: null, completeness: null, error: { code, reason } };
}
