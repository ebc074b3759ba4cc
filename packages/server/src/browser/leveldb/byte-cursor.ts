/** Reads bytes in order. Whatever is not there is a `RangeError`. */
export class ByteCursor {
  readonly #bytes: Buffer;
  #at: number;

  constructor(bytes: Buffer, at = 0) {
    this.#bytes = bytes;
    this.#at = at;
  }

  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    return this.take(1).readUInt8();
  }

  take(length: number): Buffer {
    if (length > this.left) throw new RangeError(`${length} bytes are wanted, ${this.left} are left`);
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  /** A number in groups of seven bits, the lowest first. */
  varint(): number {
    let value = 0;
    for (let scale = 1; scale < 2 ** 50; scale *= 128) {
      const byte = this.byte();
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
    throw new RangeError('a number is too large');
  }

  /** Bytes behind their own length. */
  prefixed(): Buffer {
    return this.take(this.varint());
  }
}
