import type { Readable } from 'node:stream';
import type { BrowserRef } from '../domain/session.ts';
import type { DownloadEvent } from '../domain/session-file.ts';
import type { Browser, CdpConnection, CdpReceiver, ConnectOptions } from '../sessions/ports.ts';
import { startHeartbeat } from './heartbeat.ts';
import { type MultiplexedPipe, Multiplexer } from './multiplexer.ts';

/** A browser process as this room needs it. */
export interface RunningProcess {
  readonly ref: BrowserRef;
  readonly downloads: string;
  findUpload(name: string): string | null;
  readonly pipe: MultiplexedPipe & { onEnd: () => void; close(): void };
  remove(graceMs: number): Promise<void>;
  /** Waits up to `graceMs` for the browser to exit by itself, and kills what is left; its home stays. */
  exit(graceMs: number): Promise<void>;
  /** Copies the files of the profile while the browser stands still. */
  copyProfile(): Promise<{ files: Readable; browser: string }>;
  lastOutput(): string;
}

const politeCloseMs = 5000;

/** The browser of one session: its process, the multiplexer in front of it, and the watch over both. */
export class LiveBrowser implements Browser {
  readonly ref: BrowserRef;
  readonly died: Promise<'browser_crashed' | 'browser_hung'>;
  #copying: Promise<void> = Promise.resolve();
  readonly multiplexer: Multiplexer;
  readonly #process: RunningProcess;
  #stopHeartbeat: () => void;
  #die: (reason: 'browser_crashed' | 'browser_hung') => void = () => undefined;
  #ending: Promise<void> | null = null;
  #isGone = false;
  readonly #earlyDownloads: DownloadEvent[] = [];

  constructor(process: RunningProcess) {
    this.ref = process.ref;
    this.#process = process;
    this.died = new Promise(resolve => {
      this.#die = resolve;
    });
    this.multiplexer = new Multiplexer(process.pipe, {
      downloads: process.downloads,
      findUpload: name => process.findUpload(name),
    });
    this.multiplexer.onDownload = event => this.#earlyDownloads.push(event);
    this.#stopHeartbeat = this.#startHeartbeat();
    process.pipe.onEnd = () => this.#onDeath('browser_crashed');
  }

  get lastActivityAt(): number | null {
    return this.multiplexer.lastCommandAt;
  }

  connect(receiver: CdpReceiver, options?: ConnectOptions): Promise<CdpConnection> {
    return this.multiplexer.connect(receiver, options);
  }

  followDownloads(listener: (event: DownloadEvent) => void): void {
    this.multiplexer.onDownload = listener;
    for (const event of this.#earlyDownloads.splice(0)) listener(event);
  }

  cancelDownload(guid: string): Promise<void> {
    return this.multiplexer.cancelDownload(guid);
  }

  /** Opens the first page. Rejects with what the browser printed when it dies first. */
  async openFirstPage(url: string | null, signal: AbortSignal): Promise<void> {
    await this.untilAborted(
      this.multiplexer.command('Target.createTarget', { url: url ?? 'about:blank' }),
      signal,
    );
  }

  /** The same promise for as long as the browser is starting: its fault says what the browser printed. */
  async untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
    try {
      return await Promise.race([work, aborted(signal)]);
    } catch (fault) {
      work.catch(() => undefined); // the race has reported whichever came first
      const output = this.#process.lastOutput();
      throw new Error(
        `${this.#isGone ? 'the browser exited before it answered' : reasonOf(fault, signal)}${output === '' ? '' : `; it printed: ${output}`}`,
        {
          cause: fault,
        },
      );
    }
  }

  end(): Promise<void> {
    this.#ending ??= this.#end().catch((fault: unknown) => {
      this.#ending = null; // what is left can be tried again
      throw fault;
    });
    return this.#ending;
  }

  /** Ends the process and leaves its home, for another browser to start in. */
  async kill(): Promise<void> {
    this.#stopHeartbeat();
    this.#isGone = true;
    this.#process.pipe.onEnd = () => undefined;
    this.multiplexer.close('the browser did not come back');
    await this.#process.exit(0);
  }

  release(): void {
    this.#stopHeartbeat();
    this.multiplexer.close('the server is stopping; the session lives on');
    this.#process.pipe.close();
  }

  /** One copy at a time: the first that is done lets the browser go on, under the others. */
  copyFiles(): Promise<{ files: Readable; browser: string }> {
    const copy = this.#copying.then(() => this.#copyFiles());
    this.#copying = copy.then(
      () => undefined,
      () => undefined, // whoever asked for it hears of it
    );
    return copy;
  }

  async #copyFiles(): Promise<{ files: Readable; browser: string }> {
    // One that stands still for us does not hang.
    this.#stopHeartbeat();
    try {
      return await this.#process.copyProfile();
    } finally {
      if (!this.#isGone) this.#stopHeartbeat = this.#startHeartbeat();
    }
  }

  async quit(): Promise<void> {
    await this.#process.exit(this.#close('the session has ended'));
  }

  async #end(): Promise<void> {
    const graceMs = this.#close('the session has ended');
    await this.#process.remove(graceMs);
  }

  /** Asks the browser to close and lets its clients go. Returns how long it may take. */
  #close(reason: string): number {
    this.#stopHeartbeat();
    const isAlive = !this.#isGone;
    this.#process.pipe.onEnd = () => undefined;
    // Only this way does Chromium write what it holds in memory to disk.
    if (isAlive) this.multiplexer.command('Browser.close', {}).catch(() => undefined); // it may exit before it answers
    this.#isGone = true;
    this.multiplexer.close(reason);
    return isAlive ? politeCloseMs : 0;
  }

  #startHeartbeat(): () => void {
    return startHeartbeat({
      ask: () => this.multiplexer.command('Browser.getVersion', {}),
      heard: () => this.multiplexer.heard,
      onSilence: () => this.#onDeath('browser_hung'),
    });
  }

  #onDeath(reason: 'browser_crashed' | 'browser_hung'): void {
    if (this.#isGone) return;
    this.#isGone = true;
    this.#stopHeartbeat();
    this.multiplexer.close(
      reason === 'browser_hung'
        ? 'the browser stopped answering; connect again'
        : 'the browser died; connect again',
    );
    this.#die(reason);
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function reasonOf(fault: unknown, signal: AbortSignal): string {
  const message = fault instanceof Error ? fault.message : String(fault);
  if (!signal.aborted) return message;
  return signal.reason instanceof DOMException && signal.reason.name === 'TimeoutError'
    ? 'the browser did not answer in time'
    : message;
}
