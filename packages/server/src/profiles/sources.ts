import { BerthError } from '../domain/errors.ts';
import type { KeptState, SavedFacts } from '../domain/profile.ts';
import type { Owner } from '../seal/ports.ts';
import type { CapturedState, ProfiledSession, ProfileStore, StateSource } from './ports.ts';
import type { Place } from './saved-blobs.ts';

/** Saved state to make a version of: as a browser has it now, or as it was saved before. */
export type Source =
  | { readonly kind: 'captured'; readonly captured: Captured }
  | { readonly kind: 'stored'; readonly place: Place; readonly saved: SavedFacts };

/** What a browser is, or what somebody says that it was: that may have no files, and no browser. */
export type Captured =
  | CapturedState
  | (Omit<CapturedState, 'files' | 'browser'> & {
      readonly files: CapturedState['files'] | null;
      readonly browser: string | null;
    });

export interface RunLookup {
  find(id: string): { readonly organizationId: string; readonly sessionId: string } | null;
}

/** Where the content of a save comes from when a client names a session or a run. */
export class Sources {
  readonly #ports: { store: ProfileStore; source: StateSource; runs: RunLookup };

  constructor(ports: { store: ProfileStore; source: StateSource; runs: RunLookup }) {
    this.#ports = ports;
  }

  sessionOfRun(organizationId: string, runId: string): string {
    const run = this.#ports.runs.find(runId);
    if (run?.organizationId === organizationId) return run.sessionId;
    throw new BerthError(
      'run_not_found',
      `There is no run ${JSON.stringify(runId.slice(0, 100))} for this API key.`,
    );
  }

  /** Throws `session_not_found`, or `profile_not_enabled` when the session keeps no state. */
  session(organizationId: string, id: string): ProfiledSession {
    const session = this.#ports.source.find(organizationId, id);
    if (session.keepsState) return session;
    throw new BerthError(
      'profile_not_enabled',
      `Session ${id} was not configured to generate a profile: create it with generate_browser_profile, or from a browser_profile_id.`,
    );
  }

  /** Of a live session as it is now, of an ended one as it was at its end. */
  async of(session: ProfiledSession): Promise<Source> {
    if (session.phase !== 'live') return this.#leftBy(session);
    const { source } = this.#ports;
    try {
      return { kind: 'captured', captured: await source.capture(session.organizationId, session.id) };
    } catch (fault) {
      if (!(fault instanceof BerthError) || fault.code !== 'session_ended') throw fault;
      return this.#leftBy(source.find(session.organizationId, session.id));
    }
  }

  /** What a session that does not live any more has left: kept with it, or saved to its profile. */
  #leftBy(session: ProfiledSession): Source {
    const { store } = this.#ports;
    const kept = store.findKept(session.id);
    if (kept !== null) {
      return { kind: 'stored', place: { owner: keptOwner(kept), id: kept.id }, saved: kept.saved };
    }
    const version = store.savedAtEnd(session.id);
    if (version !== null) {
      const owner = { organizationId: session.organizationId, id: version.profileId };
      return { kind: 'stored', place: { owner, id: version.id }, saved: version.saved };
    }
    if (session.phase === 'ended') {
      throw new BerthError(
        'profile_not_enabled',
        `Session ${session.id} has ended, and nothing of its state was kept: its browser never started, or could not be saved.`,
      );
    }
    throw new BerthError(
      'profile_not_ready',
      `What session ${session.id} leaves has not been persisted yet. Try again in a moment.`,
    );
  }
}

/** What is kept with a session is sealed under a key of its own. */
export const keptOwner = ({
  organizationId,
  sessionId,
}: Pick<KeptState, 'organizationId' | 'sessionId'>): Owner => ({
  organizationId,
  id: `kept_${sessionId}`,
});
