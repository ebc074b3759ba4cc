import { expect, test } from 'vitest';
import {
  addEvent,
  addSession,
  addVersion,
  ask,
  askProfileAgain,
  breakOff,
  change,
  changeEntry,
  changeRun,
  changeSession,
  changeVersion,
  closed,
  dropEntry,
  dropEvent,
  endSession,
  forgetClose,
  indexOf,
  killThrice,
  lastSeen,
  look,
  loseAnswer,
  numbered,
  revive,
  saveAtEnd,
  saveTwice,
  see,
  setSession,
  withProcess,
} from './fixtures/plants.ts';

import { quietStorm, Script, type Storm, session, time } from './fixtures/quiet-storm.ts';
import { judge } from './judge.ts';
import type { Rule } from './violation.ts';

/* A judge that finds nothing proves nothing: each violation is planted once, and must be found by its name alone. */

test('a storm that the server came through has no violation', () => {
  const { history, found } = quietStorm();
  expect(judge(history, found)).toEqual([]);
});

const plants: readonly (readonly [
  what: string,
  rule: Rule | readonly Rule[],
  plant: (storm: Storm) => void,
])[] = [
  ['a session is unknown', 'session_lost', storm => setSession(storm, 'b', null)],
  [
    'a session is denied',
    'session_lost',
    storm => ask(storm, 'getBrowserSession', { target: 'b', status: 404 }),
  ],
  ['a session that nobody asked for', 'session_invented', storm => addSession(storm, 'z', { tags: ['z'] })],
  ['one create is two sessions', 'session_invented', storm => addSession(storm, 'b2', { tags: ['b'] })],
  ['a session of no run', 'session_invented', storm => addSession(storm, 'o2', { tags: [], ...closed })],
  ['a session outlives its run', 'session_invented', storm => revive(storm, 'own')],
  [
    'a session is for ever being created',
    'session_indefinite',
    storm => changeSession(storm, 'b', { status: 'created' }),
  ],
  [
    'an acknowledged create fails for a restart',
    'session_indefinite',
    storm => endSession(storm, 'b', { status: 'failed', end_reason: 'server_restarted' }),
  ],
  [
    'a session ends before its time',
    'session_indefinite',
    storm => endSession(storm, 'b', { status: 'timeout', end_reason: 'expired', completed_at: time(60) }),
  ],
  ['a change is gone', 'change_lost', storm => changeSession(storm, 'a', { name: 'a' })],
  ['a close is gone', 'close_lost', storm => forgetClose(storm)],
  [
    'a session is closed and nobody asked',
    'close_lost',
    storm => endSession(storm, 'b', { status: 'completed', end_reason: 'closed' }),
  ],
  [
    'a closed session lives',
    'final_state_left',
    storm => see(storm, session('a', { name: 'changed', modified_at: time(60) })),
  ],
  [
    'an end changes its time',
    'final_state_left',
    storm => changeSession(storm, 'a', { completed_at: time(51) }),
  ],
  ['a browser dies after the end', 'final_state_left', storm => addEvent(storm, 'a', { type: 'changed' })],
  ['a creation moves', 'time_went_back', storm => changeSession(storm, 'b', { created_at: time(2) })],
  ['a start moves', 'time_went_back', storm => changeSession(storm, 'b', { started_at: time(2) })],
  ['a change was earlier', 'time_went_back', storm => changeSession(storm, 'a', { modified_at: time(5) })],
  ['an event was earlier', 'time_went_back', storm => addEvent(storm, 'b', { type: 'changed', at: time(1) })],
  // Nobody killed the browser, so there is nothing to tell either.
  [
    'a browser is another one',
    ['browser_changed', 'event_missing'],
    storm => dropEntry(storm, 'browser_killed'),
  ],
  ['a start is not told', 'event_missing', storm => dropEvent(storm, 'b', 'started')],
  ['a death is not told', 'event_missing', storm => dropEvent(storm, 'b', 'browser_died')],
  ['a return is not told', 'event_missing', storm => dropEvent(storm, 'b', 'browser_restored')],
  ['an end is told twice', 'event_invented', storm => addEvent(storm, 'own', { type: 'ended' })],
  ['a state is handed on twice', 'event_invented', storm => saveTwice(storm)],
  [
    'a death is told that nobody died',
    'event_invented',
    storm => addEvent(storm, 'b', { type: 'hibernated' }),
  ],
  ['three deaths are survived', 'not_given_up', storm => killThrice(storm)],
  [
    'one death is the end',
    'given_up',
    storm => endSession(storm, 'b', { status: 'failed', end_reason: 'browser_crashed' }),
  ],
  ['a page forgot', 'state_lost', storm => look(storm, { session: 'a', place: 'script:tab', value: null })],
  [
    'a cookie is an older one',
    'state_lost',
    storm => look(storm, { session: 'a', place: 'cookie', value: '0' }),
  ],
  ['a login is gone', 'state_lost', storm => look(storm, { session: 'a', place: 'login', value: null })],
  [
    'what nobody put is there',
    'state_lost',
    storm => look(storm, { session: 'b', place: 'local', value: '9' }),
  ],
  ['old state died with its browser', 'state_lost', storm => changeEntry(storm, lastSeen, { value: null })],
  ['a key makes two', 'repeat_differs', storm => askProfileAgain(storm)],
  ['a profile is gone', 'profile_lost', storm => change(storm, { profiles: [] })],
  [
    'a profile that nobody asked for',
    'profile_invented',
    storm =>
      change(storm, { profiles: [...storm.found.profiles, { browser_profile_id: 'bp_2', name: 'q' }] }),
  ],
  [
    'one profile is two',
    'profile_invented',
    storm =>
      change(storm, { profiles: [...storm.found.profiles, { browser_profile_id: 'bp_2', name: 'p' }] }),
  ],
  ['a save is gone', 'version_lost', storm => change(storm, { versions: storm.found.versions.slice(0, 1) })],
  ['a save too many', 'version_invented', storm => addVersion(storm, { created_by: 'k_1' })],
  [
    'a save at an end that was not to be',
    'version_invented',
    storm => addVersion(storm, { created_by: null }),
  ],
  ['a version does not open', 'version_wrong', storm => changeVersion(storm, { problem: 'profile_corrupt' })],
  [
    'a version lacks the login',
    'version_wrong',
    storm => changeVersion(storm, { holds: { cookie: '1', local: '1', login: null } }),
  ],
  ['a save at an end lacks the login', 'version_wrong', storm => saveAtEnd(storm, { login: null })],
  ['a run is unknown', 'run_lost', storm => change(storm, { runs: new Map([['tsk_1', null]]) })],
  ['a result changed', 'run_changed', storm => changeRun(storm, { output: 'other' })],
  ['a run never ends', 'run_indefinite', storm => changeRun(storm, { finished_at: null, status: 'running' })],
  ['no answer although nobody killed', 'no_answer', storm => loseAnswer(storm)],
  ['a fault of the server', 'server_fault', storm => ask(storm, 'listBrowserSessions', { status: 500 })],
  ['a connection breaks for nothing', 'connection_lost', storm => breakOff(storm)],
  [
    'a browser is missing',
    'browser_missing',
    storm => change(storm, { leavings: { homes: ['h'], processes: [] } }),
  ],
  [
    'a browser too many',
    'process_left',
    storm => change(storm, { leavings: withProcess(storm, { isMain: true }) }),
  ],
  [
    'a child without a browser',
    'process_left',
    storm => change(storm, { leavings: withProcess(storm, { isMain: false }) }),
  ],
  [
    'a home of nobody',
    'home_left',
    storm => change(storm, { leavings: { ...storm.found.leavings, homes: ['h', 'i'] } }),
  ],
  [
    'a home after all was closed',
    'home_left',
    storm => change(storm, { leftAtLast: { homes: ['h'], processes: [] } }),
  ],
  [
    'a process after all was closed',
    'process_left',
    storm => change(storm, { leftAtLast: { homes: [], processes: [{ pid: 7, home: 'h', isMain: true }] } }),
  ],
];

test.each(plants)('%s: %s', (_what, rule, plant) => {
  const storm = quietStorm();
  plant(storm);
  const rules = new Set(judge(storm.history, storm.found).map(violation => violation.rule));
  expect([...rules]).toEqual([rule].flat());
});

test('a session that was saved to its profile at its end is as it should be', () => {
  const storm = quietStorm();
  saveAtEnd(storm, {});
  expect(judge(storm.history, storm.found)).toEqual([]);
});

test('every answer that was lost to a kill is forgiven, and what came before it may be there still', () => {
  const storm = quietStorm();
  const script = new Script();
  script.call('updateBrowserSession', {
    target: 'a',
    body: { name: 'perhaps' },
    answer: null,
    isKilled: true,
  });
  script.add({ type: 'server_ready' });
  storm.history.splice(indexOf(storm, 'server_killed'), 0, ...numbered(script.entries));
  expect(judge(storm.history, storm.found)).toEqual([]);
  changeSession(storm, 'a', { name: 'perhaps' });
  expect(judge(storm.history, storm.found).map(({ rule }) => rule)).toEqual([]);
});
