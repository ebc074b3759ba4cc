import type { Entry } from '../history.ts';
import type { Violation } from './violation.ts';

/** How old what was put must be, so that the death of a browser cannot take it away. */
const lossWindowMs = 5000;

/** What may be at one place of a session's browser, oldest first. */
interface Possible {
  readonly value: string | null;
  readonly at: number;
  /** Whether it was acknowledged; otherwise what was there before may be there still. */
  readonly isSure: boolean;
  readonly isAnything: boolean;
}

/** What was put into a browser is there whenever somebody looks. */
export function judgePlaces(history: readonly Entry[]): readonly Violation[] {
  const violations: Violation[] = [];
  const places = new Map<string, readonly Possible[]>();
  const knownOf = (key: string): readonly Possible[] => places.get(key) ?? [empty];
  for (const entry of history) {
    if (entry.type === 'browser_killed') {
      for (const [key, known] of places) {
        if (key.startsWith(`${entry.session} `)) places.set(key, afterDeath(known, { ...entry, key }));
      }
      continue;
    }
    if (!('place' in entry)) continue;
    const { at, session, place } = entry;
    const key = `${session} ${place}`;
    if (entry.type === 'seen') {
      const problem = missing(knownOf(key), entry.value);
      if (problem !== null) {
        violations.push({ rule: 'state_lost', subject: `${session} ${place}`, detail: problem });
      }
    }
    const value = entry.type === 'disturbed' ? null : entry.value;
    const isAnything = entry.type === 'disturbed';
    const isSure = entry.type !== 'putting';
    places.set(key, [...knownOf(key), { value, at, isSure, isAnything }]);
  }
  return violations;
}

const empty: Possible = { value: null, at: 0, isSure: true, isAnything: false };

/** From the last sure one on. */
function current(known: readonly Possible[]): readonly Possible[] {
  return known.slice(
    Math.max(
      known.findLastIndex(({ isSure }) => isSure),
      0,
    ),
  );
}

function missing(known: readonly Possible[], value: string | null): string | null {
  const possible = current(known);
  if (possible.some(each => each.isAnything || each.value === value)) return null;
  return `${value} is there, and not ${possible.map(each => each.value).join(', or perhaps ')}`;
}

/** What scripts held is gone; of the rest, the changes of the last seconds may be. */
function afterDeath(
  known: readonly Possible[],
  { at, key }: { at: number; key: string },
): readonly Possible[] {
  if (key.includes(' script:')) return [{ value: null, at, isSure: true, isAnything: true }];
  const kept = known.findLastIndex(each => each.isSure && each.at <= at - lossWindowMs);
  const [first = empty, ...younger] = known.slice(Math.max(kept, 0));
  return [first, ...younger.map(each => ({ ...each, isSure: false }))];
}
