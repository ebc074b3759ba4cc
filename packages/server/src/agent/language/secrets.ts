import { longestPhrase } from './clauses.ts';
import { PASSWORD_NAMES } from './credentials.ts';
import type { Instruction } from './instruction.ts';
import { readPrompt } from './prompt.ts';
import { type Token, tokenize } from './tokens.ts';

const LINKS = new Set(['is', 'of', 'as', 'with', 'to']);
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
    : afterPasswordWords(tokenize(prompt));
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

function afterPasswordWords(tokens: readonly Token[]): string[] {
  const found: string[] = [];
  for (let at = 0; at < tokens.length; at += 1) {
    const length = longestPhrase(tokens, at, PASSWORD_NAMES);
    if (length === 0) continue;
    let next = at + length;
    while (tokens[next]?.kind === 'mark' || LINKS.has(tokens[next]?.lower ?? '')) next += 1;
    const value = tokens[next];
    if (!value || value.kind === 'placeholder') continue;
    if (value.kind !== 'quoted' && NOT_A_PASSWORD.has(value.lower)) continue;
    found.push(value.text);
  }
  return found;
}
