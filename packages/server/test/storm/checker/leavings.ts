import type { Found, Leavings } from './found.ts';
import type { Violation } from './violation.ts';

/** Each running session has one browser, and nothing else is left of any: no process, no directory. */
export function judgeLeavings({ sessions, leavings, leftAtLast }: Found): readonly Violation[] {
  const all = [...sessions.values()];
  const running = all.filter(session => session?.status === 'running').length;
  const hibernated = all.filter(session => session?.status === 'hibernated').length;
  const mains = leavings.processes.filter(({ isMain }) => isMain);
  const violations: Violation[] = [];
  const told = `${running} sessions run and ${hibernated} are hibernated`;
  if (mains.length < running) {
    const detail = `${mains.length} browsers run, and ${told}`;
    violations.push({ rule: 'browser_missing', subject: 'browsers', detail });
  }
  if (mains.length > running) {
    const detail = `${mains.length} browsers run, and ${told}: ${mains.map(({ home }) => home).join(', ')}`;
    violations.push({ rule: 'process_left', subject: 'browsers', detail });
  }
  if (leavings.homes.length !== running + hibernated) {
    const detail = `${leavings.homes.length} homes are there, and ${told}: ${leavings.homes.join(', ')}`;
    violations.push({ rule: 'home_left', subject: 'homes', detail });
  }
  const led = new Set(mains.map(({ home }) => home));
  const orphans = leavings.processes.filter(({ home }) => !led.has(home));
  return [...violations, ...orphans.map(({ pid, home }) => left(pid, home)), ...atLast(leftAtLast)];
}

function atLast({ homes, processes }: Leavings): readonly Violation[] {
  return [
    ...processes.map(({ pid, home }) => left(pid, home)),
    ...homes.map(
      (home): Violation => ({
        rule: 'home_left',
        subject: home,
        detail: 'although every session was closed',
      }),
    ),
  ];
}

const left = (pid: number, home: string): Violation => ({
  rule: 'process_left',
  subject: `pid ${pid}`,
  detail: `it runs in ${home}, which has no browser any more`,
});
