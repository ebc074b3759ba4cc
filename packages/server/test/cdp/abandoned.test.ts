import { expect, test } from 'vitest';
import { releaseOf } from '../../src/cdp/abandoned.ts';

const child = { sessionId: 'child', waitingForDebugger: true };
const resumed = { method: 'Runtime.runIfWaitingForDebugger', sessionId: 'child' };

test.each([
  ['Target.attachedToTarget', child, resumed],
  ['Target.attachedToTarget', { ...child, waitingForDebugger: false }, null],
  ['Fetch.requestPaused', {}, { method: 'Fetch.disable', sessionId: 'left' }],
  ['Fetch.authRequired', {}, { method: 'Fetch.disable', sessionId: 'left' }],
  ['Debugger.paused', {}, { method: 'Debugger.disable', sessionId: 'left' }],
  ['Network.requestWillBeSent', {}, null],
])('%s %j of a session that nobody holds', (method, params, release) => {
  expect(releaseOf(method, { sessionId: 'left', readParams: () => params })).toEqual(release);
});
