import { describe, expect, test } from 'vitest';
import {
  isFinal,
  type SessionEvent,
  type SessionRecord,
  type SessionState,
  step,
} from '../../src/domain/session.ts';

const browser = { home: '/homes/a', pid: 7, pidStartTime: '99' };
const states = {
  launching: { phase: 'launching', home: '/homes/a' },
  live: { phase: 'live', browser, generation: 1, startedAt: 1000, expiresAt: 301_000, deaths: [] },
  restoring: {
    phase: 'restoring',
    home: '/homes/a',
    generation: 2,
    startedAt: 1000,
    expiresAt: 301_000,
    deaths: [1500],
  },
  asleep: { phase: 'asleep', home: '/homes/a', generation: 1, startedAt: 1000, expiresAt: 301_000 },
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
} as const satisfies { readonly [Phase in SessionState['phase']]: Extract<SessionState, { phase: Phase }> };
const report = { tabs: 1, cookies: 2, origins: 0 };
const events = {
  launched: { type: 'launched', browser, at: 2000 },
  launchFailed: { type: 'launchFailed', reason: 'launch_failed', detail: 'why', at: 2000 },
  closeRequested: { type: 'closeRequested', reason: 'closed', at: 2000 },
  expiredEarly: { type: 'expired', at: 300_999 },
  expired: { type: 'expired', at: 301_000 },
  browserDied: { type: 'browserDied', reason: 'browser_crashed', at: 2000 },
  browserGone: { type: 'browserGone', at: 2000 },
  browserMissing: { type: 'browserMissing' },
  wakeRequested: { type: 'wakeRequested' },
  restored: { type: 'restored', browser, report },
  restoreFailed: { type: 'restoreFailed', detail: 'why', at: 2000 },
  settingsChanged: { type: 'settingsChanged', settings: { timeoutMinutes: 7 } },
} as const satisfies Record<string, SessionEvent>;

describe('step', () => {
  test.each([
    ['launching', 'launched', 'live'],
    ['launching', 'launchFailed', 'ending failed launch_failed'],
    ['launching', 'closeRequested', 'ending completed closed'],
    ['launching', 'expired', null],
    ['launching', 'browserDied', null],
    ['launching', 'browserGone', null],
    ['launching', 'settingsChanged', 'launching'],
    ['live', 'launched', null],
    ['live', 'launchFailed', 'ending failed launch_failed'],
    ['live', 'closeRequested', 'ending completed closed'],
    ['live', 'expiredEarly', null],
    ['live', 'expired', 'ending timeout expired'],
    ['live', 'browserDied', 'restoring'],
    ['live', 'browserMissing', 'asleep'],
    ['live', 'wakeRequested', null],
    ['live', 'restored', null],
    ['live', 'restoreFailed', null],
    ['restoring', 'launched', null],
    ['restoring', 'closeRequested', 'ending completed closed'],
    ['restoring', 'expiredEarly', null],
    ['restoring', 'expired', 'ending timeout expired'],
    ['restoring', 'browserDied', null],
    ['restoring', 'browserMissing', 'asleep'],
    ['restoring', 'wakeRequested', null],
    ['restoring', 'restored', 'live'],
    ['restoring', 'restoreFailed', 'restoring'],
    ['restoring', 'browserGone', null],
    ['restoring', 'settingsChanged', 'restoring'],
    ['asleep', 'closeRequested', 'ending completed closed'],
    ['asleep', 'expiredEarly', null],
    ['asleep', 'expired', 'ending timeout expired'],
    ['asleep', 'browserDied', null],
    ['asleep', 'browserMissing', null],
    ['asleep', 'wakeRequested', 'restoring'],
    ['asleep', 'restored', null],
    ['asleep', 'settingsChanged', 'asleep'],
    ['launching', 'browserMissing', null],
    ['launching', 'wakeRequested', null],
    ['ending', 'browserMissing', null],
    ['ending', 'wakeRequested', null],
    ['ending', 'restored', null],
    ['ending', 'restoreFailed', null],
    ['live', 'browserGone', null],
    ['live', 'settingsChanged', 'live'],
    ['ending', 'launched', null],
    ['ending', 'closeRequested', null],
    ['ending', 'expired', null],
    ['ending', 'browserDied', null],
    ['ending', 'browserGone', 'ended timeout expired'],
    ['ending', 'settingsChanged', null],
    ['ended', 'launched', null],
    ['ended', 'closeRequested', null],
    ['ended', 'browserDied', null],
    ['ended', 'browserGone', null],
    ['ended', 'settingsChanged', null],
  ] as const)('%s + %s → %s', (phase, event, expected) => {
    const record = recordIn(states[phase]);
    const { record: next, effects } = step(record, events[event]);
    expect(next === record ? null : describeState(next.state)).toBe(expected);
    const begins: Partial<Record<SessionState['phase'], string>> = {
      ending: 'endBrowser',
      restoring: 'restoreBrowser',
    };
    const isAsked = next !== record && event !== 'settingsChanged';
    expect(effects.map(effect => effect.type)).toEqual(
      isAsked ? [begins[next.state.phase]].filter(Boolean) : [],
    );
  });

  test('the timer starts when the browser is connectable, not when the session was asked for', () => {
    const { record } = step(recordIn(states.launching), { type: 'launched', browser, at: 50_000 });
    expect(record.state).toMatchObject({ startedAt: 50_000, expiresAt: 50_000 + 5 * 60_000 });
  });

  test('a changed timeout counts from the start; an expiry that was due before it does nothing', () => {
    const { record } = step(recordIn(states.live), events.settingsChanged);
    expect(record.state).toMatchObject({ startedAt: 1000, expiresAt: 1000 + 7 * 60_000 });
    expect(step(record, events.expired).record).toBe(record);
    expect(step(record, { type: 'expired', at: 421_000 }).record.state.phase).toBe('ending');
  });

  test('a timeout that changes while the browser starts counts from its launch; what is not named stays', () => {
    const { record } = step(recordIn(states.launching), {
      type: 'settingsChanged',
      settings: { timeoutMinutes: 9, name: 'mine' },
    });
    expect(record).toMatchObject({ name: 'mine', tags: [], timeoutMinutes: 9, state: states.launching });
    const launched = step(record, { type: 'launched', browser, at: 2000 }).record;
    expect(launched.state).toMatchObject({ expiresAt: 2000 + 9 * 60_000 });
  });

  test('each restored browser is another generation; the deadline stays', () => {
    const died = step(recordIn(states.live), {
      type: 'browserDied',
      reason: 'browser_hung',
      at: 5000,
    }).record;
    expect(died.state).toMatchObject({ generation: 2, startedAt: 1000, expiresAt: 301_000, deaths: [5000] });
    const back = step(died, { type: 'restored', browser, report }).record;
    expect(back.state).toMatchObject({ phase: 'live', generation: 2, startedAt: 1000, expiresAt: 301_000 });
  });

  test('the third death within a minute ends the session, in use or on the way back; two do not', () => {
    const twice = recordIn({ ...states.live, deaths: [10_000, 20_000] });
    const third = { type: 'browserDied', reason: 'browser_crashed', at: 69_999 } as const;
    expect(describeState(step(twice, third).record.state)).toBe('ending failed browser_crashed');
    expect(describeState(step(twice, { ...third, at: 70_001 }).record.state)).toBe('restoring');
    const onTheWay = recordIn({ ...states.restoring, deaths: [10_000, 20_000] });
    const failed = step(onTheWay, { type: 'restoreFailed', detail: 'why', at: 30_000 }).record;
    expect(failed.state).toMatchObject({ phase: 'ending', reasonDetail: 'why' });
  });

  test('whatever comes after the end, the outcome stays', () => {
    for (const first of Object.values(events)) {
      for (const second of Object.values(events)) {
        const once = step(recordIn(states.live), first).record;
        if (!isFinal(once)) continue;
        const twice = step(once, second).record.state;
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
    profile: null,
    generatesProfile: false,
    runId: null,
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
