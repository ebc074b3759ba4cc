const text = 0x81; // a whole message in one frame
const short = 126;
const medium = 127;
const longestCopied = 16 * 1024;

/**
 * A text message as the pieces to write: a server's frames are not masked, so the bytes go out as they came. Small
 * ones are one piece, since one write of one buffer is the cheapest there is.
 */
export function textFrame(payload: Buffer): readonly Buffer[] {
  const head = frameHead(payload.length);
  return payload.length <= longestCopied ? [Buffer.concat([head, payload])] : [head, payload];
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
