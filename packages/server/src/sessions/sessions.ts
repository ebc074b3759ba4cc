import { setTimeout as delay } from 'node:timers/promises';
import type {
  CreateBrowserSessionRequest,
  ListBrowserSessionsQuery,
  UpdateBrowserSessionRequest,
} from '@berth/contract';
import { BerthError } from '../domain/errors.ts';
import type { IdSource } from '../domain/ids.ts';
import { isFinal, type SessionRecord, type SessionState } from '../domain/session.ts';
import type { NumberedNews } from '../domain/session-news.ts';
import { planSession, type SessionLimits } from '../domain/session-plan.ts';
import { planUpdate, refusePastEnd } from '../domain/session-update.ts';
import type { CapturedState } from '../profiles/ports.ts';
import type { Journals } from './journals.ts';
import { Keeping } from './keeping.ts';
import type { Browser, Browsers, SavedStates, SessionStore } from './ports.ts';
import { Supervisor } from './supervisor.ts';

export interface SessionsPorts {
  readonly store: SessionStore;
  readonly browsers: Browsers;
  readonly ids: IdSource;
  readonly newHome: () => string;
  readonly now: () => number;
  readonly onBrowser: (record: SessionRecord, browser: Browser) => void;
  readonly journals: Journals;
  readonly states: SavedStates;
  /** Told when nothing of a session's browser is left. */
  readonly onEnded: (record: SessionRecord) => void;
  readonly onFault: (record: SessionRecord, fault: unknown) => void;
}

export interface SessionsOptions extends SessionLimits {
  readonly maxLiveSessions: number;
  readonly maxLivePerOrganization: number | null;
  readonly launchTimeoutMs: number;
}

const settleMs = 10_000;
const historyMs = 7 * 24 * 60 * 60_000;

/** The sessions of this server: create, look up, close. Holds the supervisor of each that has not ended. */
export class Sessions {
  readonly #ports: SessionsPorts;
  readonly #options: SessionsOptions;
  readonly #supervisors = new Map<string, Supervisor>();
  #isStopping = false;
  readonly #keeping: Keeping;
  readonly #endListeners = new Set<(record: SessionRecord) => void>();

  constructor(ports: SessionsPorts, options: SessionsOptions) {
    this.#ports = ports;
    this.#options = options;
    this.#keeping = new Keeping(ports);
  }

  /** Resolves when the browser can be connected to. */
  async create(
    organizationId: string,
    request: CreateBrowserSessionRequest,
    { id = this.#ports.ids.next('pbs'), runId = null }: { id?: string; runId?: string | null } = {},
  ): Promise<SessionRecord> {
    const { newHome, now, store, states } = this.#ports;
    this.admit(organizationId);
    const home = newHome();
    const { browser_profile_id: profileId } = request;
    const saved = profileId ? await states.load(organizationId, profileId) : null;
    // Others may have come while it was read: nothing waits from here until the session counts.
    this.admit(organizationId);
    const record = planSession(request, {
      id,
      home,
      organizationId,
      limits: this.#options,
      now: now(),
      profileVersionId: saved?.versionId ?? null,
      runId,
    });
    store.insert(record);
    const supervisor = this.supervise(record);
    supervisor.launch(home, saved);
    return launched(await supervisor.reached(current => current.state.phase !== 'launching'));
  }

  /**
   * What a create asks before anything else: a server that is full must refuse fast, however many ask at once. Throws
   * `limit_reached` when there is no room for another session, `server_stopping` when the server is on
   * its way out.
   */
  admit(organizationId: string): void {
    if (this.#isStopping) {
      throw new BerthError('server_stopping', 'The server is stopping. Try again when it has been started.');
    }
    const { maxLiveSessions, maxLivePerOrganization } = this.#options;
    const live = this.#supervisors.size;
    if (live >= maxLiveSessions) {
      throw new BerthError(
        'limit_reached',
        `${live} sessions are live, as many as this server allows. Close one, or raise BERTH_MAX_SESSIONS.`,
      );
    }
    if (maxLivePerOrganization === null) return;
    const all = [...this.#supervisors.values()];
    const own = all.filter(({ record }) => record.organizationId === organizationId).length;
    if (own < maxLivePerOrganization) return;
    throw new BerthError(
      'limit_reached',
      `${own} sessions are live, as many as this server allows one organization. Close one, or raise BERTH_MAX_SESSIONS_PER_ORG.`,
    );
  }

  /** The session of this organisation; one of another organisation is as unknown as one that never was. */
  get(organizationId: string, id: string): SessionRecord {
    if (this.#recordOf(id).organizationId !== organizationId) throw notFound(id);
    this.#supervisors.get(id)?.noteActivity();
    return this.#recordOf(id);
  }

  /** The same, or null when there is none or it never had a browser: a create that may be tried again. */
  findLaunched(organizationId: string, id: string): SessionRecord | null {
    const record = this.#supervisors.get(id)?.record ?? this.#ports.store.find(id);
    if (record === null || record.organizationId !== organizationId) return null;
    const { state } = record;
    const isStillborn = 'outcome' in state && state.outcome === 'failed' && state.startedAt === null;
    return isStillborn ? null : this.get(organizationId, id);
  }

  /** Newest first. */
  listLive(organizationId: string, filter: ListBrowserSessionsQuery): readonly SessionRecord[] {
    return this.#ports.store
      .listLive(organizationId)
      .filter(record => isWanted(record, filter))
      .map(record => this.get(organizationId, record.id));
  }

  /** The live ones and those of the last days; running ones first, then newest first. */
  listRecent(
    organizationId: string,
    { page, pageSize }: { page: number; pageSize: number },
  ): readonly SessionRecord[] {
    const since = this.#ports.now() - historyMs;
    const window = { since, offset: (page - 1) * pageSize, count: pageSize };
    return this.#ports.store
      .listRecent(organizationId, window)
      .map(record => this.get(organizationId, record.id));
  }

  /** What happened to the session behind the piece of news numbered `after`, oldest first. */
  news(organizationId: string, id: string, page: { after: number; count: number }): readonly NumberedNews[] {
    return this.#ports.store.listNews(this.get(organizationId, id).id, page);
  }

  /** Changes a session that has not ended. When it returns, the change is on disk and the new deadline holds. */
  update(organizationId: string, id: string, request: UpdateBrowserSessionRequest): SessionRecord {
    const settings = planUpdate(request, this.#options);
    const record = this.get(organizationId, id);
    const supervisor = this.#supervisors.get(id);
    if (supervisor === undefined || isFinal(record)) throw alreadyEnded(record);
    refusePastEnd(record, settings, this.#ports.now());
    supervisor.dispatch({ type: 'settingsChanged', settings });
    return this.get(organizationId, id);
  }

  /** Resolves when nothing of the browser is left. Closing an ended session changes nothing. */
  async close(
    organizationId: string,
    id: string,
    reason: 'closed' | 'stopped_by_operator' = 'closed',
  ): Promise<void> {
    this.get(organizationId, id);
    const supervisor = this.#supervisors.get(id);
    if (supervisor === undefined) return;
    supervisor.dispatch({ type: 'closeRequested', reason, at: this.#ports.now() });
    await supervisor.reached(record => record.state.phase === 'ended');
  }

  noteActivity(): void {
    for (const supervisor of this.#supervisors.values()) supervisor.noteActivity();
  }

  expire(id: string): void {
    this.#supervisors.get(id)?.dispatch({ type: 'expired', at: this.#ports.now() });
  }

  /** The browser of a session; waits for one that is still starting or coming back, wakes one that is asleep, refuses one that has ended. */
  async browserOf(organizationId: string, id: string): Promise<Browser> {
    return await this.browserOfAny(this.get(organizationId, id).id);
  }

  /** The same for a caller whose right to this very session has been checked in another way. */
  async browserOfAny(id: string): Promise<Browser> {
    const supervisor = this.#supervisors.get(id);
    supervisor?.dispatch({ type: 'wakeRequested' });
    const settled = await supervisor?.reached(isServedOrEnded);
    const browser = supervisor?.browser;
    if (settled === undefined || isFinal(settled) || browser === null || browser === undefined) {
      throw sessionEnded(settled ?? this.#recordOf(id));
    }
    return browser;
  }

  /** The sessions that started from this profile and have not ended. */
  startedFrom(profileId: string): readonly string[] {
    const records = [...this.#supervisors.values()].map(({ record }) => record);
    return records
      .filter(record => record.profile?.profileId === profileId && !isFinal(record))
      .map(({ id }) => id);
  }

  /** The sessions that were made for a run and have not ended. */
  madeForRuns(): readonly (SessionRecord & { readonly runId: string })[] {
    const records = [...this.#supervisors.values()].map(({ record }) => record);
    return records.flatMap(record => {
      const { runId } = record;
      return runId === null || isFinal(record) ? [] : { ...record, runId };
    });
  }

  /** The state of a live session, without ending it. Throws `session_ended` when it ends before it could be taken. */
  async capture(organizationId: string, id: string): Promise<CapturedState> {
    for (;;) {
      const browser = await this.browserOf(organizationId, id);
      const isServing = (): boolean => this.#supervisors.get(id)?.browser === browser;
      try {
        const state = await this.#ports.journals.lookWhole(this.get(organizationId, id));
        const copied = await browser.copyFiles();
        if (isServing()) return { state, ...copied };
        copied.files.destroy();
      } catch (fault) {
        if (isServing() && !isFinal(this.get(organizationId, id))) throw fault;
      }
      // It went meanwhile: its home is removed, or the next browser writes there. Whoever serves the session then is asked.
    }
  }

  /** Calls `listener` once for each session whose end has begun. Returns the way to stop that. */
  onEnd(listener: (record: SessionRecord) => void): () => void {
    this.#endListeners.add(listener);
    return () => this.#endListeners.delete(listener);
  }

  supervise(record: SessionRecord): Supervisor {
    const supervisor = new Supervisor(record, {
      ...this.#ports,
      keeping: this.#keeping,
      launchTimeoutMs: this.#options.launchTimeoutMs,
      onSaved: saved => this.#onSaved(saved),
    });
    this.#supervisors.set(record.id, supervisor);
    return supervisor;
  }

  /** Ends every session of an organisation. Resolves with how many were live when nothing of any browser is left. */
  async closeAllOf(organizationId: string): Promise<number> {
    const all = [...this.#supervisors.values()]
      .map(supervisor => supervisor.record)
      .filter(record => record.organizationId === organizationId);
    await Promise.all(all.map(record => this.close(organizationId, record.id)));
    return all.filter(record => !isFinal(record)).length;
  }

  /** Ends every session, of every organisation. */
  async closeAll(): Promise<number> {
    const all = [...this.#supervisors.values()].map(supervisor => supervisor.record);
    await Promise.all(all.map(record => this.close(record.organizationId, record.id, 'stopped_by_operator')));
    return all.length;
  }

  /**
   * Takes no new session from here on, waits for what is starting or ending, then lets go of every browser and leaves
   * them running. Resolves to how many that are.
   */
  async release(): Promise<number> {
    this.#isStopping = true;
    const settled = [...this.#supervisors.values()].map(supervisor =>
      supervisor.reached(({ state }) => ['live', 'asleep', 'ended'].includes(state.phase)),
    );
    // What takes longer is found half done by the next start, which knows what to do with it.
    await Promise.race([Promise.allSettled(settled), delay(settleMs, null, { ref: false })]);
    const all = [...this.#supervisors.values()];
    for (const supervisor of all) supervisor.release();
    return all.filter(({ browser }) => browser !== null).length;
  }

  #recordOf(id: string): SessionRecord {
    const record = this.#supervisors.get(id)?.record ?? this.#ports.store.find(id);
    if (record === null) throw notFound(id);
    return record;
  }

  #onSaved(record: SessionRecord): void {
    if (record.state.phase === 'ending') for (const listener of this.#endListeners) listener(record);
    if (record.state.phase !== 'ended') return;
    this.#supervisors.delete(record.id);
    this.#ports.onEnded(record);
  }
}

function isWanted(record: SessionRecord, { tag, name, status }: ListBrowserSessionsQuery): boolean {
  return (
    (tag ?? []).every(each => record.tags.includes(each)) &&
    (name === undefined || record.name === name) &&
    (status === undefined || phasesOf[status].includes(record.state.phase))
  );
}

/** A session whose browser is on its way back is running all the same: who connects waits for it. */
const phasesOf: Readonly<Record<'created' | 'running' | 'hibernated', readonly SessionState['phase'][]>> = {
  created: ['launching'],
  running: ['live', 'restoring'],
  hibernated: ['asleep'],
};

const isServedOrEnded = (record: SessionRecord): boolean => record.state.phase === 'live' || isFinal(record);

function launched(record: SessionRecord): SessionRecord {
  const { state } = record;
  if (!('reason' in state)) return record;
  if (state.reason !== 'launch_failed') throw sessionEnded(record);
  throw new BerthError(
    'browser_launch_failed',
    `The browser of session ${record.id} did not start: ${state.reasonDetail ?? 'no reason is known'}`,
  );
}

export function sessionEnded(record: SessionRecord): BerthError {
  const reason = 'reason' in record.state ? record.state.reason : 'closed';
  return new BerthError(
    'session_ended',
    `Session ${record.id} has ended (${reason}). Create a new one with POST /v1/browser_sessions.`,
  );
}

function alreadyEnded(record: SessionRecord): BerthError {
  const reason = 'reason' in record.state ? record.state.reason : 'closed';
  return new BerthError(
    'session_already_ended',
    `Session ${record.id} has ended (${reason}): nothing of it can be changed any more.`,
  );
}

function notFound(id: string): BerthError {
  return new BerthError(
    'session_not_found',
    `There is no session ${JSON.stringify(id.slice(0, 100))} for this API key.`,
  );
}
