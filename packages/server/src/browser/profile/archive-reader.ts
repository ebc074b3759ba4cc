import { ByteReader } from './byte-reader.ts';
import { isOrdinary } from './kept-paths.ts';
import {
  type ArchiveEntry,
  blockBytes,
  type Header,
  invalidArchive,
  longestPaxBytes,
  paddingOf,
  quoted,
  readHeader,
  readPaxPath,
} from './tar-format.ts';

export interface ArchiveLimits {
  /** Of all files together, decompressed. */
  readonly maxBytes: number;
  readonly maxEntries: number;
  /** Bytes that one compressed byte may become. */
  readonly maxRatio: number;
}

/**
 * The entries of an archive that anyone may have made. Only plain files and directories, each once, under an ordinary
 * relative path whose directory came before, within the limits, up to a proper end. Of an entry's content, what was not
 * read is skipped.
 */
export async function* readArchive(
  bytes: AsyncIterable<Buffer>,
  limits: ArchiveLimits,
): AsyncGenerator<{ entry: ArchiveEntry; content: AsyncIterable<Buffer> }> {
  const reader = new ByteReader(bytes, () => invalidArchive('it ends too early'));
  const ledger = new Ledger(limits);
  for (let entry = await nextEntry(reader); entry !== null; entry = await nextEntry(reader)) {
    ledger.enter(entry);
    const content = contentOf(reader, entry.size);
    yield { entry, content };
    for await (const _skipped of content);
    await skipZeros(reader, paddingOf(entry.size));
  }
  await skipZeros(reader, blockBytes);
  if (!(await reader.hasEnded())) throw invalidArchive('it goes on after its end');
}

async function nextEntry(reader: ByteReader): Promise<ArchiveEntry | null> {
  const first = readHeader(await reader.exactly(blockBytes));
  if (first === null) return null;
  if (first.kind !== 'path') return entryOf(first, first.name);
  if (first.size > longestPaxBytes) throw invalidArchive('a name in it is too long');
  const path = readPaxPath(await reader.exactly(first.size));
  await skipZeros(reader, paddingOf(first.size));
  const header = readHeader(await reader.exactly(blockBytes));
  if (header === null) throw invalidArchive('it ends too early');
  return entryOf(header, path);
}

function entryOf({ kind, size }: Header, name: string): ArchiveEntry {
  if (kind === 'path') throw invalidArchive('it is of another format');
  if (kind === 'file') return { path: name, kind, size };
  return { path: name.replace(/\/$/, ''), kind, size };
}

async function* contentOf(reader: ByteReader, size: number): AsyncGenerator<Buffer> {
  for (let left = size; left > 0; ) {
    const piece = await reader.some(left);
    left -= piece.length;
    yield piece;
  }
}

async function skipZeros(reader: ByteReader, length: number): Promise<void> {
  if ((await reader.exactly(length)).some(byte => byte !== 0))
    throw invalidArchive('it is of another format');
}

/** What has been in the archive so far, which decides what may come. */
class Ledger {
  readonly #limits: ArchiveLimits;
  readonly #paths = new Set<string>();
  readonly #directories = new Set<string>();
  #bytes = 0;

  constructor(limits: ArchiveLimits) {
    this.#limits = limits;
  }

  enter({ path, kind, size }: ArchiveEntry): void {
    if (!isOrdinary(path)) throw invalidArchive(`${quoted(path)} is no ordinary path`);
    if (this.#paths.has(path)) throw invalidArchive(`${quoted(path)} is in it twice`);
    const slash = path.lastIndexOf('/');
    if (slash !== -1 && !this.#directories.has(path.slice(0, slash))) {
      throw invalidArchive(`the directory of ${quoted(path)} is not in it`);
    }
    this.#paths.add(path);
    if (kind === 'directory') this.#directories.add(path);
    this.#bytes += size;
    const { maxBytes, maxEntries } = this.#limits;
    if (this.#paths.size > maxEntries) throw invalidArchive(`it has more than ${maxEntries} entries`);
    if (this.#bytes > maxBytes) throw invalidArchive(`it has more than ${maxBytes} bytes`);
  }
}
