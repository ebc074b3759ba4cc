import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { BrowserSession } from '@berth/contract';
import { TestServer } from '../fixtures/server.ts';
import { browserPids } from './browser-pids.ts';
import { CutOff, connect, writeMark } from './marks.ts';
import type { Observation } from './observation.ts';
import type { Answered, Operation } from './operations.ts';
import { View } from './view.ts';

const clock = fileURLToPath(new URL('../fixtures/shifted-clock.ts', import.meta.url));
const noticedMs = 30_000;

type Answer = NonNullable<Answered['answer']>;

/** The real server, with real browsers: does operations and looks at what has become of it. */
export class World {
  readonly #server: TestServer;
  readonly #clockFile: string;
  readonly #view: View;
  #shift = 0;

  constructor(server: TestServer, clockFile: string) {
    this.#server = server;
    this.#clockFile = clockFile;
    this.#view = new View(server);
  }

  static async start(): Promise<World> {
    const clockFile = join(mkdtempSync(join(tmpdir(), 'berth-clock-')), 'clock');
    writeFileSync(clockFile, '0');
    const server = new TestServer({ SHIFTED_CLOCK_FILE: clockFile });
    server.nodeArguments = ['--import', clock];
    const world = new World(server, clockFile);
    await server.start();
    return world;
  }

  async remove(): Promise<void> {
    await this.#server.remove();
    rmSync(dirname(this.#clockFile), { recursive: true });
  }

  /** Kills the server, and its browsers too when asked to, and starts the next. */
  async restart({ takesBrowsers }: { takesBrowsers: boolean }): Promise<void> {
    await this.#server.end('SIGKILL');
    if (takesBrowsers) {
      const { homesDirectory } = this.#server;
      for (const pid of browserPids(homesDirectory)) process.kill(pid, 'SIGKILL');
      while (browserPids(homesDirectory).length > 0) await delay(10);
    }
    await this.#server.start();
  }

  look(): Promise<Observation> {
    return this.#view.look();
  }

  async carryOut(operation: Operation): Promise<Answered> {
    const at = Date.now();
    const answer = await this.#answer(operation).catch((fault: unknown) => {
      if (fault instanceof CutOff || (fault instanceof TypeError && fault.message === 'fetch failed'))
        return null;
      throw fault;
    });
    return { operation, answer, at, startedAt: Date.now() };
  }

  async #answer(operation: Operation): Promise<Answer> {
    switch (operation.kind) {
      case 'create': {
        const { name, timeout, generates, profile, savesTo } = operation;
        const from = profile === null ? {} : { browser_profile_id: this.#view.profileId(profile) };
        const to = savesTo ? { save_to_profile: true } : {};
        return await this.#post('/v1/browser_sessions', {
          name,
          timeout,
          generate_browser_profile: generates,
          ...from,
          ...to,
        });
      }
      case 'patch':
        return await this.#post(this.#sessionPath(operation.session), operation.change, 'PATCH');
      case 'close':
        return await this.#post(`${this.#sessionPath(operation.session)}/close`, undefined);
      case 'crash':
        return await this.#crash(operation.session);
      case 'mark':
        return await this.#setMark(operation.session, operation.mark);
      case 'save': {
        const path = `/v1/browser_profiles/${this.#view.profileId(operation.profile)}/save`;
        const conflict = operation.beside ? { on_conflict: 'new_version' } : {};
        return await this.#post(path, {
          browser_session_id: this.#view.sessionId(operation.session),
          ...conflict,
        });
      }
      case 'profile': {
        const source =
          operation.session === null ? {} : { browser_session_id: this.#view.sessionId(operation.session) };
        return await this.#post('/v1/browser_profiles', { name: operation.name, ...source });
      }
      case 'advance':
        this.#shift += operation.minutes * 60_000;
        writeFileSync(this.#clockFile, String(this.#shift));
        process.kill(this.#server.pid, 'SIGUSR2');
        return { status: 200, code: null };
    }
  }

  async #setMark(session: string, mark: string): Promise<Answer> {
    const client = await connect(
      `${this.#server.origin}/cdp/${this.#view.sessionId(session)}`,
      this.#server.key,
    );
    if (typeof client === 'number') return { status: client, code: null };
    await writeMark(client, mark);
    return { status: 200, code: null };
  }

  /** Kills the browser of a session that has one, and waits until the server has noticed. */
  async #crash(session: string): Promise<Answer> {
    const id = this.#view.sessionId(session);
    const before: BrowserSession = await this.#view.get(`/v1/browser_sessions/${id}`);
    const [pid] = browserPids(this.#homeOf(id));
    if (before.status !== 'running' || pid === undefined) return { status: 200, code: null };
    process.kill(pid, 'SIGKILL');
    const deadline = Date.now() + noticedMs;
    for (;;) {
      const now: BrowserSession = await this.#view.get(`/v1/browser_sessions/${id}`);
      if (now.generation > before.generation || now.status !== 'running') return { status: 200, code: null };
      if (Date.now() > deadline) throw new Error(`the death of the browser of ${session} was not noticed`);
      await delay(20);
    }
  }

  #homeOf(id: string): string {
    const database = new DatabaseSync(join(this.#server.dataDirectory, 'berth.sqlite'), { readOnly: true });
    try {
      const row = database
        .prepare(
          "SELECT coalesce(record ->> '$.state.browser.home', record ->> '$.state.home') AS home FROM sessions WHERE id = ?",
        )
        .get(id);
      return typeof row?.home === 'string' ? row.home : 'nowhere';
    } finally {
      database.close();
    }
  }

  #sessionPath(name: string): string {
    return `/v1/browser_sessions/${this.#view.sessionId(name)}`;
  }

  async #post(path: string, body: unknown, method = 'POST'): Promise<Answer> {
    const headers = { 'content-type': 'application/json' };
    const sent = body === undefined ? {} : { body: JSON.stringify(body), headers };
    const response = await this.#server.fetch(path, { method, ...sent });
    const text = await response.text();
    const answer: { code?: string; number?: number } = text === '' ? {} : JSON.parse(text);
    if (response.status >= 500) {
      const said = readFileSync(join(this.#server.dataDirectory, 'server.log'), 'utf8');
      const faults = said.split('\n').filter(line => line.includes('"err"'));
      throw new Error(`${method} ${path} ${JSON.stringify(body)}: ${text}\n${faults.slice(-5).join('\n')}`);
    }
    const number = answer.number === undefined ? {} : { number: answer.number };
    return { status: response.status, code: answer.code ?? null, ...number };
  }
}
