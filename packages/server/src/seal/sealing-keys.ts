import { randomBytes } from 'node:crypto';
import type { Transform } from 'node:stream';
import { BerthError } from '../domain/errors.ts';
import { keyBytes, type MasterKey } from './master-key.ts';
import type { Owner, SealingKeyStore } from './ports.ts';
import {
  openBuffer,
  openTransform,
  type SealingContext,
  sealBuffer,
  sealTransform,
} from './sealed-format.ts';

/**
 * What a profile or a session leaves on disk is sealed under a data key of its own, and bound to its organisation, its
 * owner and a label that says what it is (`journal`, `profile-version:pv_…`). What was sealed as one thing opens as
 * nothing else. The small form and the stream write the same bytes: either opens what the other sealed.
 */
export class SealingKeys {
  readonly #store: SealingKeyStore;
  readonly #now: () => number;
  #master: MasterKey;

  /** Throws when the store was wrapped with another master key. */
  constructor(store: SealingKeyStore, options: { master: MasterKey; now: () => number }) {
    this.#store = store;
    this.#now = options.now;
    this.#master = options.master;
    refuseOtherMaster(store, options.master);
  }

  seal(owner: Owner, label: string, plain: Buffer): Buffer {
    return sealBuffer(this.#context(owner, label, this.#keyToSeal(owner, label)), plain);
  }

  /** Throws `sealed_data_corrupt` unless it is, to the last bit, what was sealed for this owner under this label. */
  open(owner: Owner, label: string, sealed: Buffer): Buffer {
    return openBuffer(this.#context(owner, label, this.#keyToOpen(owner, label)), sealed);
  }

  sealStream(owner: Owner, label: string): Transform {
    return sealTransform(this.#context(owner, label, this.#keyToSeal(owner, label)));
  }

  /**
   * Fails with `sealed_data_corrupt` as soon as a chunk does not open. What came out before is genuine but may be only a
   * beginning: **nothing of it may be used before the stream has ended**.
   */
  openStream(owner: Owner, label: string): Transform {
    return openTransform(this.#context(owner, label, this.#keyToOpen(owner, label)));
  }

  /** Shreds all that was ever sealed for the owner, wherever copies of it lie. */
  forget(ownerId: string): void {
    this.#store.shred(ownerId);
  }

  /** Wraps every data key anew, all of them or none; what is sealed stays as it is. */
  rotate(next: MasterKey): void {
    const { id } = next;
    this.#store.replaceAll(record => {
      const dataKey = this.#master.unwrap(record.owner, record.wrapped);
      if (dataKey === null) throw corrupt(record.owner.id, 'its data key');
      return { ...record, masterId: id, wrapped: next.wrap(record.owner, dataKey) };
    });
    this.#master = next;
  }

  #keyToSeal(owner: Owner, label: string): Buffer {
    if (this.#store.find(owner.id) === null) {
      const wrapped = this.#master.wrap(owner, randomBytes(keyBytes));
      this.#store.insert({ owner, masterId: this.#master.id, wrapped, createdAt: this.#now() });
    }
    return this.#keyToOpen(owner, label);
  }

  #keyToOpen(owner: Owner, label: string): Buffer {
    const record = this.#store.find(owner.id);
    // Unwrapped for the owner as the caller names it: a wrong organisation does not get the key.
    const dataKey = record === null ? null : this.#master.unwrap(owner, record.wrapped);
    if (dataKey === null) throw corrupt(owner.id, label);
    return dataKey;
  }

  #context(owner: Owner, label: string, dataKey: Buffer): SealingContext {
    return {
      dataKey,
      binding: Buffer.from(JSON.stringify([owner.organizationId, owner.id, label])),
      refusal: () => corrupt(owner.id, label),
    };
  }
}

function refuseOtherMaster(store: SealingKeyStore, master: MasterKey): void {
  const others = store.masterIds().filter(id => id !== master.id);
  if (others.length === 0) return;
  throw new Error(
    `the data directory was sealed with another master key (it is ${others.join(', ')}; the one given is ${master.id}). ` +
      'Give the server the one it was sealed with, in BERTH_MASTER_KEY, BERTH_MASTER_KEY_FILE or BERTH_MASTER_KEY_COMMAND. ' +
      'To change to another one, use `npm run master-key -- rotate`.',
  );
}

function corrupt(ownerId: string, what: string): BerthError {
  return new BerthError(
    'sealed_data_corrupt',
    `What is stored of ${ownerId} (${what}) does not open: it was changed, cut short or moved, or its key is gone. ` +
      'Nothing of it was used. Take another version, or restore the data directory from a backup.',
  );
}
