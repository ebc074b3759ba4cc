import type { ClauseReader } from './clause-reader.ts';
import type { Value } from './instruction.ts';

/** The names that people give the two fields of a sign-in form. */
export const USERNAME_NAMES: readonly string[] = [
  'username',
  'user name',
  'user',
  'user id',
  'userid',
  'email',
  'e-mail',
  'email address',
  'e-mail address',
  'mail',
  'login',
  'login name',
  'account',
  'account name',
  'id',
];
export const PASSWORD_NAMES: readonly string[] = [
  'password',
  'pass',
  'passwd',
  'pwd',
  'pw',
  'passphrase',
  'passcode',
  'secret',
];

const INTRODUCTIONS = [
  'with',
  'using',
  'as',
  'by',
  'via',
  'use',
  'by using',
  'and',
  'by entering',
  'with user',
];
const FILLERS = new Set([
  'the',
  'my',
  'your',
  'a',
  'following',
  'demo',
  'test',
  'user',
  'is',
  'of',
  'given',
  'provided',
]);
const PLACES = new Set(
  'to into on in at the this my your our site website page app application account portal system form here'.split(
    ' ',
  ),
);

// "with Google" names no user: it is another way to sign in.
const PROVIDERS =
  /^(google|facebook|github|gitlab|apple|microsoft|linkedin|twitter|okta|sso|saml|passkey|passkeys)$/;

export interface Credentials {
  readonly username: Value | null;
  readonly password: Value | null;
}

interface Draft {
  username: Value | null;
  password: Value | null;
}

/** What follows "log in": "with username X and password Y", "as X / Y", "using email X, password 'Y'". */
export function readCredentials(reader: ClauseReader): Credentials {
  const found: Draft = { username: null, password: null };
  skipPlace(reader);
  for (;;) {
    const position = reader.position;
    reader.skipMarks(',', '(', ')', ':', '&');
    reader.takeAny(INTRODUCTIONS);
    reader.skipMarks(':');
    const progressed = readParameterMention(reader) || readNamed(reader, found) || readBare(reader, found);
    if (!progressed) {
      reader.rewind(reader.done ? reader.position : position);
      return found;
    }
  }
}

/** "to the site", "the website", "at https://…": only where nothing but such words stands before the credentials. */
function skipPlace(reader: ClauseReader): void {
  const position = reader.position;
  const led = reader.takeAny(['to', 'into', 'on', 'in', 'at', 'here']) !== null;
  if (!led && !/^(the|my|your|our|this)$/.test(reader.peek()?.lower ?? '')) return;
  reader.skipWords(PLACES);
  if (led && reader.peek()?.kind === 'url') reader.take();
  const next = reader.peek();
  const introduced =
    !next || next.kind === 'mark' || next.kind === 'email' || INTRODUCTIONS.includes(next.lower);
  if (!introduced || (!led && reader.position === position)) reader.rewind(position);
}

/** "with the given credentials", "username and password from the parameters": nothing to take, the parameters say it. */
function readParameterMention(reader: ClauseReader): boolean {
  const position = reader.position;
  reader.skipWords(FILLERS);
  const what = reader.takeAny([
    'credentials',
    'login credentials',
    'parameters',
    'account credentials',
    'login details',
    'details',
    'username and password',
    'email and password',
    'demo account',
    'demo user',
    'demo credentials',
    'account',
    'account from the page',
  ]);
  if (!what) {
    reader.rewind(position);
    return false;
  }
  reader.takeAny([
    'from parameters',
    'from the parameters',
    'in the parameters',
    'in parameters',
    'shown on the page',
    'shown on this page',
    'on the page',
    'from the page',
    'provided',
    'given',
  ]);
  const next = reader.peek();
  const complete = !next || (next.kind === 'mark' && next.text !== '=') || INTRODUCTIONS.includes(next.lower);
  if (!complete) reader.rewind(position);
  else reader.skipMarks(':');
  return complete;
}

function readNamed(reader: ClauseReader, found: Draft): boolean {
  const position = reader.position;
  for (const [slot, names] of [
    ['password', PASSWORD_NAMES],
    ['username', USERNAME_NAMES],
  ] as const) {
    reader.rewind(position);
    reader.takeAny(['the', 'my', 'a']);
    if (!reader.takeAny(names)) continue;
    reader.skipMarks(':', '=', '-', '–');
    reader.takeAny(['is', 'of', 'as']);
    if (found[slot] !== null) break;
    const shownElsewhere = slot === 'password' && takeShownElsewhere(reader);
    if (shownElsewhere) return true;
    const value = reader.takeValue();
    if (value) {
      found[slot] = value;
      return true;
    }
  }
  reader.rewind(position);
  return false;
}

/** "and the password from the parameters", "and the password shown on the page". */
function takeShownElsewhere(reader: ClauseReader): boolean {
  return (
    reader.takeAny([
      'from parameters',
      'from the parameters',
      'in the parameters',
      'shown on the page',
      'shown on this page',
      'shown there',
      'on the page',
      'from the page',
      'given on the page',
      'displayed on the page',
      'hinted on the page',
      'from the hint',
    ]) !== null
  );
}

/** "ann@example.com / hunter2": the first bare value is the user, a second one after `/` or "and" the password. */
function readBare(reader: ClauseReader, found: Draft): boolean {
  const next = reader.peek();
  if (!next) return false;
  if (next.kind === 'mark') {
    if (next.text !== '/' || found.username === null || found.password !== null) return false;
    reader.take();
    found.password = reader.takeValue();
    return found.password !== null;
  }
  if (found.username !== null) return readSecond(reader, found);
  const pair =
    /^([^\s/:]+@[^\s/:]+\.[a-z]{2,})[/:](\S+)$/i.exec(next.text) ??
    /^([^\s/]+)\/([^\s/]+)$/.exec(next.text) ??
    /^([^\s/:]+):([^\s/:]{3,})$/.exec(next.text);
  if (/^(word|email)$/.test(next.kind) && pair?.[1] && pair[2]) {
    reader.take();
    found.username = { kind: 'literal', text: pair[1] };
    found.password ??= { kind: 'literal', text: pair[2] };
    return true;
  }
  const introduced = /^(as|with|using|user|use|:)$/.test(previousWord(reader));
  if (PROVIDERS.test(next.lower)) return false;
  if (!introduced && next.kind !== 'email' && next.kind !== 'quoted') return false;
  found.username = reader.takeValue();
  return found.username !== null;
}

/** "with ann@x.org and 'let me in'": after the user, what can be nothing but a password. */
function readSecond(reader: ClauseReader, found: Draft): boolean {
  const next = reader.peek();
  if (!next || found.password !== null || !/^(and|with)$/.test(previousWord(reader))) return false;
  const isLast = reader.peek(1) === undefined;
  const isSecret =
    next.kind === 'quoted' ||
    (next.kind === 'placeholder' && isPasswordName(next.text)) ||
    (next.kind === 'word' && /\d/.test(next.text) && /\p{L}/u.test(next.text) && !/[@/]/.test(next.text));
  if (!isLast || !isSecret) return false;
  found.password = reader.takeValue();
  return true;
}

function isPasswordName(name: string): boolean {
  return /pass|pw|secret/i.test(name);
}

function previousWord(reader: ClauseReader): string {
  return reader.peek(-1)?.lower ?? '';
}
