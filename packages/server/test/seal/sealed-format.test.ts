import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { openBuffer, openTransform, sealBuffer, sealTransform } from '../../src/seal/sealed-format.ts';

const chunk = 64 * 1024;
const header = 36;
const sealedChunk = chunk + 16;

const refused = new Error('refused');
const context = { dataKey: randomBytes(32), binding: Buffer.from('binding'), refusal: () => refused };

const inPieces = (bytes: Buffer, length: number): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / length) }, (_, at) =>
      bytes.subarray(at * length, (at + 1) * length),
    ),
  );

test.each([0, 1, chunk - 1, chunk, chunk + 1, 2 * chunk, 2 * chunk + 5])(
  '%i bytes come back the same, in one piece and as a stream of any pieces',
  async size => {
    const plain = randomBytes(size);
    const sealed = sealBuffer(context, plain);
    expect(sealed.length).toBe(header + size + 16 * Math.max(1, Math.ceil(size / chunk)));
    expect(openBuffer(context, sealed)).toEqual(plain);
    for (const pieces of [997, chunk, 5 * chunk]) {
      const streamed = await buffer(inPieces(plain, pieces).pipe(sealTransform(context)));
      expect(openBuffer(context, streamed)).toEqual(plain);
      expect(await buffer(inPieces(sealed, pieces).pipe(openTransform(context)))).toEqual(plain);
    }
  },
);

test('what is sealed does not show, and is never sealed the same way twice', () => {
  const plain = Buffer.alloc(200, 'sid=canary;');
  const [first, second] = [sealBuffer(context, plain), sealBuffer(context, plain)];
  expect(first.includes('canary')).toBe(false);
  expect(first.equals(second)).toBe(false);
});

test('every flipped bit of a small sealed thing is noticed', () => {
  const sealed = sealBuffer(context, Buffer.from('log-in'));
  for (let bit = 0; bit < sealed.length * 8; bit++) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
    expect(() => openBuffer(context, changed), `bit ${bit}`).toThrow(refused);
  }
});

test('every beginning of it is noticed, and so is a byte more', () => {
  const sealed = sealBuffer(context, Buffer.from('log-in'));
  for (let length = 0; length < sealed.length; length++) {
    expect(() => openBuffer(context, sealed.subarray(0, length)), `${length} bytes`).toThrow(refused);
  }
  expect(() => openBuffer(context, Buffer.concat([sealed, Buffer.alloc(1)]))).toThrow(refused);
});

const three = sealBuffer(context, randomBytes(3 * chunk));
const chunkAt = (sealed: Buffer, at: number): Buffer =>
  sealed.subarray(header + at * sealedChunk, header + (at + 1) * sealedChunk);
const of = (...parts: Buffer[]): Buffer => Buffer.concat([three.subarray(0, header), ...parts]);
const [a, b, c] = [chunkAt(three, 0), chunkAt(three, 1), chunkAt(three, 2)];
const other = sealBuffer(context, randomBytes(3 * chunk));

test.each([
  ['cut after a whole chunk', of(a, b)],
  ['without chunks', of()],
  ['without its first chunk', of(b, c)],
  ['in another order', of(b, a, c)],
  ['with a chunk twice', of(a, a, b, c)],
  ['with more after its last chunk', of(a, b, c, c)],
  ['with a chunk of another thing under the same key', of(a, chunkAt(other, 1), c)],
  ['with the salt of another', Buffer.concat([other.subarray(0, header), a, b, c])],
  ['of an unknown format', Buffer.concat([Buffer.from('BSL2'), three.subarray(4)])],
])('a sealed thing %s is refused, in one piece and as a stream', async (_what, sealed) => {
  expect(() => openBuffer(context, sealed)).toThrow(refused);
  await expect(buffer(inPieces(sealed, 1000).pipe(openTransform(context)))).rejects.toThrow(refused);
});

test('another binding and another key open nothing', () => {
  expect(() => openBuffer({ ...context, binding: Buffer.from('bindinG') }, three)).toThrow(refused);
  expect(() => openBuffer({ ...context, dataKey: randomBytes(32) }, three)).toThrow(refused);
});
