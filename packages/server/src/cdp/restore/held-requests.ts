import { isRecord } from '../message.ts';
import type { Multiplexer } from '../multiplexer.ts';

interface HeldRequest {
  readonly requestId: string;
  /** Of a tab's own document: the id of the tab. */
  readonly frameId: string;
  readonly method: string;
}

/** How long a tab may take from coming to the front to asking for its document. */
const patienceMs = 700;

const everything = { patterns: [{ urlPattern: '*' }] };

/** Under an id of nobody's; the answer is passed over. */
export const holdRequests = JSON.stringify({ id: 0, method: 'Fetch.enable', params: everything });

/**
 * Keeps a starting browser from asking anything of the network until it has the cookies and the storage of the one
 * before it. The command that holds requests waits in the pipe when Chromium starts, and is read before it restores its
 * tabs (measured: 180 to 360 ms after its start, against 250 to 500 for the first request) but for a tab that was quicker
 * on an overloaded machine: `overtakersAmong` finds those.
 */
export class HeldRequests {
  readonly #multiplexer: Multiplexer;
  readonly #held = new Map<string, HeldRequest>();
  readonly #asked = new Set<string>();
  readonly #waiting = new Map<string, (request: HeldRequest) => void>();
  readonly #enabled: Promise<unknown>;
  #isReleased = false;

  constructor(multiplexer: Multiplexer) {
    this.#multiplexer = multiplexer;
    multiplexer.onRequestHeld = params => this.#onHeld(params);
    this.#enabled = multiplexer.command('Fetch.enable', everything);
    this.#enabled.catch(() => undefined); // told to whoever waits for `ready`
  }

  /** Resolves when the browser answers, which it does first when it has started. */
  async ready(): Promise<void> {
    await this.#enabled;
  }

  /** The tab whose document was asked for first: the one that was in front. */
  get firstTab(): string | null {
    return this.#held.keys().next().value ?? null;
  }

  /**
   * Answers the document that a tab waits for with an empty one, so that the tab is at its address and runs nothing.
   * `form`: it was the answer to a form, which a reload would send a second time. `none`: the tab waits for no document,
   * since it has asked before requests were held, or cannot load at all.
   */
  async answerEmpty(tabId: string): Promise<'answered' | 'form' | 'none'> {
    const request = this.#held.get(tabId) ?? (await this.#next(tabId));
    if (request === null) return 'none';
    const { requestId, method } = request;
    if (method !== 'GET') return 'form';
    this.#held.delete(tabId);
    await this.#multiplexer.command('Fetch.fulfillRequest', {
      requestId,
      responseCode: 200,
      responseHeaders: [
        { name: 'content-type', value: 'text/html' },
        { name: 'cache-control', value: 'no-store' },
      ],
      body: '',
    });
    return 'answered';
  }

  /** Which of these tabs, all of them in front of late, never asked while requests were held: they did before. */
  async overtakersAmong(tabIds: readonly string[]): Promise<ReadonlySet<string>> {
    const asked = await Promise.all(
      tabIds.map(async id => this.#asked.has(id) || (await this.#next(id)) !== null),
    );
    return new Set(tabIds.filter((_, at) => !asked[at]));
  }

  /** Lets everything go on its way. */
  async release(): Promise<void> {
    if (this.#isReleased) return;
    this.#isReleased = true;
    this.#multiplexer.onRequestHeld = () => undefined;
    await this.#multiplexer.command('Fetch.disable', {});
  }

  #next(tabId: string): Promise<HeldRequest | null> {
    return new Promise(resolve => {
      const timer = setTimeout(() => resolve(null), patienceMs);
      this.#waiting.set(tabId, request => {
        clearTimeout(timer);
        resolve(request);
      });
    });
  }

  #onHeld({ requestId, frameId, resourceType, request: asked }: Record<string, unknown>): void {
    if (resourceType !== 'Document' || typeof requestId !== 'string' || typeof frameId !== 'string') return;
    const request = { requestId, frameId, method: isRecord(asked) ? String(asked.method) : '' };
    this.#asked.add(frameId);
    this.#held.set(frameId, request);
    this.#waiting.get(frameId)?.(request);
    this.#waiting.delete(frameId);
  }
}
