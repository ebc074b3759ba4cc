import type { ClauseReader } from './clause-reader.ts';
import { PASSWORD_NAMES, USERNAME_NAMES } from './credentials.ts';
import type { Decline, FieldValue, Instruction, Value } from './instruction.ts';
import { cutAt, joined, secondWish } from './phrases.ts';
import type { ClauseReading } from './prompt.ts';
import { fieldPhrase } from './targets.ts';
import type { Token } from './tokens.ts';

const SET_VERBS = new Set(['set', 'change']);
const PLACES = ['into', 'in', 'to', 'as', 'for', 'on'];
// A description of a value is not a value.
const NO_VALUE = /^(something|anything|whatever|random|some|any|sensible|suitable|nothing|empty|blank)$/;
// Said of a value that somebody would have to work out. As a text of its own it stands in quotes.
const RELATIVE =
  /^(today|tomorrow|yesterday|now|tonight|next|last|this|another|same|double|twice|half|plus|minus|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|hundred|dozen)$/;
const COMPARED =
  /^(more|less|fewer|higher|lower|later|earlier|bigger|smaller|times|percent|days?|weeks?|months?|twice)$/;

/** "type X into Y", "fill Y with X", "set Y to X", "fill in the form with name X, email Y and message Z". */
export function readFill(reader: ClauseReader, verb: string): ClauseReading {
  const entries = readEntries(reader, verb);
  if ('why' in entries) return entries;
  while (!reader.done) reader.take();
  return { kind: 'fill', text: reader.text, entries };
}

export function readClear(reader: ClauseReader): ClauseReading {
  const field = fieldPhrase(reader.rest());
  if (!field) return { phrase: reader.text, why: 'it names no field' };
  if ('why' in field) return field;
  while (!reader.done) reader.take();
  return { kind: 'clear', text: reader.text, field };
}

function readEntries(reader: ClauseReader, verb: string): readonly FieldValue[] | Decline {
  const tokens = reader.rest();
  const unclear = { phrase: reader.text, why: 'it does not say which value goes into which field' };
  if (tokens.length === 0) return unclear;
  const list = readList(afterForm(tokens) ?? tokens);
  if (afterForm(tokens)) return list ?? unclear;
  if (SET_VERBS.has(verb)) return changed(tokens) ?? fieldFirst(tokens, 'to') ?? list ?? unclear;
  if (verb.startsWith('fill')) return fieldFirst(tokens, 'with') ?? list ?? unclear;
  const several = placedParts(tokens);
  if (several) return several;
  const placed = single(cutAt(tokens, PLACES), 'value-first');
  if (list && (list.length > 1 || !placed)) return list;
  if (placed) return placed;
  const alone = tokens.length === 1 || (verb.startsWith('type') && !tokens.some(saysMore));
  const value = alone ? asValue(tokens) : null;
  return value ? [{ field: null, value }] : unclear;
}

/** "Bob in the first field", "Bob twice": words that say where or how, not what. */
function saysMore(token: Token): boolean {
  return (
    token.kind === 'word' &&
    /^(in|into|on|onto|inside|under|twice|thrice|times|again|if|when|unless|until|every|each)$/.test(
      token.text,
    )
  );
}

/** "the name from Ann to Bob" */
function changed(tokens: readonly Token[]): readonly FieldValue[] | null {
  const [before, value] = cutAt(tokens, ['to']);
  const [name, old] = cutAt(before, ['from']);
  const from = old && asValue(old);
  if (name.some(token => token.kind === 'word' && token.lower === 'to')) return null;
  const entries = value && from?.kind === 'literal' ? single([name, value], 'field-first') : null;
  return entries && from?.kind === 'literal' ? entries.map(entry => ({ ...entry, from: from.text })) : null;
}

/** "Fill in Name: Bob; Email: b@x.org": what follows needs no verb where it is as clear as that. */
export function continueFill(clause: readonly Token[], previous: Instruction): Instruction | null {
  const isPair = clause.some(token => token.kind === 'mark' && /^[:=]$/.test(token.text));
  if (previous.kind !== 'fill' || !isPair) return null;
  const more = readList(clause);
  return more ? { ...previous, entries: [...previous.entries, ...more] } : null;
}

/** "Name with Bob, Email with b@x.org", "Quantity to 3": each part has the link once, or there is one part. */
function fieldFirst(tokens: readonly Token[], link: 'with' | 'to'): readonly FieldValue[] | null {
  const links = (part: readonly Token[]) =>
    part.filter(token => token.kind === 'word' && token.lower === link).length;
  const parts = cutParts(tokens);
  if (parts.length > 1 && parts.every(part => links(part) === 1))
    return allOf(parts.map(part => single(cutAt(part, [link]), 'field-first')));
  const at = tokens.findIndex(token => token.kind === 'word' && token.lower === link);
  if (at < 1) return null;
  const value = tokens.slice(at + 1);
  // A value that goes on like another entry, or like another wish, is not guessed at: quotes make it one.
  if ((parts.length > 1 && links(tokens) > 1) || secondWish(value)) return null;
  if (tokens.slice(0, at).some(token => token.kind === 'word' && token.lower === 'from')) return null;
  return single([tokens.slice(0, at), value], 'field-first');
}

/** "Bob in the Name field and b@x.org in the Email field". */
function placedParts(tokens: readonly Token[]): readonly FieldValue[] | null {
  const parts = cutParts(tokens);
  return parts.length > 1 ? allOf(parts.map(part => single(cutAt(part, PLACES), 'value-first'))) : null;
}

function allOf(parts: readonly (readonly FieldValue[] | null)[]): readonly FieldValue[] | null {
  const entries = parts.flatMap(part => part ?? []);
  return entries.length === parts.length ? entries : null;
}

/** "the contact form with …" → what comes after "with". */
function afterForm(tokens: readonly Token[]): readonly Token[] | null {
  const form = tokens.findIndex(token => token.lower === 'form');
  const next = tokens[form + 1];
  if (form === -1 || !next || !/^(with|using|as|:)$/.test(next.lower)) return null;
  return tokens.slice(form + 2);
}

function single(
  [left, right]: readonly [readonly Token[], readonly Token[] | null],
  order: 'field-first' | 'value-first',
): readonly FieldValue[] | null {
  if (!right) return null;
  const [fieldTokens, valueTokens] = order === 'field-first' ? [left, right] : [right, left];
  const field = fieldPhrase(fieldTokens);
  const value = asValue(valueTokens);
  if (!field || 'why' in field || !value) return null;
  if (fieldTokens.some(token => token.kind === 'word' && /^(twice|thrice|times)$/.test(token.text)))
    return null;
  return [{ field, value }];
}

function asValue(tokens: readonly Token[]): Value | null {
  const only = tokens.length === 1 ? tokens[0] : undefined;
  if (only?.kind === 'placeholder') return { kind: 'parameter', name: only.text };
  if (tokens.length === 0) return null;
  // "my email", "the current date": a description of a value is not a value.
  const first = tokens[0];
  if (first?.kind === 'word' && /^(the|my|your|a|an|some|any|its|their|today's|with)$/.test(first.lower))
    return null;
  if (first?.kind === 'word' && NO_VALUE.test(first.lower)) return null;
  if (first?.kind === 'word' && RELATIVE.test(first.text)) return null;
  // "Bob or Eve" leaves the choice to somebody else; a sentence may well have an "or" in it.
  if (tokens.length <= 4 && tokens.slice(1, -1).some(token => token.kind === 'word' && token.lower === 'or'))
    return null;
  if (first?.kind === 'number' && COMPARED.test(tokens[1]?.text ?? '')) return null;
  if (tokens.length > 1 && tokens.some(token => token.kind === 'quoted' || token.kind === 'placeholder'))
    return null;
  return { kind: 'literal', text: joined(tokens) };
}

/** "name Ann Lee, email ann@x.org and message Hello". */
function readList(tokens: readonly Token[]): readonly FieldValue[] | null {
  const entries: FieldValue[] = [];
  for (const part of cutParts(tokens)) {
    const entry = readEntry(part);
    if (!entry) return null;
    entries.push(entry);
  }
  return entries.length > 0 ? entries : null;
}

function cutParts(tokens: readonly Token[]): Token[][] {
  const parts: Token[][] = [];
  let part: Token[] = [];
  for (const token of tokens.flatMap(unglued)) {
    const separates =
      (token.kind === 'mark' && token.text === ',') || (token.kind === 'word' && token.lower === 'and');
    if (!separates) part.push(token);
    else if (part.length > 0) {
      parts.push(part);
      part = [];
    }
  }
  return part.length > 0 ? [...parts, part] : parts;
}

/** "Name=Bob" */
function unglued(token: Token): readonly Token[] {
  const glued = /^(word|email)$/.test(token.kind) ? /^(\p{L}[\p{L}\d_-]*)=(?=[^=])/u.exec(token.text) : null;
  if (!glued?.[1]) return [token];
  const at = token.start + glued[1].length;
  const [name, value] = [glued[1], token.text.slice(glued[0].length)];
  return [
    { ...token, text: name, lower: name.toLowerCase(), end: at },
    { kind: 'mark', text: '=', lower: '=', start: at, end: at + 1 },
    { ...token, text: value, lower: value.toLowerCase(), start: at + 1 },
  ];
}

function readEntry(part: readonly Token[]): FieldValue | null {
  const boundary = valueStart(part);
  if (boundary === null) return null;
  const link = /^(:|=|is|as|to|with|-|–)$/;
  const nameEnd = link.test(part[boundary - 1]?.lower ?? '') ? boundary - 1 : boundary;
  const says = (tokens: readonly Token[], words: RegExp) =>
    tokens.some(token => token.kind === 'word' && words.test(token.lower));
  if (says(part, /^(into|onto)$/) || says(part.slice(0, nameEnd), /^or$/)) return null;
  const field = fieldPhrase(part.slice(0, nameEnd));
  const value = asValue(part.slice(boundary));
  return field && !('why' in field) && value ? { field, value } : null;
}

/** Where the field's name ends: at ":" or "is", after a known name, or where something begins that only a value looks like. */
function valueStart(part: readonly Token[]): number | null {
  const known = knownNameLength(part);
  if (known > 0 && part.length > known) {
    const isLink = part[known]?.kind === 'mark' || /^(is|to|with)$/.test(part[known]?.lower ?? '');
    return known + (isLink && part.length > known + 1 ? 1 : 0);
  }
  for (let at = 1; at < part.length; at += 1) {
    const token = part[at];
    if (!token) return null;
    if (token.kind === 'mark' || /^(is|as|to|with)$/.test(token.lower))
      return at + 1 < part.length ? at + 1 : null;
    if (token.kind !== 'word' || token.text !== token.lower) return at;
  }
  return null;
}

function knownNameLength(part: readonly Token[]): number {
  const skipped = part[0]?.lower === 'the' ? 1 : 0;
  let longest = 0;
  for (const name of [...USERNAME_NAMES, ...PASSWORD_NAMES, 'name', 'message', 'subject']) {
    const words = name.split(' ');
    const fits = words.every((word, index) => part[skipped + index]?.lower === word);
    if (fits) longest = Math.max(longest, words.length + skipped);
  }
  return longest;
}
