import type { Value } from './instruction.ts';
import type { Token } from './tokens.ts';

/** A cursor over one clause. Every rule consumes what it understands; what is left over makes the engine decline. */
export class ClauseReader {
  readonly #prompt: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(prompt: string, tokens: readonly Token[]) {
    this.#prompt = prompt;
    this.#tokens = tokens;
  }

  get done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  get position(): number {
    return this.#at;
  }

  /** The clause as it was written. */
  get text(): string {
    return this.#textOf(this.#tokens);
  }

  get restText(): string {
    return this.#textOf(this.#tokens.slice(this.#at));
  }

  rewind(position: number): void {
    this.#at = position;
  }

  peek(ahead = 0): Token | undefined {
    return this.#tokens[this.#at + ahead];
  }

  rest(): readonly Token[] {
    return this.#tokens.slice(this.#at);
  }

  take(): Token | undefined {
    const token = this.#tokens[this.#at];
    if (token) this.#at += 1;
    return token;
  }

  skipMarks(...marks: readonly string[]): void {
    while (this.peek()?.kind === 'mark' && marks.includes(this.peek()?.text ?? '')) this.#at += 1;
  }

  /** Takes one of the given word sequences (the longest that fits), or nothing. */
  takeAny(phrases: readonly string[]): string | null {
    const fitting = phrases.filter(phrase => this.#fits(phrase)).sort((a, b) => b.length - a.length)[0];
    if (fitting === undefined) return null;
    this.#at += fitting.split(' ').length;
    return fitting;
  }

  /** Takes any number of the given words. */
  skipWords(words: ReadonlySet<string>): void {
    while (this.peek()?.kind === 'word' && words.has(this.peek()?.lower ?? '')) this.#at += 1;
  }

  /** A literal or `{{parameter}}`: one token, whatever it looks like. */
  takeValue(): Value | null {
    const token = this.peek();
    if (!token || token.kind === 'mark') return null;
    this.#at += 1;
    if (token.kind === 'placeholder') return { kind: 'parameter', name: token.text };
    return { kind: 'literal', text: token.text };
  }

  #fits(phrase: string): boolean {
    return phrase
      .split(' ')
      .every((word, index) => this.peek(index)?.kind === 'word' && this.peek(index)?.lower === word);
  }

  #textOf(tokens: readonly Token[]): string {
    const first = tokens[0];
    const last = tokens.at(-1);
    return first && last ? this.#prompt.slice(first.start, last.end) : '';
  }
}
