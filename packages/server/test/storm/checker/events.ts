import type { Entry } from '../history.ts';
import type { Found, FoundEvent, FoundSession } from './found.ts';
import type { Violation } from './violation.ts';

/** The events of each session tell the life that it had: once, in order, and nothing else. */
export function judgeEvents(history: readonly Entry[], found: Found): readonly Violation[] {
  return [...found.sessions.values()].flatMap(session => {
    if (session === null) return [];
    const events = found.events.get(session.browser_session_id) ?? [];
    const deaths = history.filter(
      entry => entry.type === 'browser_killed' && entry.session === session.browser_session_id,
    ).length;
    return [
      ...counts(session, { events, deaths }),
      ...order(session, events),
      ...generations(session, events),
    ];
  });
}

const isFinal = ({ status }: FoundSession): boolean => ['completed', 'timeout', 'failed'].includes(status);

function counts(
  session: FoundSession,
  { events, deaths }: { events: readonly FoundEvent[]; deaths: number },
): readonly Violation[] {
  const subject = session.browser_session_id;
  const count = (...types: string[]): number => events.filter(({ type }) => types.includes(type)).length;
  const wanted = {
    created: 1,
    started: session.started_at === null ? 0 : 1,
    ended: isFinal(session) ? 1 : 0,
    ...(deaths === 0 ? { browser_died: 0, browser_restored: 0, hibernated: 0, woken: 0 } : {}),
  };
  const different = Object.entries(wanted).flatMap(([type, times]): Violation[] => {
    const rule = count(type) < times ? 'event_missing' : 'event_invented';
    return count(type) === times ? [] : [{ rule, subject, detail: `${count(type)} × ${type}, not ${times}` }];
  });
  if (count('profile_saved', 'profile_not_saved') > 1) {
    const detail = 'its state was handed on more than once when it ended';
    different.push({ rule: 'event_invented', subject, detail });
  }
  const told = count('browser_died', 'hibernated');
  if (told !== deaths) {
    const rule = told < deaths ? 'event_missing' : 'event_invented';
    different.push({ rule, subject, detail: `${told} deaths are told, and ${deaths} browsers were killed` });
  }
  // One that died as it came back has not served, and the next takes its number.
  if (
    session.started_at !== null &&
    count('browser_restored') !== session.generation - 1 &&
    !isFinal(session)
  ) {
    const detail = `generation ${session.generation} after ${count('browser_restored')} came back`;
    different.push({ rule: 'event_missing', subject, detail });
  }
  return different;
}

function order(session: FoundSession, events: readonly FoundEvent[]): readonly Violation[] {
  const subject = session.browser_session_id;
  const violations: Violation[] = [];
  events.slice(1).forEach((event, place) => {
    const before = events[place];
    if (before === undefined || (before.id < event.id && before.at <= event.at)) return;
    const detail = `event ${event.id} (${event.at}) behind ${before.id} (${before.at})`;
    violations.push({ rule: 'time_went_back', subject, detail });
  });
  const end = events.findIndex(({ type }) => type === 'ended');
  const after = end === -1 ? [] : events.slice(end + 1);
  for (const { type } of after.filter(
    event => !event.type.startsWith('profile_') && event.type !== 'ended',
  )) {
    violations.push({ rule: 'final_state_left', subject, detail: `${type} after its end` });
  }
  return violations;
}

/** A browser that came back is one generation above the one that died, and it came once. */
function generations(session: FoundSession, events: readonly FoundEvent[]): readonly Violation[] {
  const subject = session.browser_session_id;
  let generation = 1;
  const violations: Violation[] = [];
  for (const { type, data } of events) {
    if (type !== 'browser_restored') continue;
    if (Number(data.generation) !== generation + 1) {
      const detail = `generation ${data.generation} came back after ${generation}`;
      violations.push({ rule: 'time_went_back', subject, detail });
    }
    generation = Number(data.generation);
  }
  return violations;
}
