import { longestPhrase } from './clauses.ts';
import { PASSWORD_NAMES } from './credentials.ts';
import type { Instruction } from './instruction.ts';
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

/**
 * The passwords that are written out in a prompt. It errs on the side of finding one: masking an innocent word costs
 * little, and a prompt that the engine declines is stored and shown all the same.
 */
export function secretsIn(prompt: string): string[] {
  const reading = readPrompt(prompt);
  // An understood prompt has every word in a slot, so its passwords are exactly those of the password slots.
  const found = reading.understood
    ? reading.instructions.flatMap(passwordsOf)
    : [...afterPasswordWords(prompt, tokenize(prompt)), ...inSignInWords(prompt)];
  return [...new Set(found)].filter(secret => secret.length > 0);
}

function passwordsOf(instruction: Instruction): string[] {
  if (instruction.kind === 'sign-in') {
    return instruction.password?.kind === 'literal' ? [instruction.password.text] : [];
  }
  if (instruction.kind !== 'fill') return [];
  return instruction.entries.flatMap(entry =>
    entry.value.kind === 'literal' && isPasswordField(entry.field?.text ?? '') ? [entry.value.text] : [],
  );
}

export function isPasswordField(name: string): boolean {
  return /\b(pass(word|code|phrase|wd)?|pwd?)\b/i.test(name);
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

/** "Log in with ann hunter2", "ann:hunter2 is my login": nothing says which word is the password, so any that could be. */
function inSignInWords(prompt: string): string[] {
  if (!SIGNING_IN.test(prompt)) return [];
  const words = prompt.split(/[\s"“”'‘’`()[\]{},;]+/).filter(word => !ADDRESS.test(word));
  return words.flatMap(word => {
    const bare = word.replace(/[.!?:]+$/, '');
    const pair = /^[^:/|=]+(?:@[^:/|=]+)?[:/|=](.+)$/.exec(bare)?.[1];
    const isPeculiar = /\p{L}/u.test(bare) && /[\d!#$%^&*_+~]/.test(bare) && !bare.includes('@');
    return [...(pair ? [pair] : []), ...(isPeculiar ? [bare, word] : [])];
  });
}

const SIGNING_IN =
  /(?<!\p{L})(log|sign)(ging|ning)?[ -]?(me )?(in|on)|credential|authenticat|anmeld|melde|passwort|kennwort|mot de passe|contraseñ|einlogg|connecte|sesi[oó]n|accedi|inlog/iu;
const ADDRESS = /^https?:\/\/[^@]*$|^[^@\s]+@[^@\s:/]+\.[a-z]{2,}[.!?]?$|^and\/or$/i;

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
