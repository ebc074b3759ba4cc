import { randomBytes, scrypt } from 'node:crypto';
import { pipeline, Readable } from 'node:stream';
import { BerthError } from '../domain/errors.ts';
import { openTransform, type SealingContext, sealTransform } from '../seal/sealed-format.ts';
import { ProfileFileHead } from './imported-state.ts';

/*
 * file  = magic · cost · salt · sealed(plain), under a key that scrypt makes of passphrase and salt, at 2^cost
 * plain = length of the head, 4 bytes · head, JSON · the archive of files, if there is one, to the end
 */

const magic = Buffer.from('BERTHP1\n');
const saltBytes = 16;
const lengthBytes = 4;
const maxHeadBytes = 64 * 1024 * 1024;
/** What the OWASP cheat sheet on password storage asks for: 128 MiB and a good part of a second for each guess. */
export const usualCost = 17;
/** A file says what it costs to open: no more than the server would ask of itself. */
const leastCost = 10;

export interface ProfileFile {
  readonly head: ProfileFileHead;
  readonly files: Readable | null;
}

/** A profile as one file that only its passphrase opens. */
export async function sealFile(
  { head, files }: ProfileFile,
  { passphrase, cost }: { passphrase: string; cost: number },
): Promise<Readable> {
  const salt = randomBytes(saltBytes);
  const context = await contextOf(passphrase, { salt, cost });
  const sealed = pipeline(Readable.from(plainOf(head, files)), sealTransform(context), () => undefined);
  return Readable.from(prefixed([magic, Buffer.from([cost]), salt], sealed), { objectMode: false });
}

/** Throws `profile_archive_invalid` for whatever is no such file. Its `files` may turn out to be cut short at their end. */
export async function openFile(bytes: Readable, passphrase: string): Promise<ProfileFile> {
  const file = new Beginning(bytes);
  if (!(await file.take(magic.length)).equals(magic)) throw invalid('it is no exported profile');
  const cost = (await file.take(1)).readUInt8();
  if (cost < leastCost || cost > usualCost) throw invalid('it is no exported profile');
  const context = await contextOf(passphrase, { salt: await file.take(saltBytes), cost });
  const plain = pipeline(file.rest(), openTransform(context), () => undefined);
  const beginning = new Beginning(plain);
  const length = (await beginning.take(lengthBytes)).readUInt32BE();
  if (length > maxHeadBytes) throw invalid('its head is too large');
  const head = parseHead(await beginning.take(length));
  const rest = beginning.rest();
  if (head.hasFiles) return { head, files: rest };
  for await (const _more of rest) throw invalid('it goes on after its end');
  return { head, files: null };
}

async function* plainOf(head: ProfileFileHead, files: Readable | null): AsyncGenerator<Buffer> {
  const json = Buffer.from(JSON.stringify(head));
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32BE(json.length);
  yield Buffer.concat([length, json]);
  if (files !== null) yield* files;
}

async function* prefixed(first: readonly Buffer[], rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield Buffer.concat(first);
  yield* rest;
}

async function contextOf(
  passphrase: string,
  { salt, cost }: { salt: Buffer; cost: number },
): Promise<SealingContext> {
  const options = { N: 2 ** cost, r: 8, p: 1, maxmem: 256 * 1024 * 1024 };
  const dataKey = await new Promise<Buffer>((resolve, reject) => {
    scrypt(passphrase.normalize('NFKC'), salt, 32, options, (fault, key) =>
      fault ? reject(fault) : resolve(key),
    );
  });
  return {
    dataKey,
    binding: Buffer.from('berth exported profile'),
    refusal: () =>
      invalid('it does not open: the passphrase is another one, or the file was changed or cut short'),
  };
}

function parseHead(bytes: Buffer): ProfileFileHead {
  let json: unknown;
  try {
    json = JSON.parse(bytes.toString('utf8'));
  } catch (fault) {
    throw invalid('its head is not JSON', fault);
  }
  const parsed = ProfileFileHead.safeParse(json);
  if (parsed.success) return parsed.data;
  const place = parsed.error.issues[0]?.path.map(String).join('.') ?? '';
  throw invalid(`\`${place}\` in it is no part of a profile`);
}

/** The first bytes of a stream, and then the rest of it. */
class Beginning {
  readonly #iterator: AsyncIterator<Buffer>;
  #left: Buffer = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.#iterator = stream[Symbol.asyncIterator]();
  }

  async take(length: number): Promise<Buffer> {
    const pieces = [this.#left];
    let total = this.#left.length;
    while (total < length) {
      const next = await this.#iterator.next();
      if (next.done === true) throw invalid('it ends too early');
      pieces.push(next.value);
      total += next.value.length;
    }
    const all = Buffer.concat(pieces);
    this.#left = all.subarray(length);
    return all.subarray(0, length);
  }

  rest(): Readable {
    return Readable.from(prefixed([this.#left], { [Symbol.asyncIterator]: () => this.#iterator }), {
      objectMode: false,
    });
  }
}

function invalid(reason: string, cause?: unknown): BerthError {
  return new BerthError('profile_archive_invalid', `The file cannot be imported: ${reason}.`, { cause });
}
