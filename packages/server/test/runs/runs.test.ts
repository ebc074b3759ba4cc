import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { BerthError } from '../../src/domain/errors.ts';
import { createIdSource } from '../../src/domain/ids.ts';
import type { TaskEngine } from '../../src/runs/engine.ts';
import { Runs } from '../../src/runs/runs.ts';
import { createRunStore } from '../../src/store/run-rows.ts';
import { openHouse } from '../sessions/fixtures/house.ts';
import { fakeBrowser } from '../sessions/fixtures/ports.ts';

/* The disk is full when a run ends: its end is saved as soon as there is room, and nothing is held for longer. */

const full = new BerthError('insufficient_storage', 'The disk is full.');
const second = 1000;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const atOnce: TaskEngine['run'] = async () => ({ status: 'completed', output: 'found', completeness: null });
const untilAborted: TaskEngine['run'] = (_task, { signal }) =>
  new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason));
    if (signal.aborted) reject(signal.reason);
  });

async function setUp(run: TaskEngine['run'] = atOnce) {
  const house = openHouse({
    launch: async ({ home }) => ({
      ...fakeBrowser({ ref: { home, pid: 1, pidStartTime: '1' } }),
      connect: async () => ({ send: () => undefined, close: () => undefined }),
    }),
  });
  const disk = { isFull: false };
  const store = createRunStore(house.database);
  const { sessions, database, clock, faults } = house;
  const open = () =>
    new Runs({
      store: {
        ...store,
        save(record) {
          if (disk.isFull) throw full;
          return store.save(record);
        },
      },
      sessions,
      downloads: { settled: async () => undefined },
      engine: { name: 'fake', secretsIn: () => [], run },
      ids: createIdSource({ now: () => clock.now, worker: 2 }),
      now: () => clock.now,
      onFault: (_record, fault) => faults.push(fault),
    });
  const { id: session } = await sessions.create('o_1', {});
  return { ...house, disk, database, runs: open(), open, session };
}

test('the end is tried again until it is saved, and lets go of the session', async () => {
  const { runs, disk, session, faults } = await setUp();
  disk.isFull = true;
  const { id } = await runs.submit('o_1', { prompt: 'x', browser_session_id: session });
  await vi.advanceTimersByTimeAsync(3 * second);
  expect([runs.get('o_1', id).state.phase, runs.runningIn(session)]).toEqual(['running', id]);
  expect(new Set(faults)).toEqual(new Set([full]));
  disk.isFull = false;
  await vi.advanceTimersByTimeAsync(second);
  expect(runs.get('o_1', id).state).toMatchObject({
    phase: 'ended',
    status: 'completed',
    output: 'found',
    completeness: null,
  });
  await runs.submit('o_1', { prompt: 'x', browser_session_id: session });
});

test('a session that the run made for itself is closed when there is room again', async () => {
  const { runs, disk, sessions } = await setUp();
  disk.isFull = true;
  const { id, sessionId } = await runs.submit('o_1', { prompt: 'x' });
  await vi.advanceTimersByTimeAsync(second);
  expect(sessions.get('o_1', sessionId).state.phase).toBe('live');
  disk.isFull = false;
  await vi.advanceTimersByTimeAsync(second);
  expect(runs.get('o_1', id).state.phase).toBe('ended');
  expect(sessions.get('o_1', sessionId).state.phase).toBe('ended');
});

test.each([true, false])(
  'a session that a former server made for a run is closed by the next one (run noted: %s)',
  async isNoted => {
    const { runs, open, sessions, session } = await setUp(untilAborted);
    const { id: sessionId } = isNoted
      ? { id: (await runs.submit('o_1', { prompt: 'x' })).sessionId }
      : await sessions.create('o_1', {}, { runId: 'tsk_1' });
    const next = open();
    next.reconcile();
    next.endLeftSessions();
    await vi.advanceTimersByTimeAsync(second);
    expect(sessions.get('o_1', sessionId).state).toMatchObject({ phase: 'ended', reason: 'closed' });
    expect(sessions.get('o_1', session).state.phase).toBe('live');
  },
);

test('whoever cancels hears that the disk is full, and the run is canceled all the same', async () => {
  const { runs, disk, session } = await setUp(untilAborted);
  const { id } = await runs.submit('o_1', { prompt: 'x', browser_session_id: session });
  disk.isFull = true;
  await expect(runs.cancel('o_1', id)).rejects.toBe(full);
  await expect(runs.cancel('o_1', id)).rejects.toBe(full);
  disk.isFull = false;
  await vi.advanceTimersByTimeAsync(second);
  expect(runs.get('o_1', id).state).toMatchObject({ phase: 'ended', status: 'canceled' });
});

test('a server on a full disk stops, and starts, and ends what was left when there is room again', async () => {
  const { runs, open, disk, session } = await setUp(untilAborted);
  const { id } = await runs.submit('o_1', { prompt: 'x', browser_session_id: session });
  disk.isFull = true;
  await runs.stop();
  const next = open();
  next.reconcile();
  expect(next.get('o_1', id).state.phase).toBe('running');
  disk.isFull = false;
  await vi.advanceTimersByTimeAsync(second);
  expect(next.get('o_1', id).state).toMatchObject({ status: 'failed', error: { code: 'server_restarted' } });
});
