const MASK = '•••';
const WORD_LIKE = 4;
const ENTITIES: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

/** Keeps secrets out of everything that leaves the engine. New ones (a hint read off a page) can be learnt on the way. */
export class Mask {
  readonly #patterns = new Map<string, readonly RegExp[]>();

  constructor(secrets: Iterable<string>) {
    for (const secret of secrets) this.learn(secret);
  }

  learn(secret: string): void {
    if (secret.length > 0 && !this.#patterns.has(secret)) this.#patterns.set(secret, patternsOf(secret));
  }

  text(text: string): string {
    const longestFirst = [...this.#patterns].sort(([a], [b]) => b.length - a.length);
    return longestFirst
      .flatMap(([, patterns]) => patterns)
      .reduce((masked, pattern) => masked.replaceAll(pattern, MASK), text);
  }

  value(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map(each => this.value(each));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [this.text(key), this.value(each)]));
  }
}

/** A very short secret is masked only where it stands alone: "a" must not black out every word with an a. */
function patternsOf(secret: string): RegExp[] {
  const written = [...secret].map(spellings).join('');
  if (secret.length < WORD_LIKE) return [new RegExp(`(?<![\\p{L}\\p{N}])${written}(?![\\p{L}\\p{N}])`, 'gu')];
  return [new RegExp(written, 'gu'), ...base64Of(secret).map(text => new RegExp(literal(text), 'g'))];
}

/**
 * One character in every way that an address, a form, JSON or HTML may write it. Encoders differ in what they escape,
 * so each character is matched by itself instead of a list of whole encodings.
 */
function spellings(char: string): string {
  const bytes = [...new TextEncoder().encode(char)].map(byte => hex(byte, 2));
  const units = Array.from({ length: char.length }, (_, at) => hex(char.charCodeAt(at), 4));
  const point = char.codePointAt(0) ?? 0;
  const ways = [
    ...bytesOf(bytes, '%'),
    units.map(unit => `\\\\u${unit}`).join(''),
    `&#0*${point};`,
    `&#[xX]0*${hex(point, 1)};`,
    literal(char),
  ];
  const entity = ENTITIES[char];
  if (entity) ways.push(`&${entity};`);
  if (char === ' ') ways.push('\\+');
  if (/["\\/]/.test(char)) ways.unshift(`\\\\${literal(char)}`);
  return `(?:${ways.join('|')})`;
}

/** Percent-encoded once, or twice as in the address of a page to go back to. */
function bytesOf(bytes: readonly string[], sign: string): string[] {
  return [bytes.map(byte => `${sign}${byte}`).join(''), bytes.map(byte => `${sign}25${byte}`).join('')];
}

/** A hexadecimal number in either case. */
function hex(value: number, digits: number): string {
  return [...value.toString(16).padStart(digits, '0')]
    .map(digit => (/[a-f]/.test(digit) ? `[${digit}${digit.toUpperCase()}]` : digit))
    .join('');
}

/** The secret inside a Base64 text (as in `user:password`) has one of three shapes, by how many bytes stand before it. */
function base64Of(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const inner = [0, 1, 2].flatMap(before => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const from = [0, 2, 3][before] ?? 0;
    const whole = (before + bytes.length) % 3 === 0;
    const core = text.slice(from, whole ? undefined : -1);
    return [core, core.replaceAll('+', '-').replaceAll('/', '_')];
  });
  return [...new Set(inner)].filter(text => text.length >= WORD_LIKE);
}

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
}
