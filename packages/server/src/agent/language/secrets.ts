import { longestPhrase, skipCourtesies, splitClauses } from './clauses.ts';
import { PASSWORD_NAMES, USERNAME_NAMES } from './credentials.ts';
import type { Instruction } from './instruction.ts';
import { VERBS } from './lexicon.ts';
import { possibleSecrets, secretsInAddresses, speaksOfAccess } from './possible-secrets.ts';
import { readPrompt } from './prompt.ts';
import { type Token, tokenize } from './tokens.ts';

const LINKS = new Set(['is', 'of', 'as', 'with', 'to']);
// What follows these is another wish, not the rest of a password.
const JOINS = new Set(['and', 'then', 'on', 'to', 'for', 'into', 'in', 'at', 'as', 'using', 'with']);
// "the password field" and "password from the parameters" name no password.
const NOT_A_PASSWORD = new Set(
  `field box input textbox from in into on and or then the a for shown given provided page form button link hint
   parameters parameter reset change`.split(/\s+/),
);
const OTHER_VERBS = VERBS.flatMap(([kind, phrases]) => (kind === 'fill' ? [] : phrases));

/**
 * The passwords that are written out in a prompt. It errs on the side of finding one: masking an innocent word costs
 * little, and a prompt that the engine declines is stored and shown all the same.
 */
export function secretsIn(prompt: string): string[] {
  const reading = readPrompt(prompt);
  // An understood prompt has every word in a slot, so its passwords are exactly those of the password slots.
  const found = reading.understood
    ? passwordsOf(reading.instructions, prompt)
    : [...afterPasswordWords(prompt, tokenize(prompt)), ...inClauses(prompt)];
  return [...new Set([...found, ...secretsInAddresses(prompt)])].filter(secret => secret.length > 0);
}

/** Clauses that have a reading tell theirs exactly; of the others, any word may be one. */
function inClauses(prompt: string): string[] {
  const clauses = splitClauses(tokenize(prompt)).map(tokens => {
    const text = prompt.slice(tokens[0]?.start, tokens.at(-1)?.end);
    return { tokens, text, reading: readPrompt(text) };
  });
  const given = clauses.some(
    ({ reading }) =>
      reading.understood && reading.instructions.some(each => each.kind === 'sign-in' && each.password),
  );
  // One that is still due may stand anywhere: "Log in as ann. Then hunter2."
  const due = !given && speaksOfAccess(prompt);
  return clauses.flatMap(({ tokens, text, reading }) => {
    if (reading.understood) return passwordsOf(reading.instructions, prompt);
    return speaksOfAccess(text) || (due && !isOtherWish(tokens)) ? possibleSecrets(text) : [];
  });
}

/** What begins like something else than typing is no password, nor where one is typed. */
function isOtherWish(clause: readonly Token[]): boolean {
  return longestPhrase(clause, skipCourtesies(clause, 0), OTHER_VERBS) > 0;
}

function passwordsOf(instructions: readonly Instruction[], prompt: string): string[] {
  const concerns = speaksOfAccess(prompt);
  return instructions.flatMap(each => {
    if (each.kind === 'sign-in') return ofSignIn(each);
    if (each.kind !== 'fill') return [];
    return each.entries.flatMap(({ field, value }) => {
      const name = field?.text ?? '';
      if (value.kind !== 'literal') return [];
      const isName = USERNAME_NAMES.includes(name.toLowerCase());
      const may =
        isPasswordField(name) || (concerns && (field === null || (!isName && isPeculiar(value.text))));
      return may ? [value.text] : [];
    });
  });
}

function ofSignIn({ username, password, text }: Extract<Instruction, { kind: 'sign-in' }>): string[] {
  if (password !== null) return password.kind === 'literal' ? [password.text] : [];
  if (username?.kind !== 'literal') return [];
  const tail = /^[\p{L}\p{N}@._%+-]*[\p{L}\p{N}._%+](?:->?|=>|[^\p{L}\p{N}@._%+-])+(.+)$/u.exec(
    username.text,
  )?.[1];
  if (tail) return [tail];
  // "Log in with hunter2" names a user by its grammar alone.
  const before = text.slice(0, text.indexOf(username.text));
  const isBare = /\b(with|using|use)\s+["'“‘`]?$/i.test(before);
  return isBare && isPeculiar(username.text) && !username.text.includes('@') ? [username.text] : [];
}

function isPeculiar(text: string): boolean {
  return /[\d!#$%^&*+~?]/.test(text) && /\D/.test(text);
}

export function isPasswordField(name: string): boolean {
  return /(?<!\p{L})(pass(words?|codes?|phrases?|wd)?|pwd?|secret|pin|token|passwort|kennwort|geheimzahl|mot de passe|contrase[nñ]a|clave|wachtwoord|senha|api[ _-]?key|(security|access|verification) code)(?!\p{L})/iu.test(
    name,
  );
}

function afterPasswordWords(prompt: string, tokens: readonly Token[]): string[] {
  const found: string[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const length = longestPhrase(tokens, at, PASSWORD_NAMES);
    if (length === 0) continue;
    let next = at + length;
    while (tokens[next]?.kind === 'mark' || LINKS.has(tokens[next]?.lower ?? '')) next += 1;
    const value = tokens[next];
    if (!value || value.kind === 'placeholder') continue;
    if (value.kind !== 'quoted' && NOT_A_PASSWORD.has(value.lower)) continue;
    if (value.kind !== 'quoted') found.push(...restFrom(prompt, tokens, next));
    found.push(value.text);
  }
  return found;
}

/**
 * An unquoted password that goes on in words without a meaning may be a phrase: all the rest is taken for it, also in
 * the parts that a decline could quote.
 */
function restFrom(prompt: string, tokens: readonly Token[], at: number): string[] {
  const after = tokens[at + 1];
  if (!after || after.kind === 'mark' || JOINS.has(after.lower)) return [];
  const rest = tokens.slice(at);
  const suffixes = rest.map(token => prompt.slice(token.start));
  const peculiar = rest.filter(token => /[^a-z]/.test(token.text)).map(token => token.text);
  return [...suffixes.filter(text => text.length > 2), ...peculiar.filter(text => text.length > 2)];
}
