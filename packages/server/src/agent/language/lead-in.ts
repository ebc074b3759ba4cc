import { longestPhrase } from './clauses.ts';
import type { Instruction } from './instruction.ts';
import { ARTICLES, VERB_PHRASES } from './lexicon.ts';
import { joined } from './phrases.ts';
import type { Token } from './tokens.ts';

const LEADS = /^(on|at|from|in|for)$/;
const PAGE = /^(page|section|tab|screen)$/;
const NO_NAME = /^(this|that|current|same|first|second|next|last|each|every|all)$/;

/** What stands before the verb of a clause: where to do it ("On the invoices page, …"), or for which records. */
export type LeadIn =
  | { readonly kind: 'place'; readonly instruction: Instruction }
  | { readonly kind: 'records'; readonly entity: readonly string[] };

/** "For every invoice extract the number": a lead-in becomes a clause of its own. */
export function cutLeadIn(clause: readonly Token[]): readonly (readonly Token[])[] {
  if (!LEADS.test(clause[0]?.lower ?? '')) return [clause];
  for (let at = 2; at < clause.length; at += 1) {
    if (longestPhrase(clause, at, VERB_PHRASES) === 0) continue;
    const lead = clause.slice(0, at);
    return readLeadIn(lead, '') ? [lead, clause.slice(at)] : [clause];
  }
  return [clause];
}

export function readLeadIn(clause: readonly Token[], text: string): LeadIn | null {
  const tokens = clause.filter(token => !(token.kind === 'mark' && token.text === ','));
  const [lead, ...after] = tokens;
  if (lead?.kind !== 'word' || !LEADS.test(lead.lower)) return null;
  const named = after.filter((token, at) => at > 0 || token.lower !== 'the');
  if (lead.lower === 'for') return readRecords(named);
  const [only, ...others] = named;
  if (only?.kind === 'url' && others.length === 0)
    return { kind: 'place', instruction: { kind: 'open-url', text, url: only.text } };
  const name = named.slice(0, -1);
  const isPage = name.length > 0 && PAGE.test(named.at(-1)?.lower ?? '');
  if (!isPage || name.some(token => token.kind === 'mark' || NO_NAME.test(token.lower))) return null;
  const quoted = name.length === 1 && name[0]?.kind === 'quoted';
  const page = { text: joined(name), quoted };
  return { kind: 'place', instruction: { kind: 'go-to', text, page, saysPage: true } };
}

function readRecords([quantifier, ...after]: readonly Token[]): LeadIn | null {
  if (!/^(each|every|all)$/.test(quantifier?.lower ?? '')) return null;
  const named = after.filter(token => !ARTICLES.has(token.lower) && token.lower !== 'of');
  const isNoun = named.length > 0 && named.length <= 2 && named.every(token => token.kind === 'word');
  return isNoun ? { kind: 'records', entity: named.map(token => token.lower) } : null;
}
