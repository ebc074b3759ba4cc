const patienceMs = 2000;

/**
 * A tab that several clients asked to pause on start runs when all of them have resumed it, so one silent client would
 * freeze it for the others. Each pause ends by itself after a while, unless its client is the only one.
 */
export class Pauses {
  readonly #timers = new Map<string, NodeJS.Timeout>();
  readonly #resume: (sessionId: string) => void;

  constructor(resume: (sessionId: string) => void) {
    this.#resume = resume;
  }

  began(sessionId: string): void {
    this.ended(sessionId);
    const timer = setTimeout(() => {
      this.#timers.delete(sessionId);
      this.#resume(sessionId);
    }, patienceMs);
    timer.unref();
    this.#timers.set(sessionId, timer);
  }

  ended(sessionId: string): void {
    clearTimeout(this.#timers.get(sessionId));
    this.#timers.delete(sessionId);
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
  }
}
