import { ClauseReader } from './clause-reader.ts';
import { longestPhrase, skipCourtesies, splitClauses } from './clauses.ts';
import { type Credentials, PASSWORD_NAMES, readCredentials } from './credentials.ts';
import { onlyRepeats, readExtraction } from './extraction.ts';
import { continueFill, readClear, readFill } from './filling.ts';
import type { Decline, Instruction, InstructionKind, Reading } from './instruction.ts';
import { cutLeadIn, readLeadIn } from './lead-in.ts';
import { VERBS } from './lexicon.ts';
import { readCheck, readClick, readGoTo, readHistory, readSearch, readSelect, readWait } from './targets.ts';
import { type Token, tokenize } from './tokens.ts';

/** A clause as a rule read it, or the words it could not give a meaning to. */
export type ClauseReading = Instruction | Decline;
export type ClauseRule = (reader: ClauseReader, verb: string) => ClauseReading;

const RULES: Readonly<Record<InstructionKind, ClauseRule>> = {
  'sign-in': readSignIn,
  'sign-out': reader => ({ kind: 'sign-out', text: reader.text }),
  'go-to': readGoTo,
  'open-url': readGoTo,
  history: readHistory,
  click: readClick,
  press: readClick,
  fill: readFill,
  clear: readClear,
  select: readSelect,
  check: readCheck,
  search: readSearch,
  submit: readSubmit,
  wait: readWait,
  extract: readShown,
};

interface Draft {
  readonly instructions: Instruction[];
  /** "For each invoice, …": waits for what is to be read of them. */
  records: readonly string[];
  /** A lead-in that nothing has followed yet. */
  open: string | null;
}

/** Reads a whole prompt, or says which words of it have no meaning here. Every content word ends in a slot or is named. */
export function readPrompt(prompt: string): Reading {
  const clauses = splitClauses(tokenize(prompt)).map(withoutThanks).flatMap(cutLeadIn);
  const draft: Draft = { instructions: [], records: [], open: null };
  for (const clause of clauses) {
    const decline = clause.length > 0 ? addClause(prompt, clause, draft) : null;
    if (decline) return { understood: false, decline };
  }
  const nothing = draft.open ?? (draft.instructions.length === 0 ? prompt.trim() : null);
  if (nothing !== null)
    return { understood: false, decline: { phrase: nothing, why: 'it asks for nothing' } };
  return { understood: true, instructions: draft.instructions };
}

function addClause(prompt: string, clause: readonly Token[], draft: Draft): Decline | null {
  const previous = draft.instructions.at(-1);
  if (draft.open === null && onlyRepeats(clause.slice(skipCourtesies(clause, 0)), previous)) return null;
  const { text } = new ClauseReader(prompt, clause);
  const lead = readLeadIn(clause, text);
  if (lead && draft.open === null) {
    draft.open = text;
    if (lead.kind === 'records') draft.records = lead.entity;
    else draft.instructions.push(lead.instruction);
    return null;
  }
  const reading = readClause(prompt, clause);
  const merged =
    'why' in reading && previous && draft.open === null
      ? (continueSignIn(prompt, clause, previous) ?? continueFill(clause, previous))
      : null;
  if (merged) {
    draft.instructions[draft.instructions.length - 1] = merged;
    return null;
  }
  if ('why' in reading) return reading;
  const whole = withRecords(reading, draft);
  if ('why' in whole) return whole;
  draft.open = null;
  draft.instructions.push(...withNavigation(whole, clause));
  return null;
}

function withRecords(instruction: Instruction, draft: Draft): ClauseReading {
  if (draft.records.length === 0) return instruction;
  if (instruction.kind !== 'extract' || instruction.entity.length > 0)
    return { phrase: draft.open ?? '', why: 'only reading can be done for each record' };
  const { records } = draft;
  draft.records = [];
  return { ...instruction, entity: records };
}

/** "click Save please", "go to invoices for me, thanks" */
function withoutThanks(clause: readonly Token[]): readonly Token[] {
  const text = clause.map(token => (token.kind === 'quoted' ? '"' : token.lower)).join(' ');
  const thanks = /(^|,? )(please|thanks|thank you|many thanks|cheers|for me)$/.exec(text);
  if (!thanks) return clause;
  const length = thanks[0].trim().split(' ').filter(Boolean).length;
  const rest = clause.slice(0, clause.length - length);
  if (rest.length > 0 && !thanks[0].startsWith(',')) {
    // "type thank you", "with password please": what is asked for itself, and no politeness.
    const start = skipCourtesies(rest, 0);
    const [, verb] = verbAt(rest, start);
    const before = rest.at(-1);
    const isAsked = start + (verb === '' ? 0 : verb.split(' ').length) >= rest.length;
    if (isAsked || before?.kind === 'mark' || LEADS_ON.has(before?.lower ?? '')) return clause;
  }
  return withoutThanks(rest);
}

const LEADS_ON = new Set(['and', 'or', 'to', 'with', 'as', 'is', 'of', 'say', 'saying', ...PASSWORD_NAMES]);

function readClause(prompt: string, clause: readonly Token[]): ClauseReading {
  const start = skipCourtesies(clause, 0);
  const reader = new ClauseReader(prompt, clause.slice(start));
  const useFirst = readUseToSignIn(prompt, clause.slice(start));
  if (useFirst) return useFirst;
  const [kind, verb] = verbAt(clause, start);
  if (!kind) return { phrase: reader.text, why: 'it does not begin with an action this engine knows' };
  reader.takeAny([verb]);
  const reading = RULES[kind](reader, verb);
  if ('why' in reading) return reading;
  reader.skipMarks(',', ':', '(', ')');
  reader.takeAny(['please', 'too', 'as well', 'now', 'again', 'for me']);
  if (reader.done) return reading;
  return brokenPassword(reader, reading) ?? { phrase: reader.restText, why: 'this part has no meaning here' };
}

/** Words right after an unquoted password may be the rest of it: they are not repeated, quotes are asked for. */
function brokenPassword(reader: ClauseReader, reading: Instruction): Decline | null {
  if (reading.kind !== 'sign-in' || reading.password?.kind !== 'literal') return null;
  const before = reader.peek(-1);
  const after = reader.peek();
  const goesOn = before?.kind !== 'quoted' && before?.text === reading.password.text;
  if (!goesOn || !after || after.kind === 'mark' || after.lower === 'and') return null;
  return { phrase: 'password', why: 'a password of several words must stand in quotes' };
}

function verbAt(clause: readonly Token[], at: number): [InstructionKind | null, string] {
  let best: [InstructionKind | null, string] = [null, ''];
  for (const [kind, phrases] of VERBS) {
    for (const phrase of phrases) {
      if (phrase.length > best[1].length && longestPhrase(clause, at, [phrase]) > 0) best = [kind, phrase];
    }
  }
  return best;
}

function readSignIn(reader: ClauseReader): ClauseReading {
  const { username, password } = readCredentials(reader);
  return { kind: 'sign-in', text: reader.text, username, password };
}

function readSubmit(reader: ClauseReader, verb: string): ClauseReading {
  if (verb === 'save') return readSave(reader);
  const position = reader.position;
  reader.takeAny(['the', 'this', 'it']);
  const subject = reader.takeAny(['form', 'login form', 'search form', 'it']);
  if (!subject && !reader.done) {
    reader.rewind(position);
    return { phrase: reader.restText, why: 'only a form can be submitted' };
  }
  return { kind: 'submit', text: reader.text };
}

/** "and save": the button of that name. */
function readSave(reader: ClauseReader): ClauseReading {
  reader.takeAny(['it', 'the form', 'changes', 'the changes', 'your changes', 'my changes', 'everything']);
  const phrase = { text: 'Save', quoted: false };
  return { kind: 'click', text: reader.text, target: { phrase, kind: 'button', row: null } };
}

/** "Use username ann and password x to log in". */
function readUseToSignIn(prompt: string, clause: readonly Token[]): Instruction | null {
  const first = clause[0]?.lower;
  if (first !== 'use' && first !== 'using' && first !== 'with') return null;
  const reader = new ClauseReader(prompt, clause);
  reader.take();
  const found = readCredentials(reader);
  reader.skipMarks(',');
  reader.takeAny(['to']);
  const verb = reader.takeAny(['log in', 'sign in', 'login', 'log into the site', 'log me in']);
  if (!verb || !reader.done || (first === 'use' && !found.password)) return null;
  return { kind: 'sign-in', text: reader.text, ...found };
}

/** "Log in as ann. The password is x." : the second sentence completes the first. */
function continueSignIn(prompt: string, clause: readonly Token[], previous: Instruction): Instruction | null {
  if (previous.kind !== 'sign-in') return null;
  const reader = new ClauseReader(prompt, clause);
  reader.takeAny(['use', 'the', 'your', 'my', 'with']);
  const more: Credentials = readCredentials(reader);
  if (!reader.done || (!more.username && !more.password)) return null;
  if ((more.username && previous.username) || (more.password && previous.password)) return null;
  return {
    ...previous,
    username: previous.username ?? more.username,
    password: previous.password ?? more.password,
  };
}

/** "Show me the invoices page" asks for a page, "show me the invoice numbers" for what is on it. */
function readShown(reader: ClauseReader, verb: string): ClauseReading {
  const tokens = reader.rest();
  const isPage =
    /^(show|show me|find|find me|.+ see)$/.test(verb) &&
    /^page$/.test(tokens.at(-1)?.lower ?? '') &&
    !tokens.some(token => /^(all|every|each|of|on|from|in|and|for|this)$/.test(token.lower));
  if (/^find( me)?$/.test(verb) && !isPage)
    return { phrase: reader.text, why: 'it does not begin with an action this engine knows' };
  return isPage ? readGoTo(reader, verb) : readExtraction(reader);
}

/** "extract the names from the customers page" is two things: going there, and reading. */
function withNavigation(instruction: Instruction, clause: readonly Token[]): Instruction[] {
  if (instruction.kind !== 'extract' && instruction.kind !== 'sign-in') return [instruction];
  const { text } = instruction;
  const url = addressIn(clause, instruction.kind);
  const from = instruction.kind === 'extract' ? pageNamedIn(clause) : null;
  const way: Instruction[] = url === null ? [] : [{ kind: 'open-url', text, url }];
  if (from) way.push({ kind: 'go-to', text, page: { text: from, quoted: false }, saysPage: true });
  return [...way, instruction];
}

/** "Log in at https://…", "… from https://…": never the value of a field. */
function addressIn(clause: readonly Token[], kind: 'extract' | 'sign-in'): string | null {
  const at = clause.findIndex(token => token.kind === 'url');
  const before = clause
    .slice(Math.max(0, at - 2), Math.max(0, at))
    .map(token => token.lower)
    .join(' ');
  const leads =
    kind === 'extract' ? /\b(from|on|at)( the)?( page)?$/ : /\b(to|at|on|into|in)( the)?( page| site)?$/;
  return leads.test(before) ? (clause[at]?.text ?? null) : null;
}

function pageNamedIn(clause: readonly Token[]): string | null {
  const end = clause.findLastIndex(token => token.lower === 'page');
  const at = clause
    .slice(0, Math.max(end, 0))
    .findLastIndex(token => token.lower === 'from' || token.lower === 'on');
  if (at === -1) return null;
  const words = clause.slice(at + 1, end).map(token => token.text);
  if (words[0]?.toLowerCase() === 'the') words.shift();
  const naming = words.filter(
    word => !/^(this|current|whole|same|first|visible|every|each|all|page)$/i.test(word),
  );
  return naming.length > 0 ? naming.join(' ') : null;
}
