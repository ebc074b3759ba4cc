import { COURTESIES, VERB_PHRASES } from './lexicon.ts';
import type { Token } from './tokens.ts';

const ENDS_CLAUSE = new Set([';', '.', '!', '?', '\n']);
const JOINS = new Set(['and', 'then', '&']);

/** Cuts a prompt at sentence ends, and at "and" or a comma only where a verb follows: "name, email and phone" stays whole. */
export function splitClauses(tokens: readonly Token[]): Token[][] {
  const clauses: Token[][] = [];
  let clause: Token[] = [];
  let at = 0;
  const close = () => {
    if (clause.length > 0) clauses.push(clause);
    clause = [];
  };
  while (at < tokens.length) {
    const boundary = boundaryAt(tokens, at);
    if (boundary > 0 && !(clause.length > 0 && needsMore(clause))) {
      close();
      at += boundary;
    } else {
      const token = tokens[at];
      if (token) clause.push(token);
      at += 1;
    }
  }
  close();
  return clauses;
}

/** How many tokens the boundary at this place takes; 0 where there is none. */
function boundaryAt(tokens: readonly Token[], at: number): number {
  const token = tokens[at];
  if (!token) return 0;
  if (token.kind === 'mark' && ENDS_CLAUSE.has(token.text)) return 1;
  const listMark = listMarkLength(tokens, at);
  if (listMark > 0) return listMark;
  let next = at;
  if (isMark(tokens[next], ',') || isMark(tokens[next], '&')) next += 1;
  while (tokens[next]?.kind === 'word' && JOINS.has(tokens[next]?.lower ?? '')) next += 1;
  if (next === at) return 0;
  return startsClause(tokens, next, at) ? next - at : 0;
}

/** "1. Log in", "2) Go to", "- Click", "Step 3: type": the mark of a list is no content. */
function listMarkLength(tokens: readonly Token[], at: number): number {
  const before = tokens[at - 1];
  if (at > 0 && !(before?.kind === 'mark' && ENDS_CLAUSE.has(before.text))) return 0;
  const token = tokens[at];
  const next = tokens[at + 1];
  if (token && /^[-–*•]$/.test(token.text) && token.kind !== 'quoted') return 1;
  if (token?.kind === 'number' && (isMark(next, '.') || isMark(next, ')'))) return 2;
  const closes = isMark(tokens[at + 2], ':') || isMark(tokens[at + 2], '.') || isMark(tokens[at + 2], ')');
  return token?.lower === 'step' && next?.kind === 'number' && closes ? 3 : 0;
}

function startsClause(tokens: readonly Token[], at: number, joinedAt: number): boolean {
  const verbAt = skipCourtesies(tokens, at);
  const verb = longestPhrase(tokens, verbAt, VERB_PHRASES);
  if (verb === 0 || verbAt + verb > tokens.length) return false;
  // "Click Save and Submit": a capital after "and" belongs to a label, unless the sentence is written in capitals.
  const first = tokens[verbAt];
  const capital = first !== undefined && first.text !== first.lower;
  const plainAnd = tokens[joinedAt]?.lower === 'and' && at - joinedAt === 1;
  return !(capital && plainAnd);
}

/** "press" and "and": a clause so far that cannot stand alone goes on over the boundary. */
function needsMore(clause: readonly Token[]): boolean {
  const last = clause.at(-1);
  return last?.kind === 'mark' && (last.text === ':' || last.text === '=');
}

export function skipCourtesies(tokens: readonly Token[], at: number): number {
  let next = at;
  for (;;) {
    while (isMark(tokens[next], ',') || isMark(tokens[next], ':')) next += 1;
    const length = longestPhrase(tokens, next, COURTESIES);
    // "I'd like to have all …" is a wish as a whole, and no polite beginning of another.
    if (length === 0 || longestPhrase(tokens, next, VERB_PHRASES) > length) return next;
    next += length;
  }
}

export function longestPhrase(tokens: readonly Token[], at: number, phrases: readonly string[]): number {
  let longest = 0;
  for (const phrase of phrases) {
    const words = phrase.split(' ');
    const fits = words.every((word, index) => {
      const token = tokens[at + index];
      return token?.kind === 'word' && token.lower === word;
    });
    if (fits) longest = Math.max(longest, words.length);
  }
  return longest;
}

function isMark(token: Token | undefined, text: string): boolean {
  return token?.kind === 'mark' && token.text === text;
}
