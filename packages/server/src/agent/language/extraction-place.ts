import type { Decline, Phrase } from './instruction.ts';
import { phraseOf } from './phrases.ts';
import type { Token } from './tokens.ts';

const PAGE_ONLY =
  /^(only )?(on|from|of|in) (this|the current|the visible|the same) (page|screen|view)( only| alone)?$/;
const PAGE_ANY =
  /^(on|from|of|in|across|over) (the|all|every|all the|all of the|each) (page|pages|site|website|table|list|grid|results|result)$/;
const FORMATS =
  /^(as|in|into|to) (a |an )?(((comma|line|tab|semicolon)[- ]separated|plain|simple|bulleted|json|csv) )?(json|array|list|csv|table|text|values|lines)( format)?$|^(one|each) (per|in a|on a|on its own|on each|on every) (line|row)$|^separated by (commas?|lines?|semicolons?|tabs?)$/;
const COURTESY = /^(please|thanks|thank you|for me|for us)$/;
const SHOWN =
  /^(you (can )?(see|find)|there|here|that (you )?(see|find|are listed|are shown)|listed|shown|displayed)( there| here)?$/;
const PLACE_NOUN = /^(section|table|list|grid|box|panel|group|heading)$/;
const UNDER = /^(under|below|beneath)$/;
const WITHIN = /^(in|from|on|of|under|below|beneath)$/;
// "under 100 dollars" compares, it names no heading.
const MONEY = /^(dollars?|euros?|pounds?|usd|eur|gbp|cents?)$|[$€£%]/;
const ORDINAL =
  /^(first|second|third|fourth|fifth|last|next|other|same|following|top|bottom|upper|lower|previous)$/;
const WHOLE = /^(whole|entire|full|complete|main|current|same)$/;
const LONGEST_NAME = 5;

export interface Place {
  readonly rest: readonly Token[];
  readonly onlyThisPage: boolean;
  /** "under Overdue", "from the Overdue table": what the list must be headed. */
  readonly section: Phrase | null;
}

/** Takes "on this page", "from the table", "under Overdue", "as JSON" off the end, in any order. */
export function takePlace(tokens: readonly Token[]): Place | Decline {
  let place: Place = { rest: tokens, onlyThisPage: false, section: null };
  for (;;) {
    const cut = tailOf(place.rest);
    if (!cut) return place;
    if ('why' in cut) return cut;
    if (cut.section && place.section)
      return { phrase: cut.section.text, why: 'it is the second place to read from' };
    place = {
      rest: place.rest.slice(0, place.rest.length - cut.length),
      onlyThisPage: place.onlyThisPage || cut.onlyThisPage,
      section: place.section ?? cut.section,
    };
  }
}

interface Tail {
  readonly length: number;
  readonly onlyThisPage: boolean;
  readonly section: Phrase | null;
}

function tailOf(tokens: readonly Token[]): Tail | Decline | null {
  const plain = (length: number, onlyThisPage = false): Tail => ({ length, onlyThisPage, section: null });
  for (let length = Math.min(8, tokens.length - 1); length > 0; length -= 1) {
    const ending = tokens.slice(-length);
    const text = ending.map(token => token.lower).join(' ');
    if (PAGE_ONLY.test(text)) return plain(length, true);
    if (PAGE_ANY.test(text) || FORMATS.test(text) || SHOWN.test(text) || COURTESY.test(text))
      return plain(length);
    if (/^(on|from) (the )?.+ page$/.test(text) && isOnlyPlace(ending)) {
      const which = ending.find(token => ORDINAL.test(token.lower));
      return which ? { phrase: which.text, why: 'a page is told by its name' } : plain(length);
    }
    if (/^(from|on|at) (the page )?\S+$/.test(text) && ending.at(-1)?.kind === 'url') return plain(length);
    const section = sectionIn(ending);
    if (section) return 'why' in section ? section : { length, onlyThisPage: false, section };
  }
  return null;
}

/** "under Overdue", "in the Overdue section", "from March": the name of what a list stands under. */
function sectionIn(ending: readonly Token[]): Phrase | Decline | null {
  const [preposition, ...after] = ending;
  if (preposition?.kind !== 'word' || !WITHIN.test(preposition.lower)) return null;
  const named = after.filter((token, at) => at > 0 || !/^(the|a)$/.test(token.lower));
  const saysPlace =
    PLACE_NOUN.test(named.at(-1)?.lower ?? '') ||
    (named.length > 1 && PLACE_NOUN.test(named[0]?.lower ?? ''));
  const name = withoutPlaceNoun(named);
  if (name.length === 0 || name.length > LONGEST_NAME || !isName(name)) return null;
  // A small word after "in" names the records ("in stock"); what is written like a name is looked for as a heading.
  const isProper = name.some(token => token.kind === 'quoted' || token.text !== token.lower);
  const counts =
    UNDER.test(preposition.lower) || saysPlace || (isProper && /^(in|from)$/.test(preposition.lower));
  if (!counts) return null;
  const ordinal = name.find(token => token.kind !== 'quoted' && ORDINAL.test(token.lower));
  if (ordinal)
    return { phrase: ordinal.text, why: 'a list is told by its heading, not by its place on the page' };
  return phraseOf(name);
}

function withoutPlaceNoun(named: readonly Token[]): readonly Token[] {
  const isNoun = (token: Token | undefined) => token?.kind === 'word' && PLACE_NOUN.test(token.lower);
  if (named.length > 1 && isNoun(named.at(-1))) return named.slice(0, -1);
  const called = named.length > 2 && /^(called|named|titled|headed|for|of)$/.test(named[1]?.lower ?? '');
  return named.length > 1 && isNoun(named[0]) ? named.slice(called ? 2 : 1) : named;
}

function isName(name: readonly Token[]): boolean {
  return name.every(
    token =>
      token.kind === 'quoted' ||
      (token.kind === 'word' &&
        !MONEY.test(token.lower) &&
        !WHOLE.test(token.lower) &&
        !/^(all|every|each|the|and|of|in|on|at|for|from|under|with|to|page|pages|website|site)$/.test(
          token.lower,
        )),
  );
}

function isOnlyPlace(ending: readonly Token[]): boolean {
  return ending.slice(1).every(token => !/^(of|for|from|on|in|and)$/.test(token.lower));
}
