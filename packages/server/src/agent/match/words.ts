const GROUPS: readonly string[] = [
  'number no num nr # id ident identifier code ref reference nbr №',
  'amount total sum value price cost subtotal',
  'email mail e-mail',
  'phone telephone tel mobile cell',
  'customer client buyer purchaser',
  'vendor supplier seller',
  'user member',
  'invoice bill',
  'product item article',
  'cart basket',
  'settings preferences options configuration',
  'delete remove',
  'search find',
  'save store',
  'quantity qty units',
  'description details desc',
  'company organization organisation firm business',
  'employee staff',
  'picture image photo avatar',
  'status state',
  'city town',
  'zip postcode postal',
  'date day',
  'url website homepage',
  'category type kind',
  'department dept',
  'job position role',
  'birthday birthdate dob',
  'created added',
  'updated modified changed edited',
  'due deadline',
];

const CLASS_OF = new Map<string, string>();
for (const group of GROUPS) {
  const words = group.split(' ');
  for (const word of words) {
    CLASS_OF.set(word, words[0] ?? word);
    CLASS_OF.set(stem(word), words[0] ?? word);
  }
}

// Words around a name that never tell two things apart ("View all invoices", "Invoices list"). Only where they stand
// there: "Delete all" is not "Delete", and "Show password" is no password.
const BEFORE_NAME = new Set('the a an view see all my your our go to browse manage'.split(' '));
const AFTER_NAME = new Set('page list overview section'.split(' '));

/** The words of a text, lower case, without accents and punctuation; `#` stays, as it means "number". */
export function wordsOf(text: string): string[] {
  const spaced = text
    .replace(/\be-mail/gi, 'email')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFKD');
  return (
    spaced
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+|#|№/gu) ?? []
  );
}

export function stem(word: string): string {
  if (word.length > 4 && word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (/^(stat|bon|vir|camp)uses$/.test(word)) return word.slice(0, -2);
  if (word.length > 4 && /(ss|sh|ch|x|z)es$/.test(word)) return word.slice(0, -2);
  if (word.length > 2 && word.endsWith('s') && !/(ss|us|is)$/.test(word)) return word.slice(0, -1);
  return word;
}

export function stemsOf(text: string): string[] {
  return wordsOf(text).map(stem);
}

/** One representative for words of the same meaning ("client" → "customer"). */
export function meaningOf(word: string): string {
  const stemmed = stem(word);
  return CLASS_OF.get(word) ?? CLASS_OF.get(stemmed) ?? stemmed;
}

export function contentStems(text: string): string[] {
  const stems = stemsOf(text);
  let from = 0;
  let to = stems.length;
  while (to - from > 1 && BEFORE_NAME.has(stems[from] ?? '')) from += 1;
  while (to - from > 1 && AFTER_NAME.has(stems[to - 1] ?? '')) to -= 1;
  return stems.slice(from, to);
}

export function sameSet(left: readonly string[], right: readonly string[]): boolean {
  const a = new Set(left);
  const b = new Set(right);
  return a.size === b.size && [...a].every(word => b.has(word));
}
