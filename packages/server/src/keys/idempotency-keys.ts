import { createHmac } from 'node:crypto';
import { BerthError } from '../domain/errors.ts';
import type { IdSource } from '../domain/ids.ts';
import type { IdempotencyStore } from './ports.ts';
import { hashOf } from './secret.ts';

const lifeMs = 24 * 60 * 60_000;

export interface KeyedRequest {
  readonly organizationId: string;
  readonly operation: string;
  /** What the client sent as `Idempotency-Key`; `null`: nothing, and each request is a new one. */
  readonly key: string | null;
  readonly request: unknown;
}

export interface OneTimeWork<Made> {
  readonly idPrefix: string;
  /** Throws when the work cannot begin now. Asked before anything is written: a server that is full must refuse fast. */
  admit?(): void;
  /** Does the work for something that will have this id. */
  make(id: string): Promise<Made>;
  /** What was made under this id, as it is now; `null` when there is nothing, so that it may be tried again. */
  find(id: string): Made | null;
}

/**
 * Work that is done once however often it is asked for under one key. The id of what will be made is on disk before the
 * work begins, so a server that dies between the work and its answer finds what it made.
 */
export class IdempotencyKeys {
  readonly #store: IdempotencyStore;
  readonly #ids: IdSource;
  readonly #now: () => number;
  readonly #underWay = new Map<string, Promise<unknown>>();

  constructor(store: IdempotencyStore, options: { ids: IdSource; now: () => number }) {
    this.#store = store;
    this.#ids = options.ids;
    this.#now = options.now;
  }

  /** A second request waits for the first and shares its fault; after a fault that left nothing, the key is free again. */
  async once<Made>(keyed: KeyedRequest, work: OneTimeWork<Made>): Promise<Made> {
    const { organizationId, operation, key, request } = keyed;
    if (key === null) return await work.make(this.#ids.next(work.idPrefix));
    const now = this.#now();
    const hash = hashOf(JSON.stringify([organizationId, operation, key]));
    // Keyed with what is not stored: nobody can try passwords on the hash of a request that held one.
    const requestHash = createHmac('sha256', key).update(canonicalJson(request)).digest('hex');
    const found = this.#store.find(hash);
    const claim = found !== null && found.createdAt > now - lifeMs ? found : null;
    if (claim !== null && claim.requestHash !== requestHash) throw reused(key);
    const first = this.#underWay.get(hash);
    if (first !== undefined) {
      await first;
      return await this.once(keyed, work);
    }
    const made = claim === null ? null : work.find(claim.madeId);
    if (made !== null) return made;
    work.admit?.();
    const madeId = this.#ids.next(work.idPrefix);
    this.#store.save({ hash, requestHash, madeId, createdAt: now });
    const making = this.#make(hash, madeId, work);
    this.#underWay.set(hash, making);
    return await making;
  }

  /** Removes the keys whose time is up. */
  sweep(): void {
    this.#store.removeUntil(this.#now() - lifeMs);
  }

  async #make<Made>(hash: string, id: string, work: OneTimeWork<Made>): Promise<Made> {
    try {
      return await work.make(id);
    } catch (fault) {
      if (work.find(id) === null) this.#store.remove(hash);
      throw fault;
    } finally {
      this.#underWay.delete(hash);
    }
  }
}

/** The same text for the same value, in whatever order its keys were sent. */
function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

function reused(key: string): BerthError {
  return new BerthError(
    'idempotency_key_reused',
    `The Idempotency-Key ${JSON.stringify(key)} was sent with another request in the last 24 hours. Send a new key with a new request.`,
  );
}
