/** One piece of an instruction. Quotes are taken off `text`; `start` and `end` point into the prompt, quotes included. */
export interface Token {
  readonly kind: 'word' | 'quoted' | 'email' | 'url' | 'number' | 'placeholder' | 'mark';
  readonly text: string;
  readonly lower: string;
  readonly start: number;
  readonly end: number;
}

const QUOTES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '`': '`',
  '“': '”',
  '‘': '’',
  '«': '»',
};
const TRAILING_MARKS = '.,;:!?)]';
const LEADING_MARKS = '([';
// "username=ann" and "password:hunter2" are three pieces, not one word.
const GLUED_FIELD = /^(user\s?name|user|login|e-?mail|pass(?:word|wd|phrase)?|pw|pwd)([:=])(?=\S)/i;

export function tokenize(prompt: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  while (at < prompt.length) {
    const char = prompt[at] ?? '';
    if (char === '\n') {
      tokens.push(token('mark', '\n', at, at + 1));
      at += 1;
    } else if (/\s/.test(char)) {
      at += 1;
    } else {
      at = readPiece(prompt, at, tokens);
    }
  }
  return tokens;
}

function readPiece(prompt: string, at: number, tokens: Token[]): number {
  const quoted = readQuoted(prompt, at);
  if (quoted) {
    tokens.push(quoted);
    return quoted.end;
  }
  const placeholder = /^\{\{\s*([\w.-]+)\s*\}\}/.exec(prompt.slice(at));
  if (placeholder?.[1]) {
    tokens.push(token('placeholder', placeholder[1], at, at + placeholder[0].length));
    return at + placeholder[0].length;
  }
  const char = prompt[at] ?? '';
  if (LEADING_MARKS.includes(char) || TRAILING_MARKS.includes(char)) {
    tokens.push(token('mark', char, at, at + 1));
    return at + 1;
  }
  return readWord(prompt, at, tokens);
}

function readQuoted(prompt: string, at: number): Token | null {
  const close = QUOTES[prompt[at] ?? ''];
  if (close === undefined) return null;
  const end = closingQuote(prompt, at, close);
  return end === -1 ? null : token('quoted', prompt.slice(at + 1, end), at, end + 1);
}

/** The closing quote is the first one that a word does not go on after: `'don't'` keeps its apostrophe. */
function closingQuote(prompt: string, at: number, close: string): number {
  let end = prompt.indexOf(close, at + 1);
  while (end !== -1 && /[\p{L}\p{N}]/u.test(prompt[end + 1] ?? '')) end = prompt.indexOf(close, end + 1);
  return end;
}

function readWord(prompt: string, at: number, tokens: Token[]): number {
  let end = at;
  while (end < prompt.length && !/\s/.test(prompt[end] ?? '')) {
    // A quote that opens inside a word (`name="Ann Lee"`) begins a piece of its own.
    if (end > at && /[=:(]/.test(prompt[end - 1] ?? '') && readQuoted(prompt, end)) break;
    end += 1;
  }
  const whole = prompt.slice(at, end);
  const glued = GLUED_FIELD.exec(whole);
  if (glued?.[1]) {
    const separatorAt = at + glued[1].length;
    tokens.push(token('word', glued[1], at, separatorAt));
    tokens.push(token('mark', glued[2] ?? ':', separatorAt, separatorAt + 1));
    return separatorAt + 1;
  }
  const bare = end - trailingMarks(whole);
  tokens.push(token(kindOf(prompt.slice(at, bare)), prompt.slice(at, bare), at, bare));
  return bare;
}

function trailingMarks(word: string): number {
  let count = 0;
  while (count < word.length - 1 && isTrailingMark(word, word.length - 1 - count)) count += 1;
  return count;
}

/** "hunter2!" is more likely a password than an exclamation. */
function isTrailingMark(word: string, at: number): boolean {
  const char = word[at] ?? ' ';
  return TRAILING_MARKS.includes(char) && !(char === '!' && /\d/.test(word));
}

function kindOf(text: string): Token['kind'] {
  if (/^[^\s@/]+@[^\s@/]+\.[^\s@/]{2,}$/.test(text)) return 'email';
  if (/^https?:\/\/\S+$/i.test(text)) return 'url';
  if (/^[\d.,]*\d$/.test(text)) return 'number';
  if (/^[=/–—&|:-]$/.test(text)) return 'mark';
  return 'word';
}

function token(kind: Token['kind'], text: string, start: number, end: number): Token {
  return { kind, text, lower: text.toLowerCase(), start, end };
}
