const LABEL = '(?:passw(?:or)?d|passphrase|passcode|pwd|pw|kennwort|mot de passe|contrase[nñ]a)';
const STOP =
  /^(is|are|was|must|should|required|incorrect|invalid|wrong|forgot|forgotten|reset|remember|and|or|the|a|an|your|has|have|will|can|may|here|field|show|hide|change|confirm|new|please|to|for|with|in|on|at|of|login|log|sign|submit|continue|username|email|not|below|above|again|needs?|cannot|minimum|at)$/i;

export interface Hint {
  readonly password: string;
  /** The text around it, to tell several demo accounts apart. */
  readonly around: string;
}

/** Passwords that a page shows to its visitors on purpose ("Demo password: hunter2", "use password `secret`"). */
export function hintsIn(text: string): Hint[] {
  const found: Hint[] = [];
  for (const match of text.matchAll(new RegExp(`${LABEL}s?`, 'giu'))) {
    const after = text.slice(match.index + match[0].length, match.index + match[0].length + 120);
    const before = text.slice(Math.max(0, match.index - 90), match.index);
    const password = quotedAfter(after) ?? plainAfter(after, before);
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

function quotedAfter(after: string): string | null {
  const match = /^\s*(?:is|:|=|-|–|→|of)?\s*(?:["“`'‘])([^"”`'’]{2,64})(?:["”`'’])/.exec(after);
  return match?.[1] ?? null;
}

function plainAfter(after: string, before: string): string | null {
  const match = /^\s*(?<link>is|:|=|→|–|-)?\s*(?<word>\S{3,64})/.exec(after);
  const word = match?.groups?.word?.replace(/[.,;)]+$/, '');
  if (!word || STOP.test(word) || /^[•*]+$/.test(word)) return null;
  const linked = Boolean(match?.groups?.link);
  const announced =
    /(demo|test|sample|example|default|try|use|using|with|hint|credentials)\W+(?:\w+\W+){0,6}$/i.test(before);
  const peculiar = /[\d!@#$%^&*_]/.test(word);
  // "Password rules" names none; a linked or announced word does, and one with digits or signs needs only one of the two.
  if (linked && (announced || peculiar)) return word;
  return announced && peculiar ? word : null;
}

/** "demo@example.com / hunter2" */
function pairsIn(text: string): Hint[] {
  return [...text.matchAll(/([^\s/:]+@[^\s/:]+\.[a-z]{2,}) ?[/:|] ?(\S{3,64})/gi)].flatMap(match =>
    match[2] && !STOP.test(match[2])
      ? [{ password: match[2].replace(/[.,;)]+$/, ''), around: match[0] }]
      : [],
  );
}
