import { describe, expect, test } from 'vitest';
import {
  isFinal,
  type SessionEvent,
  type SessionRecord,
  type SessionState,
  step,
} from '../../src/domain/session.ts';

const browser = { home: '/homes/a', pid: 7, pidStartTime: '99' };
const states: Readonly<Record<SessionState['phase'], SessionState>> = {
  launching: { phase: 'launching', home: '/homes/a' },
  live: { phase: 'live', browser, generation: 1, startedAt: 1000, expiresAt: 301_000 },
  ending: {
    phase: 'ending',
    home: '/homes/a',
    outcome: 'timeout',
    reason: 'expired',
    reasonDetail: null,
    startedAt: 1000,
    expiresAt: 301_000,
    generation: 1,
    endedAt: 301_000,
  },
  ended: {
    phase: 'ended',
    outcome: 'timeout',
    reason: 'expired',
    reasonDetail: null,
    startedAt: 1000,
    expiresAt: 301_000,
    generation: 1,
    endedAt: 301_000,
  },
};
const events = {
  launched: { type: 'launched', browser, at: 2000 },
  launchFailed: { type: 'launchFailed', reason: 'launch_failed', detail: 'why', at: 2000 },
  closeRequested: { type: 'closeRequested', reason: 'closed', at: 2000 },
  expiredEarly: { type: 'expired', at: 300_999 },
  expired: { type: 'expired', at: 301_000 },
  browserDied: { type: 'browserDied', reason: 'browser_crashed', at: 2000 },
  browserGone: { type: 'browserGone', at: 2000 },
} as const satisfies Record<string, SessionEvent>;

describe('step', () => {
  test.each([
    ['launching', 'launched', 'live'],
    ['launching', 'launchFailed', 'ending failed launch_failed'],
    ['launching', 'closeRequested', 'ending completed closed'],
    ['launching', 'expired', null],
    ['launching', 'browserDied', null],
    ['launching', 'browserGone', null],
    ['live', 'launched', null],
    ['live', 'launchFailed', 'ending failed launch_failed'],
    ['live', 'closeRequested', 'ending completed closed'],
    ['live', 'expiredEarly', null],
    ['live', 'expired', 'ending timeout expired'],
    ['live', 'browserDied', 'ending failed browser_crashed'],
    ['live', 'browserGone', null],
    ['ending', 'launched', null],
    ['ending', 'closeRequested', null],
    ['ending', 'expired', null],
    ['ending', 'browserDied', null],
    ['ending', 'browserGone', 'ended timeout expired'],
    ['ended', 'launched', null],
    ['ended', 'closeRequested', null],
    ['ended', 'browserDied', null],
    ['ended', 'browserGone', null],
  ] as const)('%s + %s → %s', (phase, event, expected) => {
    const record = recordIn(states[phase]);
    const { state, effects } = step(record, events[event]);
    expect(state === record.state ? null : describeState(state)).toBe(expected);
    expect(effects.map(effect => effect.type)).toEqual(
      state.phase === 'ending' && state !== record.state ? ['endBrowser'] : [],
    );
  });

  test('the timer starts when the browser is connectable, not when the session was asked for', () => {
    const { state } = step(recordIn(states.launching), { type: 'launched', browser, at: 50_000 });
    expect(state).toMatchObject({ startedAt: 50_000, expiresAt: 50_000 + 5 * 60_000 });
  });

  test('whatever comes after the end, the outcome stays', () => {
    for (const first of Object.values(events)) {
      for (const second of Object.values(events)) {
        const once = recordIn(step(recordIn(states.live), first).state);
        if (!isFinal(once)) continue;
        const twice = step(once, second).state;
        expect(describeState(twice).split(' ').slice(1)).toEqual(
          describeState(once.state).split(' ').slice(1),
        );
      }
    }
  });
});

function recordIn(state: SessionState): SessionRecord {
  return {
    id: 'pbs_1',
    organizationId: 'o_1',
    name: null,
    tags: [],
    timeoutMinutes: 5,
    startUrl: null,
    createdAt: 0,
    modifiedAt: 0,
    lastActivityAt: null,
    version: 1,
    state,
  };
}

function describeState(state: SessionState): string {
  return 'outcome' in state ? `${state.phase} ${state.outcome} ${state.reason}` : state.phase;
}
