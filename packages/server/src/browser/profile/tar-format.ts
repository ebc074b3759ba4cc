import { BerthError } from '../../domain/errors.ts';

/*
 * The part of the tar format that profiles need: plain files and directories, in POSIX ustar headers, names over 100
 * bytes or beyond ASCII in a pax record before them. Any tar reads what this writes; what other tars can write besides
 * is refused, so there is no link, device, sparse file or second spelling of a size to be wrong about.
 */

export interface ArchiveEntry {
  readonly path: string;
  readonly kind: 'file' | 'directory';
  readonly size: number;
}

export const blockBytes = 512;
export const longestPaxBytes = 2048;
export const paddingOf = (size: number): number => (blockBytes - (size % blockBytes)) % blockBytes;
export const endOfArchive = Buffer.alloc(2 * blockBytes);

const largestSize = 0o77777777777;
const checksumAt = 148;
const magic = Buffer.from('ustar\x0000');
const typeFlags = { file: '0', directory: '5', path: 'x' } as const;

export function writeHeader(entry: ArchiveEntry): Buffer {
  const name = entry.kind === 'directory' ? `${entry.path}/` : entry.path;
  if (Buffer.byteLength(name) <= 100 && /^[\x20-\x7e]*$/.test(name))
    return block(name, entry.kind, entry.size);
  const record = paxRecord(`path=${name}\n`);
  return Buffer.concat([
    block('path', 'path', record.length),
    record,
    Buffer.alloc(paddingOf(record.length)),
    block('path', entry.kind, entry.size),
  ]);
}

/** A record begins with its own length, which counts its own digits. */
function paxRecord(content: string): Buffer {
  const bytes = Buffer.byteLength(content) + 1;
  const length = [1, 2, 3, 4].map(digits => bytes + digits).find(sum => `${sum}`.length === sum - bytes);
  return Buffer.from(`${length} ${content}`);
}

function block(name: string, kind: keyof typeof typeFlags, size: number): Buffer {
  if (size > largestSize) throw new Error(`${name} is too large for an archive`);
  const header = Buffer.alloc(blockBytes);
  header.write(name, 0);
  header.write(kind === 'directory' ? '0000700\0' : '0000600\0', 100);
  header.write('0000000\x000000000\0', 108);
  header.write(`${octal(size, 11)}\0${octal(0, 11)}\0`, 124);
  header.write(typeFlags[kind], 156);
  magic.copy(header, 257);
  header.write(`${octal(checksumOf(header), 6)}\0 `, checksumAt);
  return header;
}

const octal = (number: number, digits: number): string => number.toString(8).padStart(digits, '0');

function checksumOf(header: Buffer): number {
  let sum = 0;
  for (const [at, byte] of header.entries()) sum += at >= checksumAt && at < checksumAt + 8 ? 32 : byte;
  return sum;
}

export interface Header {
  readonly name: string;
  readonly kind: keyof typeof typeFlags;
  readonly size: number;
}

/** `null` for a block of zeros, which begins the end of the archive. */
export function readHeader(header: Buffer): Header | null {
  if (header.every(byte => byte === 0)) return null;
  if (numberAt(header, checksumAt, 6) !== checksumOf(header)) throw invalidArchive('a header is damaged');
  if (!header.subarray(257, 265).equals(magic)) throw invalidArchive('it is of another format');
  const flag = header.toString('latin1', 156, 157);
  const name = utf8(header.subarray(0, 100)).replace(/\0+$/, '');
  const kind = kinds.get(flag);
  if (kind === undefined) throw invalidArchive(`${quoted(name)} is neither a plain file nor a directory`);
  if (header.subarray(345, 500).some(byte => byte !== 0)) throw invalidArchive('it is of another format');
  const size = numberAt(header, 124, 11);
  if (size === null) throw invalidArchive(`${quoted(name)} has no proper size`);
  if (kind === 'directory' && size > 0) throw invalidArchive(`the directory ${quoted(name)} has content`);
  return { name, kind, size };
}

const kinds = new Map(
  (['file', 'directory', 'path'] as const).map(kind => [String(typeFlags[kind]), kind] as const),
);

/** The path that a pax record gives to the entry after it. */
export function readPaxPath(record: Buffer): string {
  const [, length, path] = /^(\d{1,4}) path=([^\n]*)\n$/.exec(utf8(record)) ?? [];
  if (path === undefined || Number(length) !== record.length) throw invalidArchive('it is of another format');
  return path;
}

function numberAt(header: Buffer, at: number, digits: number): number | null {
  const text = header.toString('latin1', at, at + digits);
  return /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : null;
}

function utf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (fault) {
    throw invalidArchive('a name in it is not UTF-8', fault);
  }
}

export const quoted = (name: string): string => JSON.stringify(name.slice(0, 200));

export function invalidArchive(reason: string, cause?: unknown): BerthError {
  return new BerthError(
    'profile_archive_invalid',
    `The profile archive was refused: ${reason}. Nothing of it was used. Export the profile again, with Berth.`,
    { cause },
  );
}
