import { expect, test, vi } from 'vitest';
import { BerthError } from '../../src/domain/errors.ts';
import type { SessionRecord } from '../../src/domain/session.ts';
import { Keeping } from '../../src/sessions/keeping.ts';
import type { SessionStore } from '../../src/sessions/ports.ts';
import { Supervisor } from '../../src/sessions/supervisor.ts';
import { fakeBrowser, fakeBrowsers, noJournals, noStates } from './fixtures/ports.ts';

const full = new BerthError('insufficient_storage', 'the disk is full');
const ref = { home: '/homes/a', pid: 7, pidStartTime: '99' };

test('a full disk is told to who waits, and what happened meanwhile is saved when there is room again', async () => {
  vi.useFakeTimers();
  try {
    const saved: string[] = [];
    let isFull = true;
    const supervisor = supervisorOver({
      save(record) {
        if (isFull) throw full;
        saved.push(record.state.phase);
        return true;
      },
    });
    supervisor.launch('/homes/a');
    await expect(supervisor.reached(record => record.state.phase === 'live')).rejects.toBe(full);
    await vi.advanceTimersByTimeAsync(3000);
    expect(saved).toEqual([]);
    isFull = false;
    await vi.advanceTimersByTimeAsync(1000);
    expect(saved).toEqual(['live']);
  } finally {
    vi.useRealTimers();
  }
});

test('a browser that will not end is tried again until it does', async () => {
  vi.useFakeTimers();
  try {
    let attempts = 0;
    const supervisor = supervisorOver({}, async () => {
      attempts += 1;
      if (attempts < 3) throw new Error('processes do not end');
    });
    supervisor.launch('/homes/a');
    await supervisor.reached(record => record.state.phase === 'live');
    supervisor.dispatch({ type: 'closeRequested', reason: 'closed', at: 2 });
    const ended = supervisor.reached(record => record.state.phase === 'ended');
    await vi.advanceTimersByTimeAsync(2100);
    expect((await ended).state).toMatchObject({ phase: 'ended', outcome: 'completed' });
    expect(attempts).toBe(3);
  } finally {
    vi.useRealTimers();
  }
});

test('after a release nothing is tried again: the next server takes over', async () => {
  vi.useFakeTimers();
  try {
    let attempts = 0;
    const supervisor = supervisorOver({}, async () => {
      attempts += 1;
      throw new Error('processes do not end');
    });
    supervisor.launch('/homes/a');
    await supervisor.reached(record => record.state.phase === 'live');
    supervisor.dispatch({ type: 'closeRequested', reason: 'closed', at: 2 });
    await vi.advanceTimersByTimeAsync(2100);
    supervisor.release();
    expect(vi.getTimerCount()).toBe(0);
    await vi.advanceTimersByTimeAsync(5000);
    expect(attempts).toBe(3);
  } finally {
    vi.useRealTimers();
  }
});

test('a record that another writer changed is not overwritten', () => {
  const supervisor = supervisorOver({ save: () => false });
  expect(() => supervisor.dispatch({ type: 'closeRequested', reason: 'closed', at: 2 })).toThrow(
    'another writer',
  );
  expect(supervisor.record.state.phase).toBe('launching');
});

function supervisorOver(
  store: Partial<SessionStore>,
  end: () => Promise<void> = async () => undefined,
): Supervisor {
  const browsers = fakeBrowsers({ launch: () => Promise.resolve(fakeBrowser({ ref, end })) });
  const journals = noJournals();
  const ports = {
    store: { ...emptyStore, ...store },
    browsers,
    journals,
    now: () => 1,
    onFault: () => undefined,
  };
  return new Supervisor(record, {
    ...ports,
    keeping: new Keeping({ ...ports, states: noStates }),
    onSaved: () => undefined,
    onBrowser: () => undefined,
    launchTimeoutMs: 30_000,
  });
}

const emptyStore: SessionStore = {
  insert: () => undefined,
  save: () => true,
  find: () => null,
  listLive: () => [],
  listRecent: () => [],
  tell: () => undefined,
  listNews: () => [],
  hasNews: () => false,
  listDue: () => [],
  listUnfinished: () => [],
  removeEndedUntil: () => 0,
};

const record: SessionRecord = {
  id: 'pbs_1',
  organizationId: 'o_1',
  name: null,
  tags: [],
  timeoutMinutes: 5,
  startUrl: null,
  profile: null,
  generatesProfile: false,
  runId: null,
  createdAt: 0,
  modifiedAt: 0,
  lastActivityAt: null,
  version: 1,
  state: { phase: 'launching', home: '/homes/a' },
};
