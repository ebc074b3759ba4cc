import { readdirSync } from 'node:fs';
import type {
  BrowserProfile,
  BrowserProfileVersion,
  BrowserSession,
  SessionEvent,
  StorageState,
} from '@berth/contract';
import type { TestServer } from '../fixtures/server.ts';
import { browserPids } from './browser-pids.ts';
import { connect, markIn, readMark } from './marks.ts';
import type { Mark } from './model.ts';
import type { Observation, SeenProfile, SeenSession } from './observation.ts';

/** A server as it looks from outside: its API, `/proc`, the directory of the homes. */
export class View {
  readonly #server: TestServer;
  readonly #marks = new Map<string, Mark>();
  /** Ids by name, as the last look found them. */
  readonly #sessions = new Map<string, string>();
  readonly #profiles = new Map<string, string>();

  constructor(server: TestServer) {
    this.#server = server;
  }

  sessionId(name: string): string {
    return idOf(this.#sessions, name);
  }

  profileId(name: string): string {
    return idOf(this.#profiles, name);
  }

  async look(): Promise<Observation> {
    const history: BrowserSession[] = await this.get('/v1/browser_sessions/history?page_size=100');
    for (const { browser_session_id: id, name } of history) this.#sessions.set(name ?? '', id);
    const profiles: BrowserProfile[] = await this.get('/v1/browser_profiles?page_size=100');
    for (const { browser_profile_id: id, name } of profiles) this.#profiles.set(name, id);
    const listed: BrowserSession[] = await this.get('/v1/browser_sessions');
    return {
      sessions: await Promise.all(history.map(session => this.#seeSession(session))),
      listed: listed.map(({ name }) => name ?? ''),
      profiles: await Promise.all(profiles.map(profile => this.#seeProfile(profile))),
      browsers: browserPids(this.#server.homesDirectory).length,
      homes: readdirSync(this.#server.homesDirectory).length,
    };
  }

  async #seeSession(session: BrowserSession): Promise<SeenSession> {
    const { browser_session_id: id, name, status, end_reason: reason, generation, timeout } = session;
    const events: SessionEvent[] = await this.get(`/v1/browser_sessions/${id}/events?page_size=100`);
    const mark = status === 'running' ? { mark: await this.#markOf(session) } : {};
    return {
      name: name ?? '',
      status,
      reason,
      generation,
      timeout,
      keeps: session.generate_browser_profile,
      profile: nameOf(this.#profiles, session.browser_profile_id),
      events: events.map(({ type }) => type),
      ...mark,
    };
  }

  async #seeProfile({
    browser_profile_id: id,
    name,
    current_version_id: currentId,
  }: BrowserProfile): Promise<SeenProfile> {
    const versions: BrowserProfileVersion[] = await this.get(
      `/v1/browser_profiles/${id}/versions?page_size=100`,
    );
    const numberOf = (versionId: string | null): number | null =>
      versions.find(version => version.version_id === versionId)?.number ?? null;
    const seen = versions.toReversed().map(async version => ({
      number: version.number,
      parent: numberOf(version.parent_version_id),
      source: nameOf(this.#sessions, version.source_id),
      isOfEnd: version.created_by === null,
      mark: await this.#markIn(id, version.version_id),
    }));
    return { name, current: numberOf(currentId), versions: await Promise.all(seen) };
  }

  /** A version never changes. */
  async #markIn(profileId: string, versionId: string): Promise<Mark> {
    const known = this.#marks.get(versionId);
    if (known !== undefined) return known;
    const path = `/v1/browser_profiles/${profileId}/storage_state?version_id=${versionId}`;
    const { cookies }: StorageState = await this.get(path);
    const mark = markIn(cookies);
    this.#marks.set(versionId, mark);
    return mark;
  }

  async #markOf({ browser_address: address }: BrowserSession): Promise<Mark> {
    const client = await connect(address ?? '', this.#server.key);
    if (typeof client === 'number') throw new Error(`the session answers with ${client}`);
    return await readMark(client);
  }

  /** The cast is where JSON of the contract becomes its type. */
  async get<Body>(path: string): Promise<Body> {
    const response = await this.#server.fetch(path);
    if (response.status !== 200) throw new Error(`GET ${path}: ${response.status} ${await response.text()}`);
    return (await response.json()) as Body;
  }
}

function idOf(ids: ReadonlyMap<string, string>, name: string): string {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`nobody has seen ${name}`);
  return id;
}

function nameOf(ids: ReadonlyMap<string, string>, id: string | null): string | null {
  return [...ids].find(([, each]) => each === id)?.[0] ?? null;
}
