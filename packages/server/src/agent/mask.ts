const MASK = '•••';
const WORD_LIKE = 4;

/** Keeps secrets out of everything that leaves the engine. New ones (a hint read off a page) can be learnt on the way. */
export class Mask {
  readonly #secrets = new Set<string>();

  constructor(secrets: Iterable<string>) {
    for (const secret of secrets) this.learn(secret);
  }

  learn(secret: string): void {
    if (secret.length > 0) this.#secrets.add(secret);
  }

  text(text: string): string {
    let masked = text;
    for (const secret of [...this.#secrets].sort((a, b) => b.length - a.length)) {
      masked = masked.replaceAll(patternOf(secret), MASK);
      const encoded = encodeURIComponent(secret);
      if (encoded !== secret) masked = masked.replaceAll(encoded, MASK);
    }
    return masked;
  }

  value(value: unknown): unknown {
    if (typeof value === 'string') return this.text(value);
    if (Array.isArray(value)) return value.map(each => this.value(each));
    if (value === null || typeof value !== 'object') return value;
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [this.text(key), this.value(each)]));
  }
}

/** A very short secret is masked only where it stands alone: "a" must not black out every word with an a. */
function patternOf(secret: string): RegExp {
  const literal = secret.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  if (secret.length >= WORD_LIKE) return new RegExp(literal, 'g');
  return new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'gu');
}
