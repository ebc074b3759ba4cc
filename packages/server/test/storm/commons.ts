import type { Body } from './history.ts';

/** What several visitors share: profiles to start from, each of which is signed in. */
export interface Commons {
  readonly profiles: string[];
  /** Sessions that nobody closed, with their tabs. */
  readonly parked: { readonly session: string; readonly tabs: readonly string[] }[];
  /** Creates that got no answer: sessions that may be there, although nobody knows them. */
  readonly unanswered: { readonly body: Body; readonly idempotencyKey: string }[];
  /** Makes names that no other request has. */
  nextName(): string;
}

export function newCommons(): Commons {
  let names = 0;
  return {
    profiles: [],
    parked: [],
    unanswered: [],
    nextName() {
      names += 1;
      return `n${names}`;
    },
  };
}
