import type { Browser, CdpConnection } from '../sessions/ports.ts';
import { isRecord } from './message.ts';

export interface CdpEvents {
  event(event: CdpEvent): void;
  /** The browser's side ended the connection. */
  closed(reason: string): void;
}

export interface CdpEvent {
  readonly method: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly sessionId: string | null;
}

/** A part of the server as a client of a browser like any other: commands with answers, and events. */
export class CdpClient {
  readonly #events: CdpEvents;
  readonly #pending = new Map<number, PromiseWithResolvers<Record<string, unknown>>>();
  #connection: CdpConnection | null = null;
  #closedReason: string | null = null;
  #lastId = 0;

  private constructor(events: CdpEvents) {
    this.#events = events;
  }

  static async connect(browser: Browser, events: CdpEvents): Promise<CdpClient> {
    const client = new CdpClient(events);
    const receiver = {
      message: (bytes: Buffer) => client.#receive(bytes),
      closed: (reason: string) => {
        if (client.#fail(reason)) events.closed(reason);
      },
    };
    client.#connection = await browser.connect(receiver, { isWatcher: true });
    return client;
  }

  /** Rejects when the browser refuses, the target goes, or the connection ends. */
  command(method: string, params: object, sessionId: string | null = null): Promise<Record<string, unknown>> {
    if (this.#closedReason !== null) return Promise.reject(new Error(this.#closedReason));
    const id = ++this.#lastId;
    const answer = Promise.withResolvers<Record<string, unknown>>();
    this.#pending.set(id, answer);
    const message = { id, method, params, ...(sessionId === null ? {} : { sessionId }) };
    this.#connection?.send(Buffer.from(JSON.stringify(message)));
    return answer.promise;
  }

  /** Idempotent. What this client attached or started in the browser ends with it. */
  close(): void {
    if (this.#fail('the client closed its connection')) this.#connection?.close();
  }

  #fail(reason: string): boolean {
    if (this.#closedReason !== null) return false;
    this.#closedReason = reason;
    for (const answer of this.#pending.values()) answer.reject(new Error(reason));
    this.#pending.clear();
    return true;
  }

  #receive(bytes: Buffer): void {
    const message: unknown = JSON.parse(bytes.toString('utf8'));
    if (this.#closedReason !== null || !isRecord(message)) return;
    const { id, method, sessionId } = message;
    if (typeof id === 'number') this.#settle(id, message);
    if (typeof method !== 'string') return;
    const params = isRecord(message.params) ? message.params : {};
    this.#events.event({ method, params, sessionId: typeof sessionId === 'string' ? sessionId : null });
  }

  #settle(id: number, answer: Readonly<Record<string, unknown>>): void {
    const waiting = this.#pending.get(id);
    this.#pending.delete(id);
    const { result, error } = answer;
    if (isRecord(error)) waiting?.reject(new Error(String(error.message)));
    else waiting?.resolve(isRecord(result) ? result : {});
  }
}
