/** Bytes of a stream, taken in the lengths that a format asks for. */
export class ByteReader {
  readonly #source: AsyncIterator<Buffer>;
  readonly #onShort: () => Error;
  #rest: Buffer = Buffer.alloc(0);

  /** `onShort` makes the error for a stream that ends too early. */
  constructor(source: AsyncIterable<Buffer>, onShort: () => Error) {
    this.#source = source[Symbol.asyncIterator]();
    this.#onShort = onShort;
  }

  /** As many bytes as there are at once, at most `length`. */
  async some(length: number): Promise<Buffer> {
    if (!(await this.#hasMore())) throw this.#onShort();
    const piece = this.#rest.subarray(0, length);
    this.#rest = this.#rest.subarray(piece.length);
    return piece;
  }

  async exactly(length: number): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for (let missing = length; missing > 0; ) {
      const piece = await this.some(missing);
      pieces.push(piece);
      missing -= piece.length;
    }
    return Buffer.concat(pieces);
  }

  async hasEnded(): Promise<boolean> {
    return !(await this.#hasMore());
  }

  async #hasMore(): Promise<boolean> {
    while (this.#rest.length === 0) {
      const next = await this.#source.next();
      if (next.done === true) return false;
      this.#rest = next.value;
    }
    return true;
  }
}
