import { expect, test } from 'vitest';
import { type SweptRooms, sweep } from '../../src/compose/sweep.ts';
import { createIdSource } from '../../src/domain/ids.ts';
import type { DownloadRecord } from '../../src/domain/session-file.ts';
import { Downloads } from '../../src/files/downloads.ts';
import { ConnectTokens } from '../../src/keys/connect-tokens.ts';
import { IdempotencyKeys } from '../../src/keys/idempotency-keys.ts';
import { Keys } from '../../src/keys/keys.ts';
import { Tickets } from '../../src/keys/tickets.ts';
import { createConnectTokenStore } from '../../src/store/connect-token-rows.ts';
import { createDownloadStore } from '../../src/store/download-rows.ts';
import { createIdempotencyStore } from '../../src/store/idempotency-rows.ts';
import { createKeyStore } from '../../src/store/key-rows.ts';
import { createRunStore } from '../../src/store/run-rows.ts';
import { openHouse } from '../sessions/fixtures/house.ts';

const day = 24 * 60 * 60_000;
const keepEndedMs = 30 * day;

function setUp() {
  const { database, store, sessions, clock, faults } = openHouse({ maxLiveSessions: 2000 });
  const now = () => clock.now;
  const ids = createIdSource({ now, worker: 3 });
  const files = {
    isFinished: () => false,
    keep: () => Promise.reject(new Error('nothing is kept')),
    discard: () => undefined,
    open: () => {
      throw new Error('nothing is kept');
    },
    remove: () => undefined,
    list: () => [],
  };
  const downloadStore = createDownloadStore(database);
  const onFault = (fault: unknown) => void faults.push(fault);
  const rooms = {
    sessionStore: store,
    runStore: createRunStore(database),
    connectTokens: new ConnectTokens(createConnectTokenStore(database), now),
    keys: new Keys(createKeyStore(database), { ids, now }),
    idempotencyKeys: new IdempotencyKeys(createIdempotencyStore(database), { ids, now }),
    tickets: new Tickets(now),
    downloads: new Downloads(
      { store: downloadStore, files, ids, now, onFailed: () => undefined, onFault },
      { maxSessionBytes: 1, keepMs: 40 * day },
    ),
    profiles: { sweepKept: () => Promise.resolve() },
    now,
  } satisfies SweptRooms;
  const rows = (table: string) => Number(database.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
  const ended = async () => {
    const { id } = await sessions.create('o_1', {});
    await sessions.close('o_1', id);
    return id;
  };
  return { ...rooms, rooms, sessions, clock, faults, rows, ended, downloadStore, onFault, database };
}

test('sessions and runs that ended are there for as long as they are kept, and then gone with all that was theirs', async () => {
  const { rooms, sessions, clock, rows, ended, runStore, onFault, faults } = setUp();
  const old = await ended();
  const live = (await sessions.create('o_1', {})).id;
  runStore.insert(runOf('tsk_old', old, clock.now));
  runStore.addStep('tsk_old', 1, step);
  runStore.save({ ...endedRun('tsk_old', old, clock.now), version: 2 });
  runStore.insert(runOf('tsk_live', live, clock.now));
  clock.now += keepEndedMs - 1;
  const young = await ended();
  await sweep(rooms, { keepEndedMs, onFault });
  expect([sessions.get('o_1', old).id, runStore.listSteps('tsk_old').length]).toEqual([old, 1]);
  clock.now += 1;
  await sweep(rooms, { keepEndedMs, onFault });
  expect(() => sessions.get('o_1', old)).toThrow('There is no session');
  expect([rows('sessions'), rows('runs'), rows('run_steps')]).toEqual([2, 1, 0]);
  expect([sessions.get('o_1', live).state.phase, sessions.get('o_1', young).state.phase]).toEqual([
    'live',
    'ended',
  ]);
  expect(runStore.find('tsk_live')?.state.phase).toBe('running');
  expect(faults).toEqual([]);
});

test('more than one batch goes in one sweep', async () => {
  const { rooms, clock, rows, onFault, runStore, ended } = setUp();
  const session = await ended();
  for (let n = 0; n < 1200; n++) runStore.insert(endedRun(`tsk_${n}`, session, clock.now));
  clock.now += keepEndedMs;
  await sweep(rooms, { keepEndedMs, onFault });
  expect(rows('runs')).toBe(0);
});

test('a session is kept for as long as its downloads', async () => {
  const { rooms, sessions, clock, ended, downloadStore, onFault, faults } = setUp();
  const id = await ended();
  downloadStore.insert(downloadOf(id, clock.now));
  clock.now += 35 * day;
  await sweep(rooms, { keepEndedMs, onFault });
  expect(sessions.get('o_1', id).id).toBe(id);
  clock.now += 5 * day;
  await sweep(rooms, { keepEndedMs, onFault });
  expect(() => sessions.get('o_1', id)).toThrow('There is no session');
  expect(faults).toEqual([]);
});

test('expired tokens, tickets, keys of pages and idempotency keys go; what still opens something stays', async () => {
  const { rooms, sessions, clock, rows, keys, connectTokens, idempotencyKeys, tickets, onFault, faults } =
    setUp();
  const { id } = await sessions.create('o_1', {});
  const { key } = keys.create('o_1', { purpose: 'test' });
  keys.createForPage('o_1', day);
  connectTokens.issue(key, { sessionId: id, lifeMs: 1000 });
  const { token } = connectTokens.issue(key, { sessionId: id, lifeMs: null });
  const work = { idPrefix: 'x', make: async () => 1, find: () => 1 };
  const request = { organizationId: 'o_1', operation: 'x', request: {} };
  await idempotencyKeys.once({ ...request, key: 'first' }, work);
  const { ticket } = tickets.issue({ purpose: 'sign-in', organizationId: 'o_1' }, 60 * day);
  clock.now += day;
  await sweep(rooms, { keepEndedMs, onFault });
  expect([rows('connect_tokens'), rows('idempotency_keys'), rows('api_keys')]).toEqual([1, 0, 2]);
  expect(connectTokens.keyIdOf(token, id)).toBe(key.id);
  clock.now += keepEndedMs;
  await sweep(rooms, { keepEndedMs, onFault });
  expect(rows('api_keys')).toBe(1);
  expect(tickets.redeem(ticket, 'sign-in').organizationId).toBe('o_1');
  expect(faults).toEqual([]);
});

test('what cannot be removed is told, and keeps nothing else from being removed', async () => {
  const { rooms, clock, rows, ended, onFault, faults } = setUp();
  await ended();
  clock.now += keepEndedMs;
  const locked = new Error('database is locked');
  const runStore = {
    ...rooms.runStore,
    removeEndedUntil() {
      throw locked;
    },
  };
  await sweep({ ...rooms, runStore }, { keepEndedMs, onFault });
  expect([faults, rows('sessions')]).toEqual([[locked], 0]);
});

const step = {
  action: 'click',
  instruction: 'x',
  element: null,
  check: null,
  url: '',
  startedAt: 0,
  durationMs: 1,
};

function runOf(id: string, sessionId: string, at: number) {
  return {
    id,
    organizationId: 'o_1',
    sessionId,
    ownsSession: false,
    request: {
      prompt: 'x',
      url: null,
      title: null,
      engine: null,
      browserSessionId: sessionId,
      maxSteps: 1,
      parameterNames: null,
    },
    engine: 'fake',
    createdAt: at,
    modifiedAt: at,
    version: 1,
    stepCount: 0,
    state: { phase: 'running', startedAt: at },
  } as const;
}

function endedRun(id: string, sessionId: string, at: number) {
  const end = { phase: 'ended', status: 'completed', output: null, completeness: null, error: null } as const;
  return { ...runOf(id, sessionId, at), state: { ...end, startedAt: at, endedAt: at } };
}

function downloadOf(sessionId: string, at: number): DownloadRecord {
  return {
    id: 'a_1',
    organizationId: 'o_1',
    sessionId,
    home: '/homes/a',
    guid: 'g',
    filename: 'a.csv',
    host: 'x.test',
    startedAt: at,
    state: { phase: 'completed', size: 1, checksum: '', completedAt: at },
  };
}
