import type { Page, Request } from 'playwright-core';

const COUNTED = new Set(['document', 'xhr', 'fetch', 'script']);
// A request that is older is a long poll or a stream: nothing to wait for.
const STALE_AFTER = 3000;

/** Which requests of a page are under way. */
export class Traffic {
  readonly #startedAt = new Map<Request, number>();

  constructor(page: Page) {
    page.on('request', request => {
      if (COUNTED.has(request.resourceType())) this.#startedAt.set(request, Date.now());
    });
    page.on('requestfinished', request => this.#startedAt.delete(request));
    page.on('requestfailed', request => this.#startedAt.delete(request));
  }

  get busy(): boolean {
    return this.busyWithin(STALE_AFTER);
  }

  /** Whether an answer is due that was asked for after this instant, scripts and documents aside. */
  awaitsDataSince(instant: number): boolean {
    return [...this.#startedAt].some(
      ([request, startedAt]) => startedAt >= instant && /^(xhr|fetch)$/.test(request.resourceType()),
    );
  }

  /** Whether a request that is younger than `maxAge` is under way. */
  busyWithin(maxAge: number): boolean {
    const now = Date.now();
    return [...this.#startedAt.values()].some(startedAt => now - startedAt < maxAge);
  }
}
