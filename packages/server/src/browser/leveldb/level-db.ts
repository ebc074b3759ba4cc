import { ByteCursor } from './byte-cursor.ts';
import { unsnappy } from './snappy.ts';

/*
 * What a LevelDB holds, from the bytes of its files (https://github.com/google/leveldb/tree/main/doc). Of each key the
 * entry with the highest sequence number counts, whichever file it is in; that a file is not in the manifest any more
 * makes no difference, as what replaced it has the same entries.
 */

const blockBytes = 32 * 1024;
const headerBytes = 7;
const footerBytes = 48;
const tableMagic = 0xdb4775248b80fb57n;

interface Entry {
  readonly sequence: bigint;
  /** Null: deleted. */
  readonly value: Buffer | null;
}

/** Keys as Latin-1 text. Throws a `RangeError` for files that are damaged, except at the end of a log. */
export function readLevelDb(files: readonly { name: string; bytes: Buffer }[]): ReadonlyMap<string, Buffer> {
  const entries = new Map<string, Entry>();
  const note = (key: Buffer, entry: Entry): void => {
    const name = key.toString('latin1');
    const known = entries.get(name);
    if (known === undefined || known.sequence < entry.sequence) entries.set(name, entry);
  };
  for (const { name, bytes } of files) {
    if (name.endsWith('.log')) for (const batch of batchesOf(bytes)) readBatch(batch, note);
    else if (/\.(?:ldb|sst)$/.test(name)) readTable(bytes, note);
  }
  const values = new Map<string, Buffer>();
  for (const [key, { value }] of entries) if (value !== null) values.set(key, value);
  return values;
}

type Note = (key: Buffer, entry: Entry) => void;

/** The records of a log, put together from their pieces. It may end anywhere: its writer may have been interrupted. */
function* batchesOf(log: Buffer): Generator<Buffer> {
  let pieces: Buffer[] = [];
  for (let at = 0; at + headerBytes <= log.length; ) {
    const leftInBlock = blockBytes - (at % blockBytes);
    const length = leftInBlock < headerBytes ? 0 : log.readUInt16LE(at + 4);
    const kind = leftInBlock < headerBytes ? 0 : log.readUInt8(at + 6);
    if (kind === 0) {
      at += leftInBlock; // the rest of a block that no record fits into, or that was only reserved
      continue;
    }
    const end = at + headerBytes + length;
    if (end > log.length) return;
    if (kind === 1 || kind === 2) pieces = [];
    pieces.push(log.subarray(at + headerBytes, end));
    if (kind === 1 || kind === 4) yield Buffer.concat(pieces);
    at = end;
  }
}

function readBatch(batch: Buffer, note: Note): void {
  const cursor = new ByteCursor(batch);
  let sequence = cursor.take(8).readBigUInt64LE();
  for (let left = cursor.take(4).readUInt32LE(); left > 0; left -= 1) {
    const isPut = cursor.byte() === 1;
    const key = cursor.prefixed();
    note(key, { sequence, value: isPut ? cursor.prefixed() : null });
    sequence += 1n;
  }
}

function readTable(table: Buffer, note: Note): void {
  const footer = new ByteCursor(table.subarray(-footerBytes));
  if (table.length < footerBytes || table.readBigUInt64LE(table.length - 8) !== tableMagic) {
    throw new RangeError('a table has no proper end');
  }
  footer.varint();
  footer.varint();
  for (const [, handle] of entriesOf(blockAt(table, footer))) {
    for (const [key, value] of entriesOf(blockAt(table, new ByteCursor(handle)))) {
      const trailer = key.readBigUInt64LE(key.length - 8);
      const isPut = (trailer & 0xffn) === 1n;
      note(key.subarray(0, -8), { sequence: trailer >> 8n, value: isPut ? value : null });
    }
  }
}

/** The block that a handle leads to: where it begins, and how long it is. */
function blockAt(table: Buffer, handle: ByteCursor): Buffer {
  const cursor = new ByteCursor(table, handle.varint());
  const block = cursor.take(handle.varint());
  const compression = cursor.byte();
  if (compression > 1) throw new RangeError(`compression ${compression} is not known`);
  return compression === 1 ? unsnappy(block) : block;
}

/** Each key shares its beginning with the one before it. */
function* entriesOf(block: Buffer): Generator<readonly [Buffer, Buffer]> {
  const restarts = block.readUInt32LE(block.length - 4);
  const end = block.length - 4 - 4 * restarts;
  if (end < 0) throw new RangeError('a block is not whole');
  const cursor = new ByteCursor(block.subarray(0, end));
  let key: Buffer = Buffer.alloc(0);
  while (cursor.left > 0) {
    const shared = cursor.varint();
    const rest = cursor.varint();
    const size = cursor.varint();
    key = Buffer.concat([key.subarray(0, shared), cursor.take(rest)]);
    yield [key, cursor.take(size)];
  }
}
