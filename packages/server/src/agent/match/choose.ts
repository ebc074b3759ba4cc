import type { RunErrorCode } from '@berth/contract';
import { Obstacle } from '../obstacle.ts';

const FLOOR = 0.78;
const GAP = 0.08;
const NAMED = 4;

export interface Candidate<T> {
  readonly item: T;
  readonly score: number;
  /** As a person would name it: `button "Log in"`. */
  readonly label: string;
  /** Two candidates with the same target (one address) are no ambiguity. */
  readonly target: string;
}

export type Choice<T> =
  | { readonly kind: 'chosen'; readonly candidate: Candidate<T> }
  | { readonly kind: 'ambiguous'; readonly among: readonly Candidate<T>[] }
  | { readonly kind: 'none'; readonly nearest: readonly Candidate<T>[] };

/** Only a clear winner is taken: good enough in itself, and clearly better than anything else. */
export function choose<T>(candidates: readonly Candidate<T>[]): Choice<T> {
  const ranked = [...candidates].sort((a, b) => b.score - a.score);
  const top = ranked[0];
  if (!top || top.score < FLOOR)
    return { kind: 'none', nearest: ranked.slice(0, NAMED).filter(each => each.score > 0.2) };
  const rivals = ranked.filter(each => each.target !== top.target && top.score - each.score < GAP);
  if (rivals.length > 0) return { kind: 'ambiguous', among: [top, ...rivals].slice(0, NAMED) };
  return { kind: 'chosen', candidate: top };
}

/** The outcome of a choice that did not come out: what was looked for, and what there is. */
export function noChoice<T>(sought: string, choice: Exclude<Choice<T>, { kind: 'chosen' }>): Obstacle {
  if (choice.kind === 'ambiguous') {
    const names = choice.among.map(each => each.label).join(', ');
    return obstacle(
      'ambiguous_target',
      `Several elements answer to ${sought}: ${names}. Name one of them exactly.`,
    );
  }
  const names = choice.nearest.map(each => each.label).join(', ');
  return obstacle(
    'element_not_found',
    `Nothing on the page answers to ${sought}.${names ? ` Nearest: ${names}.` : ''}`,
  );
}

function obstacle(code: RunErrorCode, reason: string): Obstacle {
  return new Obstacle(code, reason);
}
