const text = 0x81; // a whole message in one frame
const short = 126;
const medium = 127;

/**
 * Text messages as the bytes to write: a server's frames are not masked, so they go out as they came. All in one buffer,
 * since one write of one buffer is the cheapest there is.
 */
export function textFrames(payloads: readonly Buffer[]): Buffer {
  return Buffer.concat(payloads.flatMap(payload => [frameHead(payload.length), payload]));
}

function frameHead(length: number): Buffer {
  if (length < short) return Buffer.from([text, length]);
  if (length < 0x1_0000) return Buffer.from([text, short, length >> 8, length & 0xff]);
  const head = Buffer.alloc(10);
  head.writeUInt8(text, 0);
  head.writeUInt8(medium, 1);
  head.writeBigUInt64BE(BigInt(length), 2);
  return head;
}
