import type { ApiKey, Organization } from '../domain/key.ts';

/** Where organisations and keys are kept. Each call returns when its effect is on disk. */
export interface KeyStore {
  insertOrganization(organization: Organization): void;
  findOrganization(name: string): Organization | null;
  listOrganizations(): readonly Organization[];
  insertKey(key: ApiKey): void;
  findKey(hash: string): ApiKey | null;
  listKeys(): readonly ApiKey[];
  /** `false` when there is no such key, or it was revoked before. */
  revokeKey(id: string, now: number): boolean;
}

export interface ConnectTokenRecord {
  /** SHA-256 of the token in hex. */
  readonly hash: string;
  readonly sessionId: string;
  /** `null`: it lives as long as the session. */
  readonly expiresAt: number | null;
}

export interface ConnectTokenStore {
  insert(record: ConnectTokenRecord): void;
  find(hash: string): ConnectTokenRecord | null;
  removeOf(sessionId: string): void;
}
