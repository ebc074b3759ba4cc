import { BerthError } from '../domain/errors.ts';
import {
  isFinal,
  type SessionEffect,
  type SessionEvent,
  type SessionRecord,
  step,
} from '../domain/session.ts';
import { newsOf, type SessionNews } from '../domain/session-news.ts';
import type { SavedState } from '../profiles/ports.ts';
import type { Journals } from './journals.ts';
import type { Keeping } from './keeping.ts';
import type { Browser, Browsers, SessionStore } from './ports.ts';

interface SupervisorPorts {
  readonly store: SessionStore;
  readonly browsers: Browsers;
  readonly now: () => number;
  /** Told of each browser that serves the session, before anybody can use it. */
  readonly onBrowser: (record: SessionRecord, browser: Browser) => void;
  readonly journals: Journals;
  readonly keeping: Keeping;
  readonly launchTimeoutMs: number;
  /** Told after a record was saved. */
  readonly onSaved: (record: SessionRecord) => void;
  /** An effect failed for a reason outside the state machine; the session stays as it is and is swept at the next start. */
  readonly onFault: (record: SessionRecord, fault: unknown) => void;
}

interface Waiter {
  readonly until: (record: SessionRecord) => boolean;
  readonly resolve: (record: SessionRecord) => void;
  readonly reject: (fault: unknown) => void;
}

const retryMs = 1000;
/** How far `lastActivityAt` may be behind a browser that is in use: a client sends thousands of commands in that time. */
const activityStepMs = 5000;

/**
 * One per unfinished session and the only writer of its state: takes events in order, lets `step` decide, saves, then
 * carries out the effects, whose results come back as events.
 */
export class Supervisor {
  readonly #ports: SupervisorPorts;
  #record: SessionRecord;
  #browser: Browser | null = null;
  /** Of the browsers that are gone. */
  #formerActivityAt: number | null = null;
  #activityNotedAt = Number.NEGATIVE_INFINITY;
  #waiting: Waiter[] = [];
  #launching: Promise<void> | null = null;
  readonly #aborted = new AbortController();
  readonly #released = new AbortController();

  constructor(record: SessionRecord, ports: SupervisorPorts) {
    this.#record = record;
    this.#ports = ports;
  }

  get record(): SessionRecord {
    return this.#record;
  }

  get browser(): Browser | null {
    return this.#browser;
  }

  /** Handles one event; when it returns, the new state is on disk. */
  dispatch(event: SessionEvent): void {
    const { record, effects } = step(this.#record, event);
    if (record === this.#record) return;
    this.#save(record, { news: newsOf(this.#record, record, event), modifiedAt: this.#ports.now() });
    for (const effect of effects) this.#carryOut(effect);
  }

  /** Starts the browser; what comes of it arrives as an event. */
  launch(home: string, saved: SavedState | null = null): void {
    const request = { home, startUrl: this.#record.startUrl, saved, signal: this.#launchSignal() };
    this.#launching = this.#ports.browsers.launch(request).then(
      browser => {
        this.watch(browser);
        this.#insist({ type: 'launched', browser: browser.ref, at: this.#ports.now() });
      },
      (fault: unknown) => {
        const detail = messageOf(fault);
        this.#insist({ type: 'launchFailed', reason: 'launch_failed', detail, at: this.#ports.now() });
      },
    );
  }

  /** Makes `browser` this session's: when it dies, another takes its place. */
  watch(browser: Browser): void {
    this.#browser = browser;
    this.#ports.onBrowser(this.#record, browser);
    void browser.died.then(reason => {
      this.#formerActivityAt = this.#lastActivityAt();
      this.#browser = null;
      this.#insist({ type: 'browserDied', reason, at: this.#ports.now() });
    });
  }

  #launchSignal(): AbortSignal {
    return AbortSignal.any([this.#aborted.signal, AbortSignal.timeout(this.#ports.launchTimeoutMs)]);
  }

  #restore(home: string): void {
    const { browsers, journals, now } = this.#ports;
    const restoring = async (): Promise<void> => {
      const state = journals.read(this.#record);
      const { browser, report } = await browsers.restore({ home, state, signal: this.#launchSignal() });
      this.watch(browser);
      this.#insist({ type: 'restored', browser: browser.ref, report });
    };
    this.#launching = restoring().catch((fault: unknown) => {
      this.#ports.onFault(this.#record, fault);
      this.#insist({ type: 'restoreFailed', detail: messageOf(fault), at: now() });
    });
  }

  /**
   * Saves when the browser was last used, unless that was done a moment ago: what a client is shown must be on disk, or
   * the next server would show an earlier instant.
   */
  noteActivity({ isLast = false }: { isLast?: boolean } = {}): void {
    const { now, onFault } = this.#ports;
    // The save that comes with the end notes it anyway.
    if (isFinal(this.#record) || this.#lastActivityAt() === this.#record.lastActivityAt) return;
    if (!isLast && now() - this.#activityNotedAt < activityStepMs) return;
    this.#activityNotedAt = now();
    try {
      this.#save(this.#record, { news: [], modifiedAt: this.#record.modifiedAt });
    } catch (fault) {
      onFault(this.#record, fault); // the next step brings the next attempt
    }
  }

  #lastActivityAt(): number | null {
    const known = [
      this.#record.lastActivityAt,
      this.#formerActivityAt,
      this.#browser?.lastActivityAt ?? null,
    ];
    return known.reduce((latest, at) => (latest === null || (at !== null && at > latest) ? at : latest));
  }

  /** Begins an end again that a former server did not finish. */
  resumeEnd(): void {
    if (this.#record.state.phase === 'ending') {
      this.#carryOut({ type: 'endBrowser', home: this.#record.state.home });
    }
  }

  /** Lets go of the browser and leaves it running, and tries nothing again: the next server takes over. */
  release(): void {
    this.#released.abort();
    this.#browser?.release();
    this.noteActivity({ isLast: true });
  }

  /** Resolves with the record as soon as `until` holds for it. */
  reached(until: (record: SessionRecord) => boolean): Promise<SessionRecord> {
    if (until(this.#record)) return Promise.resolve(this.#record);
    return new Promise((resolve, reject) => this.#waiting.push({ until, resolve, reject }));
  }

  /**
   * Handles an event that nobody can be told to repeat: when it cannot be saved (a full disk), those who wait for it
   * hear why, and it is tried again until it is.
   */
  #insist(event: SessionEvent): void {
    try {
      this.dispatch(event);
    } catch (fault) {
      this.#ports.onFault(this.#record, fault);
      for (const waiter of this.#waiting.splice(0)) waiter.reject(fault);
      this.#retry(() => this.#insist(event));
    }
  }

  #retry(act: () => void): void {
    const { signal } = this.#released;
    if (signal.aborted) return; // the next server takes it up
    const cancel = (): void => clearTimeout(timer);
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', cancel);
      act();
    }, retryMs);
    signal.addEventListener('abort', cancel, { once: true });
  }

  #save(
    changed: SessionRecord,
    { news, modifiedAt }: { news: readonly SessionNews[]; modifiedAt: number },
  ): void {
    const record: SessionRecord = {
      ...changed,
      lastActivityAt: this.#lastActivityAt(),
      version: this.#record.version + 1,
      modifiedAt,
    };
    if (!this.#ports.store.save(record, news)) {
      throw new BerthError('internal_error', `session ${record.id}: another writer changed it`);
    }
    this.#record = record;
    this.#ports.onSaved(record);
    const reached = this.#waiting.filter(waiter => waiter.until(record));
    this.#waiting = this.#waiting.filter(waiter => !reached.includes(waiter));
    for (const waiter of reached) waiter.resolve(record);
  }

  #carryOut(effect: SessionEffect): void {
    if (effect.type === 'restoreBrowser') {
      this.#restore(effect.home);
      return;
    }
    this.#endBrowser(effect.home).then(
      () => this.#insist({ type: 'browserGone', at: this.#ports.now() }),
      (fault: unknown) => {
        this.#ports.onFault(this.#record, fault);
        this.#retry(() => this.#carryOut(effect));
      },
    );
  }

  async #endBrowser(home: string): Promise<void> {
    // A close may come while the browser is still starting: let that come to its (aborted) end first.
    this.#aborted.abort();
    await this.#launching;
    const { browsers, keeping } = this.#ports;
    if (keeping.isDue(this.#record)) {
      await keeping.keep(this.#record, { browser: this.#browser, home });
      await browsers.discard(home);
    } else {
      await (this.#browser === null ? browsers.discard(home) : this.#browser.end());
    }
  }
}

const messageOf = (fault: unknown): string => (fault instanceof Error ? fault.message : String(fault));
