import { ByteCursor } from './byte-cursor.ts';

const maxBytes = 64 * 1024 * 1024;

/** Undoes Snappy's block format (https://github.com/google/snappy/blob/main/format_description.txt). */
export function unsnappy(compressed: Buffer): Buffer {
  const input = new ByteCursor(compressed);
  const length = input.varint();
  if (length > maxBytes) throw new RangeError(`a block of ${length} bytes is too large`);
  const output = Buffer.alloc(length);
  let at = 0;
  while (input.left > 0) {
    const tag = input.byte();
    const kind = tag & 3;
    if (kind === 0) {
      const literal = input.take(literalLength(tag >> 2, input));
      if (at + literal.length > length) throw new RangeError('a literal leads out of the block');
      at += literal.copy(output, at);
      continue;
    }
    const copied = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
    const back =
      kind === 1
        ? ((tag >> 5) << 8) | input.byte()
        : input.take(kind === 2 ? 2 : 4).readUIntLE(0, kind === 2 ? 2 : 4);
    if (back === 0 || back > at || at + copied > length)
      throw new RangeError('a copy leads out of the block');
    // It may reach into what it writes: byte by byte.
    for (let end = at + copied; at < end; at += 1) output[at] = output.readUInt8(at - back);
  }
  if (at !== length) throw new RangeError('a block is not whole');
  return output;
}

/** Up to 60 in the tag itself, more in the bytes behind it. */
function literalLength(coded: number, input: ByteCursor): number {
  const bytes = coded - 59;
  return (bytes < 1 ? coded : input.take(bytes).readUIntLE(0, bytes)) + 1;
}
