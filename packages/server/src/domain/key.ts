export interface Organization {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
}

/** An API key as it is kept: what it opens, never the key itself. */
export interface ApiKey {
  readonly id: string;
  readonly organizationId: string;
  /** SHA-256 of the key in hex. The key has 256 random bits, so nothing slower is needed. */
  readonly hash: string;
  /** Who made it: `first start`, `key create`, `sign-in link`. */
  readonly purpose: string;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
}

export function isUsable(key: ApiKey, now: number): boolean {
  return key.revokedAt === null && (key.expiresAt === null || key.expiresAt > now);
}
