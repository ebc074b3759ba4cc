import type { Entry } from '../history.ts';
import type { Found } from './found.ts';
import type { Violation } from './violation.ts';

const mostDeaths = 3;
const windowMs = 60_000;
/** Between the kill of a browser and the moment at which its server notices. */
const slackMs = 5_000;

/** A session that loses three browsers within a minute fails, and no other does. */
export function judgeDeaths(history: readonly Entry[], found: Found): readonly Violation[] {
  return [...found.sessions].flatMap(([subject, session]): Violation[] => {
    const deaths = history.flatMap(entry =>
      entry.type === 'browser_killed' && entry.session === subject ? entry.at : [],
    );
    const within = (window: number): boolean =>
      deaths.some((at, place) => (deaths[place + mostDeaths - 1] ?? Number.POSITIVE_INFINITY) - at < window);
    const isGivenUp = session?.status === 'failed' && session.end_reason === 'browser_crashed';
    if (within(windowMs - slackMs) && !isGivenUp) {
      const detail = `it is ${session?.status} (${session?.end_reason}) after three deaths within a minute`;
      return [{ rule: 'not_given_up', subject, detail }];
    }
    if (isGivenUp && !within(windowMs + slackMs)) {
      return [{ rule: 'given_up', subject, detail: 'it failed without three deaths within a minute' }];
    }
    return [];
  });
}
