const LABEL = '(?:passw(?:or)?d|passphrase|passcode|pwd|pw|passwort|kennwort|mot de passe|contrase[nñ]a)';
const STOP =
  /^(is|are|was|must|should|required|incorrect|invalid|wrong|forgot|forgotten|reset|remember|and|or|the|a|an|your|has|have|will|can|may|here|field|show|hide|change|confirm|new|please|to|for|with|in|on|at|of|login|log|sign|submit|continue|username|email|not|below|above|again|needs?|cannot|minimum|min|maximum|max|between|only|at)\.?$/i;
const FOR_TRYING =
  /(?<!\p{L})(demo|test|sample|example|default|try|trial|guest|sandbox|playground|credentials|hint)(?!\p{L})\P{L}+(?:[\p{L}\p{N}'’]+\P{L}+){0,6}$/iu;
/** A user name just before it: the two together are an account. */
const AFTER_A_NAME =
  /(?<!\p{L})(user ?name|user|login|e-?mail)(?!\p{L})\s*(?:is|:|=|→|–|-)?\s*["“`'‘]?(?!\p{L}*password)[^\s\u241e]{2,64}\s*(?:[,;·|/]|and|with|und|et|y)?\s*(?:the|use|use the)?\s*$/iu;
/** How long a password must be or what it is made of: a rule, and no password. */
const COUNT = /^(?:[<>≥≤~]?\d{1,3}(?:[-–—+]\d{0,3})?\+?|\p{L}[-–—]\p{L}|\d[-–—]\d)$/u;
const MEASURE =
  /^\s*(?:(?:or|to|bis|à|a|-|–)\s*\d*\s*)?(?:or more |more |and more )?(characters?|chars?|digits?|letters?|symbols?|signs?|numbers?|words?|bytes|long|minimum|min|max|days?|attempts?|zeichen|ziffern|buchstaben|stellen|caract[eè]res?|caratteri|tekens)(?!\p{L})/iu;
const REJECTED = /^["”`'’]?\s*(?:(?:is|are|was|were|can|will|may|must|should)\s?n[o'’]t?|cannot|too |never)/i;

export interface Hint {
  readonly password: string;
  /** The text around it, to tell several demo accounts apart. */
  readonly around: string;
}

/**
 * Passwords that a page shows to its visitors on purpose ("Demo password: hunter2", "use password `secret`"). What is
 * found here is sent: a word counts only where the page says that it is for trying, or tells a whole account.
 */
export function hintsIn(text: string): Hint[] {
  const found: Hint[] = [];
  for (const match of text.matchAll(new RegExp(`(?<!\\p{L})${LABEL}s?(?!\\p{L})`, 'giu'))) {
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + 120);
    const before = text.slice(Math.max(0, match.index - 90), match.index);
    const password = quotedAfter(after, before) ?? plainAfter(after, before);
    if (password) found.push({ password, around: `${before} ${after}` });
  }
  return found.concat(pairsIn(text));
}

/** The one password that is meant for this user; `null` when there is none or no telling. */
export function chooseHint(hints: readonly Hint[], username: string | null): string | null {
  const forUser = username ? hints.filter(hint => hint.around.includes(username)) : [];
  const distinct = new Set((forUser.length > 0 ? forUser : hints).map(hint => hint.password));
  const [only] = distinct;
  return distinct.size === 1 && only !== undefined ? only : null;
}

function quotedAfter(after: string, before: string): string | null {
  const match = /^\s*(?<link>is|:|=|-|–|→|of)?\s*(?:["“`'‘])(?<word>[^"”`'’]{2,64})(?:["”`'’])/.exec(after);
  const word = match?.groups?.word;
  if (!match || !word || isRule(word, after.slice(match[0].length))) return null;
  return match.groups?.link || isAnnounced(before) ? word : null;
}

function plainAfter(after: string, before: string): string | null {
  const match = /^\s*(?<link>is|:|=|→|–|-)?\s*(?<word>\S{3,64})/.exec(after);
  const word = match?.groups?.word?.replace(/[.,;)]+$/, '');
  if (!match || !word || STOP.test(word) || /^[•*]+$/.test(word)) return null;
  if (isRule(word, after.slice(match[0].length)) || !isAnnounced(before)) return null;
  // "Demo password rules" names none: it takes a sign in between, or a word that is no plain one.
  return match.groups?.link || /[\d!@#$%^&*_]/.test(word) ? word : null;
}

function isAnnounced(before: string): boolean {
  return FOR_TRYING.test(before) || AFTER_A_NAME.test(before);
}

function isRule(word: string, rest: string): boolean {
  const inside = word.replace(/^\S+/, '');
  return COUNT.test(word) || MEASURE.test(rest) || MEASURE.test(inside) || REJECTED.test(rest);
}

/** "demo@example.com / hunter2" */
function pairsIn(text: string): Hint[] {
  return [...text.matchAll(/([^\s/:]+@[^\s/:]+\.[a-z]{2,}) ?[/:|] ?(\S{3,64})/gi)].flatMap(match => {
    const password = match[2]?.replace(/[.,;)]+$/, '') ?? '';
    const rest = text.slice(match.index + match[0].length);
    if (password === '' || STOP.test(password) || isRule(password, rest) || password.includes('@')) return [];
    return [{ password, around: match[0] }];
  });
}
