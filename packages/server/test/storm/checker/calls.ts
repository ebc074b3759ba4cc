import type { Body, Entry, Operation } from '../history.ts';

/** A request with what came of it, as the history has it. */
export interface Call {
  readonly call: number;
  readonly operation: Operation;
  readonly target: string | null;
  readonly body: Body;
  readonly idempotencyKey: string | null;
  /** Places in the history. */
  readonly askedAt: number;
  readonly endedAt: number;
  /** `null`: no answer came. */
  readonly status: number | null;
  // biome-ignore lint/suspicious/noExplicitAny: answers as they came
  readonly answer: any;
}

/** In the order in which they were asked. */
export function callsIn(history: readonly Entry[]): readonly Call[] {
  const ends = new Map<number, { place: number; status: number | null; answer: unknown }>();
  history.forEach((entry, place) => {
    if (entry.type === 'answered') ends.set(entry.call, { place, status: entry.status, answer: entry.body });
    if (entry.type === 'lost') ends.set(entry.call, { place, status: null, answer: null });
  });
  return history.flatMap((entry, place) => {
    if (entry.type !== 'asked') return [];
    const end = ends.get(entry.call) ?? { place: history.length, status: null, answer: null };
    const { call, operation, target, body, idempotencyKey } = entry;
    const { status, answer } = end;
    return {
      call,
      operation,
      target,
      body,
      idempotencyKey,
      askedAt: place,
      endedAt: end.place,
      status,
      answer,
    };
  });
}

/** The requests of one operation that were carried out, as far as their clients know. */
export const acknowledged = (calls: readonly Call[], ...operations: Operation[]): readonly Call[] =>
  calls.filter(({ operation, status }) => operations.includes(operation) && status === 200);

export function groupBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): Map<Key, Item[]> {
  const groups = new Map<Key, Item[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}
