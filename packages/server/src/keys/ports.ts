import type { ApiKey, Organization } from '../domain/key.ts';

/** Where organisations and keys are kept. Each call returns when its effect is on disk. */
export interface KeyStore {
  insertOrganization(organization: Organization): void;
  findOrganization(name: string): Organization | null;
  listOrganizations(): readonly Organization[];
  insertKey(key: ApiKey): void;
  findKey(hash: string): ApiKey | null;
  findKeyById(id: string): ApiKey | null;
  listKeys(): readonly ApiKey[];
  /** `false` when there is no such key, or it was revoked before. */
  revokeKey(id: string, now: number): boolean;
  /** Removes keys that expired at `instant` or before and that no connect token was made with. */
  removeExpiredUntil(instant: number): void;
}

export interface ConnectTokenRecord {
  /** SHA-256 of the token in hex. */
  readonly hash: string;
  readonly sessionId: string;
  /** The API key that it was made with. */
  readonly keyId: string;
  /** `null`: it lives as long as the session. */
  readonly expiresAt: number | null;
}

export interface ConnectTokenStore {
  insert(record: ConnectTokenRecord): void;
  find(hash: string): ConnectTokenRecord | null;
  removeOf(sessionId: string): void;
  /** Removes what expired at `instant` or before. */
  removeExpiredUntil(instant: number): void;
}

export interface IdempotencyRecord {
  /** SHA-256 of organisation, operation and key in hex. */
  readonly hash: string;
  /** What tells another request under the same key; nothing of the request can be read from it. */
  readonly requestHash: string;
  /** The id of what the request makes, given before it is made. */
  readonly madeId: string;
  readonly createdAt: number;
}

export interface IdempotencyStore {
  /** Takes the place of an older record of the same hash. */
  save(record: IdempotencyRecord): void;
  find(hash: string): IdempotencyRecord | null;
  remove(hash: string): void;
  /** Removes what was created at `instant` or before. */
  removeUntil(instant: number): void;
}
