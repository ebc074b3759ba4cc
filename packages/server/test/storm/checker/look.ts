import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { Entry } from '../history.ts';
import type { Found, FoundRun, FoundSession, FoundVersion, Leavings } from './found.ts';

/** Where to look. */
export interface Place {
  readonly server: { readonly origin: string; readonly key: string; readonly homesDirectory: string };
  readonly history: readonly Entry[];
}

/** Asks the server for all that it knows, and the machine for all that is left of browsers. Ends with closing every session. */
export async function lookAtServer({ server, history }: Place): Promise<Found> {
  // biome-ignore lint/suspicious/noExplicitAny: answers as they come; their shapes are in found.ts
  const ask = async (path: string, method = 'GET'): Promise<any> => {
    const response = await fetch(`${server.origin}${path}`, { method, headers: { 'x-api-key': server.key } });
    if (response.status === 404) return null;
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return await response.json();
  };
  const pages = async <Item>(path: string, size: number): Promise<Item[]> => {
    const all: Item[] = [];
    for (let page = 1; ; page += 1) {
      const items: Item[] = await ask(`${path}?page=${page}&page_size=${size}`);
      all.push(...items);
      if (items.length < size) return all;
    }
  };
  const listed = await pages<FoundSession>('/v1/browser_sessions/history', 100);
  const sessions = new Map<string, FoundSession | null>(listed.map(each => [each.browser_session_id, each]));
  for (const id of idsIn(history, 'browser_session_id')) {
    if (!sessions.has(id)) sessions.set(id, await ask(`/v1/browser_sessions/${id}`));
  }
  const unfinished = [...sessions.values()].filter(
    each => each !== null && each.completed_at === null,
  ).length;
  const leavings = await settledLeavings(server.homesDirectory, unfinished);
  const events = new Map();
  for (const [id, session] of sessions) {
    if (session !== null) events.set(id, await ask(`/v1/browser_sessions/${id}/events?page_size=1000`));
  }
  const profiles = await pages<Found['profiles'][number]>('/v1/browser_profiles', 100);
  const versions: FoundVersion[] = [];
  for (const { browser_profile_id: id } of profiles) {
    for (const version of await pages<FoundVersion>(`/v1/browser_profiles/${id}/versions`, 100)) {
      const path = `/v1/browser_profiles/${id}/storage_state?version_id=${version.version_id}`;
      const holds = version.problem === null ? holdingsOf(await ask(path)) : nothing;
      versions.push({ ...version, holds });
    }
  }
  const runs = new Map<string, FoundRun | null>();
  for (const id of idsIn(history, 'run_id')) runs.set(id, await ask(`/v1/runs/${id}`));
  await ask('/v1/browser_sessions/close_all', 'POST');
  const leftAtLast = leavingsIn(server.homesDirectory);
  return { sessions, events, profiles, versions, runs, leavings, leftAtLast };
}

function idsIn(history: readonly Entry[], field: string): Set<string> {
  const ids = new Set<string>();
  for (const entry of history) {
    if (entry.type !== 'answered' || entry.status !== 200) continue;
    for (const body of Array.isArray(entry.body) ? entry.body : [entry.body]) {
      if (typeof body?.[field] === 'string') ids.add(body[field]);
    }
  }
  return ids;
}

interface StorageState {
  readonly cookies: readonly { readonly name: string; readonly value: string }[];
  readonly origins: readonly { readonly localStorage: readonly { name: string; value: string }[] }[];
}

const nothing = { cookie: null, local: null, login: null };

function holdingsOf({ cookies, origins }: StorageState): FoundVersion['holds'] {
  const stored = origins.flatMap(({ localStorage }) => localStorage);
  return {
    cookie: cookies.find(({ name }) => name === 'mark')?.value ?? null,
    local: stored.find(({ name }) => name === 'mark')?.value ?? null,
    login: cookies.some(({ name }) => name === 'harbor_session') ? 'signed in' : null,
  };
}

/** What has just ended may take a moment to be cleared away; what stays is left. */
async function settledLeavings(homesDirectory: string, homeCount: number): Promise<Leavings> {
  const giveUpAt = Date.now() + patienceMs;
  for (;;) {
    const found = leavingsIn(homesDirectory);
    const mains = found.processes.filter(({ isMain }) => isMain).length;
    if ((found.homes.length <= homeCount && mains <= homeCount) || Date.now() > giveUpAt) return found;
    await delay(100);
  }
}

const patienceMs = 20_000;

function leavingsIn(homesDirectory: string): Leavings {
  const processes = readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .flatMap(pid => {
      const command = textOf(pid, 'cmdline');
      // A child names the home in its environment alone; the leader in both.
      const home = `${command}\0${textOf(pid, 'environ')}`.split(`${homesDirectory}/`)[1]?.split('/')[0];
      const isZombie = /\) Z/.test(textOf(pid, 'stat'));
      if (home === undefined || isZombie) return [];
      const isMain = command.includes(`--user-data-dir=${homesDirectory}/`) && !command.includes('--type=');
      return { pid: Number(pid), home, isMain };
    });
  return { homes: readdirSync(homesDirectory), processes };
}

function textOf(pid: string, file: 'cmdline' | 'environ' | 'stat'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1');
  } catch {
    return ''; // it ended meanwhile
  }
}
