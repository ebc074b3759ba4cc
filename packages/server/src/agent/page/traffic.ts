import type { Page, Request } from 'playwright-core';

const COUNTED = new Set(['document', 'xhr', 'fetch', 'script']);
// Measuring what visitors do is not what an action is for.
const MEASURING =
  /[/.](collect|track(ing)?|telemetry|analytics|beacons?|logs?|metrics?|events?|stats|rum|vitals|sentry|envelope)\b/i;
// A request that is older is a long poll or a stream: nothing to wait for.
const STALE_AFTER = 3000;

/** A piece of data that a page sent to its own site in order to change something. */
export interface Sending {
  readonly method: string;
  readonly startedAt: number;
  /** `null` while there is no answer, 0 when there will be none. */
  status: number | null;
}

/** How the document on show was asked for. */
export interface Arrival {
  readonly method: string;
  readonly redirected: boolean;
  /** Whether a form was sent that the site answered with the way to this document. */
  readonly leadsFromForm: boolean;
}

/** Which requests of a page are under way. */
export class Traffic {
  readonly #startedAt = new Map<Request, number>();
  // By what a request identified itself, and what it asked for: the header stays here, only its novelty is told.
  readonly #honoured = new Map<string, string[]>();
  readonly #sendings = new Map<Request, Sending>();
  #starts: number[] = [];
  #arrival: Arrival | null = null;
  #sent = 0;

  constructor(page: Page) {
    page.on('request', request => this.#note(page, request));
    page.on('request', request => {
      if (COUNTED.has(request.resourceType())) this.#startedAt.set(request, Date.now());
      if (request.resourceType() !== 'script') this.#sent += 1;
    });
    page.on('response', response => {
      const sending = this.#sendings.get(response.request());
      if (sending) sending.status = response.status();
      const token = response.request().headers().authorization;
      if (token === undefined || !response.ok()) return;
      const asked = this.#honoured.get(token) ?? [];
      if (response.request().method() === 'GET' && asked.length < 5) asked.push(response.url());
      this.#honoured.set(token, asked);
    });
    page.on('requestfinished', request => this.#startedAt.delete(request));
    page.on('requestfailed', request => {
      this.#startedAt.delete(request);
      const sending = this.#sendings.get(request);
      if (sending) sending.status ??= 0;
    });
  }

  #note(page: Page, request: Request): void {
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) {
      const from = request.redirectedFrom();
      const leadsFromForm =
        from !== null && (from.method() === 'POST' || this.#arrival?.leadsFromForm === true);
      this.#arrival = { method: request.method(), redirected: from !== null, leadsFromForm };
    }
    if (request.resourceType() === 'script') return;
    this.#starts = [...this.#starts.slice(-99), Date.now()];
    if (!/^(xhr|fetch)$/.test(request.resourceType()) || /^(GET|HEAD|OPTIONS)$/.test(request.method()))
      return;
    if (!isSameSite(request.url(), page.url()) || MEASURING.test(new URL(request.url()).pathname)) return;
    this.#sendings.set(request, { method: request.method(), startedAt: Date.now(), status: null });
  }

  get arrival(): Arrival | null {
    return this.#arrival;
  }

  /** Whether the page asked for anything in so many milliseconds after this instant. */
  askedWithin(instant: number, duration: number): boolean {
    return this.#starts.some(startedAt => startedAt >= instant && startedAt <= instant + duration);
  }

  sendingsSince(instant: number): readonly Sending[] {
    return [...this.#sendings.values()].filter(({ startedAt }) => startedAt >= instant);
  }

  /** How many documents and pieces of data were asked for so far. */
  get sent(): number {
    return this.#sent;
  }

  /** How many different identities requests of this page have shown and had accepted. */
  get identities(): number {
    return this.#honoured.size;
  }

  /** What was asked for with identities that came after the first `known` ones. */
  askedWithIdentity(known: number): readonly string[] {
    return [...this.#honoured.values()].slice(known).flat();
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

/** "api.shop.example" belongs to "shop.example". */
function isSameSite(left: string, right: string): boolean {
  const site = (url: string) =>
    URL.canParse(url) ? new URL(url).hostname.split('.').slice(-2).join('.') : '';
  return site(left) === site(right);
}
