import type { Page, Request } from 'playwright-core';

const COUNTED = new Set(['document', 'xhr', 'fetch', 'script']);
// A request that is older is a long poll or a stream: nothing to wait for.
const STALE_AFTER = 3000;

/** Which requests of a page are under way. */
export class Traffic {
  readonly #startedAt = new Map<Request, number>();
  // What a site answered to a request that identified itself: the header stays here, only its novelty is told.
  readonly #honoured = new Set<string>();
  #sent = 0;

  constructor(page: Page) {
    page.on('request', request => {
      if (COUNTED.has(request.resourceType())) this.#startedAt.set(request, Date.now());
      if (request.resourceType() !== 'script') this.#sent += 1;
    });
    page.on('response', response => {
      const token = response.request().headers().authorization;
      if (token !== undefined && response.ok()) this.#honoured.add(token);
    });
    page.on('requestfinished', request => this.#startedAt.delete(request));
    page.on('requestfailed', request => this.#startedAt.delete(request));
  }

  /** How many documents and pieces of data were asked for so far. */
  get sent(): number {
    return this.#sent;
  }

  /** How many different identities requests of this page have shown and had accepted. */
  get identities(): number {
    return this.#honoured.size;
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
