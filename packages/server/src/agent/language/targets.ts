import type { ClauseReader } from './clause-reader.ts';
import type { Decline, ElementKind, Phrase } from './instruction.ts';
import { ARTICLES } from './lexicon.ts';
import { cutAt, described, phraseOf, plainPhrase, readRow, secondWish } from './phrases.ts';
import type { ClauseReading } from './prompt.ts';
import type { Token } from './tokens.ts';

const PAGE_NOUNS = new Set(['page', 'section', 'screen', 'view', 'area', 'tab', 'list', 'homepage']);
const KINDS: readonly (readonly [string, ElementKind])[] = [
  ['button', 'button'],
  ['btn', 'button'],
  ['link', 'link'],
  ['tab', 'tab'],
  ['menu item', 'menu item'],
  ['checkbox', 'checkbox'],
  ['radio button', 'radio'],
  ['option', 'option'],
  ['icon', 'icon'],
];
const KEYS: Readonly<Record<string, string>> = {
  enter: 'Enter',
  return: 'Enter',
  escape: 'Escape',
  esc: 'Escape',
  tab: 'Tab',
  space: 'Space',
  backspace: 'Backspace',
  delete: 'Delete',
};
const CALLED = [
  'labelled',
  'labeled',
  'named',
  'called',
  'titled',
  'saying',
  'that says',
  'which says',
  'with text',
  'with the text',
];

export function readGoTo(reader: ClauseReader, verb: string): ClauseReading {
  if (verb === 'go back to' && reader.takeAny(['the previous page', 'the last page', 'where you were']))
    return { kind: 'history', text: reader.text, move: 'back' };
  reader.skipWords(ARTICLES);
  // "the page https://…", "the page 'Team'"
  const before = reader.position;
  const isNamed = reader.takeAny(['page', 'site', 'website', 'address', 'section', 'tab']) !== null;
  if (!isNamed || !/^(url|quoted)$/.test(reader.peek()?.kind ?? '')) reader.rewind(before);
  const first = reader.peek();
  if (first?.kind === 'url') {
    reader.take();
    return { kind: 'open-url', text: reader.text, url: first.text };
  }
  const rest = [...reader.rest()];
  const called = phraseAfterCalled(rest);
  const last = rest.at(-1);
  const saysPage =
    called !== null || (rest.length > 1 && last?.kind === 'word' && PAGE_NOUNS.has(last.lower));
  const named = called ?? (saysPage ? rest.slice(0, -1) : rest);
  const odd = named.findIndex(
    token => token.kind === 'word' && (PAGE_NOUNS.has(token.lower) || isDomain(token.text)),
  );
  const page =
    odd > 0 || isDomain(named[0]?.text ?? '')
      ? strayPlace(named)
      : (secondWish(named) ?? described(named, /^(with|for|by)$/) ?? plainPhrase(named));
  if (!page) return nothingNamed(reader);
  if ('why' in page) return page;
  while (!reader.done) reader.take();
  return { kind: 'go-to', text: reader.text, page, saysPage };
}

/** Words after "page" are another wish, and a bare domain is no address: neither is guessed at. */
function strayPlace(tokens: readonly Token[]): Decline {
  return {
    phrase: tokens.map(token => token.text).join(' '),
    why: 'it is not the name of one page, nor a full address',
  };
}

function isDomain(text: string): boolean {
  return /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z]{2,}(\/\S*)?$/i.test(text);
}

export function readHistory(reader: ClauseReader, verb: string): ClauseReading {
  reader.takeAny(['the page', 'this page', 'page', 'the browser', 'one page', 'to the previous page', 'it']);
  const move = verb.endsWith('back') ? 'back' : verb.endsWith('forward') ? 'forward' : 'reload';
  return { kind: 'history', text: reader.text, move };
}

export function readClick(reader: ClauseReader, verb: string): ClauseReading {
  reader.skipWords(ARTICLES);
  const key = KEYS[reader.peek()?.lower ?? ''];
  const next = reader.peek(1);
  if (/^(press|hit)/.test(verb) && key && (!next || next.lower === 'key')) {
    while (!reader.done) reader.take();
    return { kind: 'press', text: reader.text, key };
  }
  const [tokens, rowWords] = readRow(reader.rest());
  const [named, kind] = takeKind(tokens);
  const phrase = secondWish(named) ?? described(named) ?? plainPhrase(named);
  if (!phrase) return nothingNamed(reader);
  if ('why' in phrase) return phrase;
  while (!reader.done) reader.take();
  const row = rowWords ? phraseOf(rowWords) : null;
  return { kind: 'click', text: reader.text, target: { phrase, kind, row } };
}

export function readSelect(reader: ClauseReader): ClauseReading {
  reader.skipWords(ARTICLES);
  const [left, right] = cutAt(reader.rest(), ['from', 'in', 'for', 'as']);
  const option = plainPhrase(left);
  if (!option) return nothingNamed(reader);
  if ('why' in option) return option;
  const field = right ? fieldPhrase(right) : null;
  if (field && 'why' in field) return field;
  while (!reader.done) reader.take();
  return { kind: 'select', text: reader.text, option, field };
}

export function readCheck(reader: ClauseReader, verb: string): ClauseReading {
  const beyond = reader.peek()?.lower ?? '';
  if (/^(if|that|whether|for|out|how|what)$/.test(beyond)) {
    return { phrase: reader.text, why: 'it asks for a judgement' };
  }
  reader.skipWords(ARTICLES);
  const target = fieldPhrase(reader.rest());
  if (!target) return nothingNamed(reader);
  if ('why' in target) return target;
  while (!reader.done) reader.take();
  return { kind: 'check', text: reader.text, target, on: !/^(un|de)/.test(verb) };
}

export function readSearch(reader: ClauseReader): ClauseReading {
  const [left] = cutAt(reader.rest(), ['in', 'on', 'using', 'with'], isSearchPlace);
  const only = left.length === 1 ? left[0] : undefined;
  const last = left.at(-1);
  if (!only && last?.kind === 'word' && /^(twice|thrice|again|times)$/.test(last.lower))
    return { phrase: last.text, why: 'a search is done once; what is searched for can stand in quotes' };
  const phrase = only?.kind === 'placeholder' ? phraseOf(left) : plainPhrase(left);
  if (!phrase) return nothingNamed(reader);
  if ('why' in phrase) return phrase;
  while (!reader.done) reader.take();
  const query =
    only?.kind === 'placeholder'
      ? ({ kind: 'parameter', name: only.text } as const)
      : ({ kind: 'literal', text: phrase.text } as const);
  return { kind: 'search', text: reader.text, query };
}

export function readWait(reader: ClauseReader): ClauseReading {
  reader.takeAny(['the text', 'text', 'the message', 'the', 'a']);
  const tokens = reader.rest();
  const [left, state] = takeState(tokens);
  const loading = left.every(token => /^(page|site|it|everything|content|results)$/.test(token.lower));
  const shown = loading ? { text: '', quoted: false } : plainPhrase(left);
  if (!shown || left.length === 0) return nothingNamed(reader);
  if ('why' in shown) return shown;
  while (!reader.done) reader.take();
  return { kind: 'wait', text: reader.text, shown, gone: state === 'gone' };
}

const STATES: readonly (readonly [RegExp, 'shown' | 'gone'])[] = [
  [
    /^(to appear|appears|to be (visible|shown|displayed|loaded|there)|is (visible|shown|displayed|loaded|there)|to (show up|load|finish loading)|shows up|loads|has loaded)$/,
    'shown',
  ],
  [/^(to (disappear|go away|vanish)|disappears|goes away|is gone|vanishes)$/, 'gone'],
];

function takeState(tokens: readonly Token[]): [readonly Token[], 'shown' | 'gone'] {
  for (let length = Math.min(3, tokens.length - 1); length > 0; length -= 1) {
    const ending = tokens
      .slice(-length)
      .map(token => token.lower)
      .join(' ');
    const state = STATES.find(([pattern]) => pattern.test(ending));
    if (state) return [tokens.slice(0, -length), state[1]];
  }
  return [tokens, 'shown'];
}

function takeKind(tokens: readonly Token[]): [readonly Token[], ElementKind | null] {
  for (const [words, kind] of KINDS) {
    const length = words.split(' ').length;
    const ending = tokens
      .slice(-length)
      .map(token => token.lower)
      .join(' ');
    if (tokens.length > length && ending === words) return [tokens.slice(0, -length), kind];
    if (!startsWith(tokens, words)) continue;
    const quoted = tokens.length === length + 1 && tokens.at(-1)?.kind === 'quoted' ? tokens.slice(-1) : null;
    const named = quoted ?? phraseAfterCalled(tokens);
    if (named) return [named, kind];
  }
  return [tokens, null];
}

function startsWith(tokens: readonly Token[], words: string): boolean {
  return words.split(' ').every((word, index) => tokens[index]?.lower === word);
}

function phraseAfterCalled(tokens: readonly Token[]): readonly Token[] | null {
  const text = tokens.map(token => token.lower).join(' ');
  for (const called of CALLED) {
    const length = called.split(' ').length;
    for (let at = 1; at <= 2; at += 1) {
      const here = tokens
        .slice(at, at + length)
        .map(token => token.lower)
        .join(' ');
      if (text.includes(called) && here === called) return tokens.slice(at + length);
    }
  }
  return null;
}

const FIELD_NOUNS =
  /^(field|box|checkbox|input|textbox|dropdown|drop-down|list|menu|select|selector|picker|textarea|option|toggle|switch)$/;

/** "the Country dropdown": the noun says what it is, not what it is called. */
export function fieldPhrase(tokens: readonly Token[]): Phrase | Decline | null {
  let from = 0;
  while (tokens[from]?.kind === 'word' && ARTICLES.has(tokens[from]?.lower ?? '')) from += 1;
  // "the field 'Name'"
  if (
    FIELD_NOUNS.test(tokens[from]?.lower ?? '') &&
    tokens.at(-1)?.kind === 'quoted' &&
    tokens.length === from + 2
  )
    from += 1;
  let to = tokens.length;
  while (to - from > 1 && FIELD_NOUNS.test(tokens[to - 1]?.lower ?? '')) to -= 1;
  return plainPhrase(tokens.slice(from, to));
}

function isSearchPlace(tokens: readonly Token[]): boolean {
  return /^(the |this )?(search )?(box|bar|field|input|page|site|website)$/.test(
    tokens.map(token => token.lower).join(' '),
  );
}

function nothingNamed(reader: ClauseReader): Decline {
  return { phrase: reader.text, why: 'it does not say what to act on' };
}
