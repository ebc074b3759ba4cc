import { BerthError } from '../domain/errors.ts';
import { keepsState, type SessionRecord } from '../domain/session.ts';
import type { SessionNews } from '../domain/session-news.ts';
import type { KeptResult } from '../profiles/profiles.ts';
import type { Journals } from './journals.ts';
import type { Browser, Browsers, SavedStates, SessionStore } from './ports.ts';

export interface KeepingPorts {
  readonly states: SavedStates;
  readonly journals: Journals;
  readonly browsers: Browsers;
  readonly store: SessionStore;
  readonly now: () => number;
  readonly onFault: (record: SessionRecord, fault: unknown) => void;
}

/** What becomes of a session's state when it ends, or its browser could not be brought back. */
export class Keeping {
  readonly #ports: KeepingPorts;

  constructor(ports: KeepingPorts) {
    this.#ports = ports;
  }

  /**
   * A session that never had a browser has no state. What was told of it is done, although what comes after may be tried
   * again, by the next server, too.
   */
  isDue(record: SessionRecord): boolean {
    const hasStarted = 'startedAt' in record.state && record.state.startedAt !== null;
    return keepsState(record) && hasStarted && !this.#ports.store.hasNews(record.id, told);
  }

  /**
   * Ends the browser and keeps what it leaves. Rejects when there is no room for it: its home stays, and whoever ends the
   * session tries again. Any other fault is told and costs the state, not the end.
   */
  async keep(
    record: SessionRecord,
    { browser, home }: { browser: Browser | null; home: string },
  ): Promise<void> {
    const { journals, browsers, states, store, now } = this.#ports;
    if (browser === null) await browsers.quit(home);
    else {
      await journals.lookWhole(record);
      await browser.quit();
    }
    try {
      // A former server may have died between keeping it and telling: kept again it would be a version that nobody asked for.
      const kept = states.keptOf(record) ?? (await this.#keepLeft(record, home));
      store.tell(record.id, now(), [newsOfKept(kept)]);
    } catch (fault) {
      if (fault instanceof BerthError && fault.code === 'insufficient_storage') throw fault;
      this.#ports.onFault(record, fault);
      const reason = fault instanceof Error ? fault.message : String(fault);
      store.tell(record.id, now(), [{ type: 'profile_not_saved', data: { reason } }]);
    }
  }

  async #keepLeft(record: SessionRecord, home: string): Promise<KeptResult> {
    const { journals, browsers, states } = this.#ports;
    const left = await browsers.readLeft(home);
    return await states.keep(record, { state: journals.read(record), ...left });
  }
}

/** How the end of a session's state is told. */
const told = ['profile_saved', 'profile_not_saved'] as const;

function newsOfKept(result: KeptResult): SessionNews {
  if (result.kind === 'kept') return { type: 'profile_saved', data: { kept_with_session: true } };
  const { profileId, versionId } = result;
  const conflict =
    result.kind === 'conflict' ? { conflict: { current_version_id: result.currentVersionId } } : {};
  return {
    type: 'profile_saved',
    data: { browser_profile_id: profileId, version_id: versionId, ...conflict },
  };
}
