import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto';
import type { Owner } from './ports.ts';

/** Where an operator keeps the master key. `own`: in the data directory, made at the first start. */
export type MasterKeySource =
  | { readonly kind: 'value'; readonly secret: string }
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'own' };

export const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** Wraps the data keys of owners. It seals nothing else, so that a new master key is only a new wrapping. */
export class MasterKey {
  /** Tells master keys apart without telling anything about them. */
  readonly id: string;
  readonly #secret: Buffer;

  constructor(secret: Buffer) {
    this.#secret = secret;
    this.id = createHash('sha256').update('berth master key id\0').update(secret).digest('hex').slice(0, 16);
  }

  static make(): MasterKey {
    return new MasterKey(randomBytes(keyBytes));
  }

  /** Reads what an operator gives: base64 of 32 bytes, in either alphabet. `null` for anything else. */
  static parse(text: string): MasterKey | null {
    const trimmed = text.trim();
    if (!/^[A-Za-z0-9+/_-]{43}=?$/.test(trimmed)) return null;
    const secret = Buffer.from(trimmed, 'base64');
    return secret.length === keyBytes ? new MasterKey(secret) : null;
  }

  /** The secret itself, for the file that keeps it. */
  toText(): string {
    return this.#secret.toString('base64');
  }

  wrap(owner: Owner, dataKey: Buffer): Buffer {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.#secret, nonce).setAAD(this.#binding(owner));
    return Buffer.concat([nonce, cipher.update(dataKey), cipher.final(), cipher.getAuthTag()]);
  }

  /** `null` when it was not this key that wrapped it, for this owner, or when a bit of it has changed. */
  unwrap(owner: Owner, wrapped: Buffer): Buffer | null {
    if (wrapped.length !== nonceBytes + keyBytes + tagBytes) return null;
    const decipher = createDecipheriv('aes-256-gcm', this.#secret, wrapped.subarray(0, nonceBytes))
      .setAAD(this.#binding(owner))
      .setAuthTag(wrapped.subarray(-tagBytes));
    const dataKey = decipher.update(wrapped.subarray(nonceBytes, -tagBytes));
    try {
      decipher.final();
      return dataKey;
    } catch {
      return null; // the tag does not fit: the one thing `final` reports
    }
  }

  #binding(owner: Owner): Buffer {
    return Buffer.from(JSON.stringify(['data key', this.id, owner.organizationId, owner.id]));
  }
}
