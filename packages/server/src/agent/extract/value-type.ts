import { meaningOf } from '../match/words.ts';

export type ValueType = 'date' | 'money' | 'email' | 'phone' | 'url' | 'number' | 'identifier' | 'text';

const MONTH = '(jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-z]*\\.?';
const DATE = new RegExp(
  `^(\\w{3,9},? )?(\\d{4}-\\d{1,2}-\\d{1,2}([T ].*)?|\\d{1,2}[./-]\\d{1,2}[./-]\\d{2,4}(,? .*)?|\\d{1,2}\\.? ${MONTH},? \\d{2,4}.*|${MONTH} \\d{1,2},? \\d{4}.*)$`,
  'i',
);
const CURRENCY =
  '(?:[$€£¥₹₽₩]|USD|EUR|GBP|CHF|JPY|CNY|CAD|AUD|NZD|SEK|NOK|DKK|PLN|CZK|INR|BRL|MXN|ZAR|SGD|HKD)';
const SUM = '[\\d.,\\u00a0\\u202f ]*\\d[\\d.,]*';
const MONEY = new RegExp(
  `^[-(]?\\s*${CURRENCY}\\s?-?${SUM}\\)?$|^-?${SUM}\\s?${CURRENCY}$|^-?\\d{1,3}(,\\d{3})*\\.\\d{2}$|^-?\\d+[.,]\\d{2}$`,
);
const PHONE = /^\+?[\d\s().-]{7,20}$/;
// "2026-0042" is how many shops number their papers.
const YEARLY = /^(19|20)\d\d[-./ ]\d+([-.]\d+)?$/;

export function typeOf(text: string): ValueType {
  if (DATE.test(text)) return 'date';
  if (/^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(text)) return 'email';
  if (/^(https?:\/\/|www\.)\S+$/i.test(text)) return 'url';
  if (MONEY.test(text)) return 'money';
  if (/^#?\d+$/.test(text)) return /^#/.test(text) ? 'identifier' : 'number';
  if (/^-?[\d.,]+\s?%?$/.test(text)) return 'number';
  if (PHONE.test(text) && !YEARLY.test(text) && /[\s().+-]/.test(text)) return 'phone';
  if (
    /^#?[\p{L}\d]*[\p{L}]?[\p{L}\d]*([-_/.#]?[\p{L}\d]+)*$/u.test(text) &&
    /\d/.test(text) &&
    !/\s/.test(text)
  )
    return 'identifier';
  return 'text';
}

/** The type that most filled cells share. */
export function columnType(cells: readonly string[]): ValueType | null {
  const filled = cells.filter(text => text !== '' && !/^[-–—]$/.test(text));
  if (filled.length === 0) return null;
  const counts = new Map<ValueType, number>();
  for (const text of filled) counts.set(typeOf(text), (counts.get(typeOf(text)) ?? 0) + 1);
  const [top] = [...counts].sort((a, b) => b[1] - a[1]);
  return top && top[1] * 10 >= filled.length * 6 ? top[0] : 'text';
}

const EXPECTED: Readonly<Record<string, readonly ValueType[]>> = {
  number: ['identifier', 'number'],
  date: ['date'],
  due: ['date'],
  created: ['date'],
  updated: ['date'],
  issued: ['date'],
  birthday: ['date'],
  amount: ['money', 'number'],
  balance: ['money', 'number'],
  quantity: ['number'],
  email: ['email'],
  phone: ['phone', 'number'],
  url: ['url'],
  name: ['text'],
  customer: ['text'],
  status: ['text'],
  title: ['text'],
  country: ['text'],
  city: ['text'],
};

/** What kind of value the last telling word of an attribute promises; `null` when it promises nothing. */
export function expectedTypes(words: readonly string[]): readonly ValueType[] | null {
  for (const word of [...words].reverse()) {
    const types = EXPECTED[meaningOf(word)];
    if (types) return types;
  }
  return null;
}

/** −1 contradiction, 0 nothing to say, 1 agreement. A phone "number" is a phone. */
export function typeVote(words: readonly string[], cells: readonly string[]): -1 | 0 | 1 {
  const meanings = words.map(meaningOf);
  const expected = meanings.includes('phone') ? EXPECTED.phone : expectedTypes(words);
  const actual = columnType(cells);
  if (!expected || !actual) return 0;
  if (expected.includes(actual)) return 1;
  // Names of things may well look like identifiers; and an identifier may be any short text.
  const lenient = expected.includes('text')
    ? ['identifier', 'text', 'number']
    : expected.includes('identifier')
      ? ['text']
      : [];
  return lenient.includes(actual) ? 0 : -1;
}
