import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { Transform } from 'node:stream';

/*
 * sealed = magic · salt · chunk… ; chunk = ciphertext of up to 64 KiB · tag
 *
 * Every sealed thing has a key of its own, derived from the data key and its salt, so nonces can simply count: no number
 * of things sealed under one data key brings two of them together. A nonce also says whether its chunk is the last; a
 * chunk that was left out, repeated, moved or appended therefore does not open, nor does what was cut after any of them.
 * (The construction is known as STREAM: Hoang, Reyhanitabar, Rogaway and Vizár, 2015.)
 */

const magic = Buffer.from('BSL1');
const saltBytes = 32;
const headerBytes = magic.length + saltBytes;
const plainChunkBytes = 64 * 1024;
const tagBytes = 16;
const sealedChunkBytes = plainChunkBytes + tagBytes;

export interface SealingContext {
  readonly dataKey: Buffer;
  /** What the sealed bytes belong to. They open with the very same binding only. */
  readonly binding: Buffer;
  /** The error for bytes that do not open. */
  readonly refusal: () => Error;
}

export function sealBuffer(context: SealingContext, plain: Buffer): Buffer {
  const sealer = new Sealer(context);
  return Buffer.concat([...sealer.update(plain), ...sealer.final()]);
}

export function openBuffer(context: SealingContext, sealed: Buffer): Buffer {
  const opener = new Opener(context);
  return Buffer.concat([...opener.update(sealed), ...opener.final()]);
}

export const sealTransform = (context: SealingContext): Transform => asTransform(new Sealer(context));
export const openTransform = (context: SealingContext): Transform => asTransform(new Opener(context));

interface Codec {
  update(bytes: Buffer): Iterable<Buffer>;
  final(): Iterable<Buffer>;
}

class Sealer implements Codec {
  readonly #chunks: ChunkCipher;
  readonly #header: Buffer;
  readonly #pieces = new Pieces();
  #hasStarted = false;

  constructor({ dataKey, binding }: SealingContext) {
    const salt = randomBytes(saltBytes);
    this.#header = Buffer.concat([magic, salt]);
    this.#chunks = new ChunkCipher({ dataKey, salt, binding });
  }

  *update(plain: Buffer): Iterable<Buffer> {
    yield* this.#start();
    this.#pieces.add(plain);
    // A full chunk is held back until there is more: it may be the last.
    while (this.#pieces.length > plainChunkBytes) {
      yield this.#chunks.seal(this.#pieces.take(plainChunkBytes), { isLast: false });
    }
  }

  *final(): Iterable<Buffer> {
    yield* this.#start();
    yield this.#chunks.seal(this.#pieces.take(this.#pieces.length), { isLast: true });
  }

  *#start(): Iterable<Buffer> {
    if (!this.#hasStarted) yield this.#header;
    this.#hasStarted = true;
  }
}

class Opener implements Codec {
  readonly #context: SealingContext;
  readonly #pieces = new Pieces();
  #chunks: ChunkCipher | null = null;

  constructor(context: SealingContext) {
    this.#context = context;
  }

  *update(sealed: Buffer): Iterable<Buffer> {
    this.#pieces.add(sealed);
    const chunks = this.#start();
    while (chunks !== null && this.#pieces.length > sealedChunkBytes) {
      yield this.#open(chunks, this.#pieces.take(sealedChunkBytes), { isLast: false });
    }
  }

  *final(): Iterable<Buffer> {
    const chunks = this.#start();
    if (chunks === null) throw this.#context.refusal();
    yield this.#open(chunks, this.#pieces.take(this.#pieces.length), { isLast: true });
  }

  #start(): ChunkCipher | null {
    if (this.#chunks === null && this.#pieces.length >= headerBytes) {
      const header = this.#pieces.take(headerBytes);
      if (!header.subarray(0, magic.length).equals(magic)) throw this.#context.refusal();
      this.#chunks = new ChunkCipher({ ...this.#context, salt: header.subarray(magic.length) });
    }
    return this.#chunks;
  }

  #open(chunks: ChunkCipher, sealed: Buffer, place: { isLast: boolean }): Buffer {
    const plain = chunks.open(sealed, place);
    if (plain === null) throw this.#context.refusal();
    return plain;
  }
}

class ChunkCipher {
  readonly #key: Buffer;
  readonly #binding: Buffer;
  #count = 0;

  constructor(input: { dataKey: Buffer; salt: Buffer; binding: Buffer }) {
    this.#key = Buffer.from(hkdfSync('sha256', input.dataKey, input.salt, 'berth sealed chunks', 32));
    this.#binding = input.binding;
  }

  seal(plain: Buffer, place: { isLast: boolean }): Buffer {
    const cipher = createCipheriv('aes-256-gcm', this.#key, this.#nextNonce(place)).setAAD(this.#binding);
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  }

  open(sealed: Buffer, place: { isLast: boolean }): Buffer | null {
    if (sealed.length < tagBytes) return null;
    const decipher = createDecipheriv('aes-256-gcm', this.#key, this.#nextNonce(place))
      .setAAD(this.#binding)
      .setAuthTag(sealed.subarray(-tagBytes));
    const plain = decipher.update(sealed.subarray(0, -tagBytes));
    try {
      decipher.final();
      return plain;
    } catch {
      return null; // the tag does not fit: the one thing `final` reports
    }
  }

  #nextNonce({ isLast }: { isLast: boolean }): Buffer {
    const nonce = Buffer.alloc(12);
    nonce.writeUInt32BE(this.#count, 7);
    nonce.writeUInt8(isLast ? 1 : 0, 11);
    this.#count += 1;
    return nonce;
  }
}

/** Bytes as they come in, taken out in other lengths; each is copied once. */
class Pieces {
  #pieces: Buffer[] = [];
  length = 0;

  add(piece: Buffer): void {
    this.#pieces.push(piece);
    this.length += piece.length;
  }

  take(length: number): Buffer {
    const taken: Buffer[] = [];
    let missing = length;
    while (missing > 0) {
      const piece = this.#pieces.shift();
      if (piece === undefined) throw new RangeError(`only ${length - missing} of ${length} bytes are there`);
      taken.push(piece.subarray(0, missing));
      if (piece.length > missing) this.#pieces.unshift(piece.subarray(missing));
      missing -= Math.min(missing, piece.length);
    }
    this.length -= length;
    const [only, ...others] = taken;
    return only !== undefined && others.length === 0 ? only : Buffer.concat(taken);
  }
}

function asTransform(codec: Codec): Transform {
  const passOn = (stream: Transform, bytes: () => Iterable<Buffer>, done: (fault?: Error) => void): void => {
    try {
      for (const piece of bytes()) stream.push(piece);
      done();
    } catch (fault) {
      done(fault instanceof Error ? fault : new Error(String(fault)));
    }
  };
  return new Transform({
    transform(chunk, _encoding, done) {
      passOn(this, () => codec.update(chunk), done);
    },
    flush(done) {
      passOn(this, () => codec.final(), done);
    },
  });
}
