const retryMs = 1000;

/** What is at work for one run, from its start until its end is saved. */
export class Execution {
  readonly #abort = new AbortController();
  readonly #stopping = new AbortController();
  readonly #unsaved = Promise.withResolvers<never>();
  readonly #onFault: (fault: unknown) => void;
  #finished: Promise<void> = Promise.resolve();

  constructor(onFault: (fault: unknown) => void) {
    this.#onFault = onFault;
    this.#unsaved.promise.catch(() => undefined); // nobody may be waiting for it
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Begins. `onFinish` is called when it is over, whatever came of it. */
  start(work: () => Promise<void>, onFinish: () => void): void {
    this.#finished = work().catch(this.#onFault).finally(onFinish);
  }

  abort(reason: unknown): void {
    this.#abort.abort(reason);
  }

  /** Resolves when it is over; rejects when the end cannot be saved now. */
  async end(): Promise<void> {
    await Promise.race([this.#finished, this.#unsaved.promise]);
  }

  /** Resolves when it is over. What cannot be saved now is left to the next start of the server. */
  async stop(reason: unknown): Promise<void> {
    this.#abort.abort(reason);
    this.#stopping.abort();
    await this.#finished;
  }

  /** Does what nobody can be told to repeat: when it fails (a full disk), it is tried again until it succeeds. */
  async insist(act: () => void | Promise<void>): Promise<void> {
    for (;;) {
      try {
        return await act();
      } catch (fault) {
        this.#onFault(fault);
        this.#unsaved.reject(fault);
      }
      if (this.#stopping.signal.aborted) return;
      await this.#pause();
    }
  }

  /** Until the next try, which a stop makes the last. */
  #pause(): Promise<void> {
    return new Promise(resolve => {
      setTimeout(resolve, retryMs).unref();
      this.#stopping.signal.addEventListener('abort', () => resolve(), { once: true });
    });
  }
}
