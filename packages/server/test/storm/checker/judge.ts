import type { Entry } from '../history.ts';
import { judgeAnswers } from './answers.ts';
import { callsIn } from './calls.ts';
import { judgeDeaths } from './deaths.ts';
import { judgeEvents } from './events.ts';
import type { Found } from './found.ts';
import { judgeLeavings } from './leavings.ts';
import { judgePlaces } from './places.ts';
import { judgeProfiles } from './profiles.ts';
import { judgeRuns } from './runs.ts';
import { judgeSessions } from './sessions.ts';
import type { Violation } from './violation.ts';

export type { Violation } from './violation.ts';

/**
 * Whether a server kept its word through a storm. Knows the history of what clients asked and saw, and what was found at
 * the end; imports nothing of the server.
 */
export function judge(history: readonly Entry[], found: Found): readonly Violation[] {
  const calls = callsIn(history);
  return [
    ...judgeAnswers(history, calls),
    ...judgeSessions({ history, calls, found }),
    ...judgeEvents(history, found),
    ...judgeDeaths(history, found),
    ...judgePlaces(history),
    ...judgeProfiles({ history, calls, found }),
    ...judgeRuns(calls, found),
    ...judgeLeavings(found),
  ];
}
