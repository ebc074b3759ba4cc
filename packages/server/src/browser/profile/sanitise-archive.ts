import { pipeline, Readable } from 'node:stream';
import { createZstdCompress } from 'node:zlib';
import { type ArchiveLimits, readArchive } from './archive-reader.ts';
import { contentOf } from './kept-paths.ts';
import {
  type ArchiveEntry,
  endOfArchive,
  invalidArchive,
  paddingOf,
  quoted,
  writeHeader,
} from './tar-format.ts';
import { actsOnBrowser, decompressed, harmlessPreferences, naming, profileLimits } from './unpack.ts';

/** The archive of a profile that anyone may have made → one that holds what sites keep, and nothing that acts on a browser. */
export function sanitiseArchive(archive: Readable, limits: ArchiveLimits = profileLimits): Readable {
  const clean = Readable.from(harmless(archive, limits), { objectMode: false });
  return pipeline(clean, createZstdCompress(), () => undefined);
}

async function* harmless(archive: Readable, limits: ArchiveLimits): AsyncGenerator<Buffer> {
  const plain = decompressed(archive, limits);
  try {
    for await (const { entry, content } of readArchive(plain, limits)) {
      const kept = contentOf(entry.path);
      if (kept === null) throw invalidArchive(`${quoted(entry.path)} is no part of a profile`);
      if (actsOnBrowser.includes(kept)) continue;
      if (entry.kind === 'directory') yield writeHeader(entry);
      else if (kept === 'preferences') yield* preferences(entry, content);
      else yield* file(entry, content);
    }
    yield endOfArchive;
  } catch (fault) {
    throw naming(fault);
  } finally {
    plain.destroy();
  }
}

async function* file(entry: ArchiveEntry, content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield writeHeader(entry);
  yield* content;
  yield Buffer.alloc(paddingOf(entry.size));
}

async function* preferences(entry: ArchiveEntry, content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const text = await harmlessPreferences(entry, content);
  if (text === null) return;
  const bytes = Buffer.from(text);
  yield writeHeader({ ...entry, size: bytes.length });
  yield bytes;
  yield Buffer.alloc(paddingOf(bytes.length));
}
