import { BerthError } from '../domain/errors.ts';
import type { IdSource } from '../domain/ids.ts';
import { type ApiKey, isUsable, type Organization } from '../domain/key.ts';
import type { KeyStore } from './ports.ts';
import { hashOf, newSecret } from './secret.ts';

export const firstOrganization = 'default';

/** Organisations and the keys that open them. */
export class Keys {
  readonly #store: KeyStore;
  readonly #ids: IdSource;
  readonly #now: () => number;

  constructor(store: KeyStore, options: { ids: IdSource; now: () => number }) {
    this.#store = store;
    this.#ids = options.ids;
    this.#now = options.now;
  }

  /** The key with this secret. Throws `invalid_credentials` unless it is usable. */
  opened(secret: string | null): ApiKey {
    if (secret === null) throw refused('No API key was sent');
    const found = this.#store.findKey(hashOf(secret));
    if (found === null) throw refused('The API key is not known to this server');
    if (!isUsable(found, this.#now())) throw refused('The API key has expired or was revoked');
    return found;
  }

  /** For a secret that was made with this key and dies with it. Throws `invalid_credentials`. */
  requireUsable(id: string): void {
    const found = this.#store.findKeyById(id);
    if (found !== null && isUsable(found, this.#now())) return;
    throw refused('The API key that this was made with has expired or was revoked');
  }

  isRevoked(id: string): boolean {
    return this.#store.findKeyById(id)?.revokedAt !== null;
  }

  opens(secret: string): boolean {
    const found = this.#store.findKey(hashOf(secret));
    return found !== null && isUsable(found, this.#now());
  }

  /** The organisation with this name, which is made when there is none. */
  organizationNamed(name: string): Organization {
    return this.#store.findOrganization(name) ?? this.#newOrganization(name);
  }

  /** A new key of the organisation with this name, which is made when there is none. `secret` is shown only now. */
  create(
    organizationName: string,
    options: { purpose: string; secret?: string | undefined },
  ): { key: ApiKey; secret: string } {
    return this.#newKey(this.organizationNamed(organizationName).id, { ...options, expiresAt: null });
  }

  createForPage(organizationId: string, lifeMs: number): { key: ApiKey; secret: string } {
    return this.#newKey(organizationId, { purpose: 'sign-in link', expiresAt: this.#now() + lifeMs });
  }

  list(): ReadonlyArray<ApiKey & { readonly organizationName: string }> {
    const names = new Map(this.#store.listOrganizations().map(({ id, name }) => [id, name]));
    return this.#store
      .listKeys()
      .map(key => ({ ...key, organizationName: names.get(key.organizationId) ?? '' }));
  }

  revoke(id: string): boolean {
    return this.#store.revokeKey(id, this.#now());
  }

  /** Forgets the keys of web pages that expired `keepMs` ago or earlier. */
  sweep(keepMs: number): void {
    this.#store.removeExpiredUntil(this.#now() - keepMs);
  }

  #newOrganization(name: string): Organization {
    const organization = { id: this.#ids.next('o'), name, createdAt: this.#now() };
    this.#store.insertOrganization(organization);
    return organization;
  }

  #newKey(
    organizationId: string,
    options: { purpose: string; secret?: string | undefined; expiresAt: number | null },
  ): { key: ApiKey; secret: string } {
    const secret = options.secret ?? newSecret('berth');
    const key: ApiKey = {
      id: this.#ids.next('key'),
      organizationId,
      hash: hashOf(secret),
      purpose: options.purpose,
      createdAt: this.#now(),
      expiresAt: options.expiresAt,
      revokedAt: null,
    };
    this.#store.insertKey(key);
    return { key, secret };
  }
}

function refused(what: string): BerthError {
  return new BerthError(
    'invalid_credentials',
    `Invalid credentials: ${what}. Send a key as \`x-api-key\`; the first start wrote one to the file \`api-key\` in the data directory.`,
  );
}
