import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { defaultSettings, type Settings } from '../settings.ts';

const cookieName = 'harbor_session';
const lifetimeSeconds = 7 * 24 * 60 * 60;

/** What the site remembers of one sign-in. It is kept in memory: a restart brings the defaults back. */
export class Session {
  readonly id: string;
  settings: Settings = defaultSettings;
  #notice: string | undefined;

  constructor(id: string) {
    this.id = id;
  }

  leaveNotice(notice: string): void {
    this.#notice = notice;
  }

  /** A notice is shown once. */
  takeNotice(): string | undefined {
    const notice = this.#notice;
    this.#notice = undefined;
    return notice;
  }
}

/**
 * The cookie is `id.expiry.signature`: a sign-in is proven by the signature, not by memory, so browsers that
 * outlive the demo stay signed in when it comes back with the same key.
 */
export class Sessions {
  readonly #key: Buffer;
  readonly #sessions = new Map<string, Session>();
  readonly #ended = new Set<string>();

  constructor(key: Buffer) {
    this.#key = key;
  }

  /** Begins a session and returns the `Set-Cookie` that carries it. */
  begin(): string {
    const id = randomBytes(32).toString('base64url');
    const claim = `${id}.${Math.floor(Date.now() / 1000) + lifetimeSeconds}`;
    return setCookie(`${claim}.${this.#sign(claim)}`, lifetimeSeconds);
  }

  find(cookies: string | undefined): Session | undefined {
    const [id, expiry, signature] = (readCookie(cookies) ?? '').split('.');
    if (id === undefined || expiry === undefined || signature === undefined) return undefined;
    if (!isSame(signature, this.#sign(`${id}.${expiry}`))) return undefined;
    if (Number(expiry) * 1000 <= Date.now() || this.#ended.has(id)) return undefined;
    return this.#recall(id);
  }

  /** Ends a session and returns the `Set-Cookie` that removes it. */
  end(session: Session): string {
    this.#sessions.delete(session.id);
    this.#ended.add(session.id);
    return setCookie('', 0);
  }

  #recall(id: string): Session {
    const session = this.#sessions.get(id) ?? new Session(id);
    this.#sessions.set(id, session);
    return session;
  }

  #sign(claim: string): string {
    return createHmac('sha256', this.#key).update(claim).digest('base64url');
  }
}

function setCookie(value: string, maxAgeSeconds: number): string {
  return `${cookieName}=${value}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; SameSite=Lax`;
}

function readCookie(cookies: string | undefined): string | undefined {
  const prefix = `${cookieName}=`;
  const pairs = (cookies ?? '').split(';').map(pair => pair.trim());
  return pairs.find(pair => pair.startsWith(prefix))?.slice(prefix.length);
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.byteLength === b.byteLength && timingSafeEqual(a, b);
}
