import type { Readable } from 'node:stream';
import type { StorageArea } from '../../domain/browser-state.ts';
import type { SiteData } from '../../profiles/ports.ts';
import { readLevelDb } from '../leveldb/level-db.ts';
import { readArchive } from './archive-reader.ts';
import { invalidArchive } from './tar-format.ts';
import { decompressed, naming, profileLimits } from './unpack.ts';

const localStoragePath = /^Default\/Local Storage\/leveldb\/(\d+\.(?:log|ldb|sst))$/;
const indexedDbPath = /^Default\/IndexedDB\/(https?)_([^/]+)_(\d+)\.indexeddb\.leveldb$/;
const maxLocalStorageBytes = 512 * 1024 * 1024;

/** What the archive of a profile holds for sites, without a browser. */
export async function readSiteData(archive: Readable): Promise<SiteData> {
  const plain = decompressed(archive, profileLimits);
  const files: { name: string; bytes: Buffer }[] = [];
  const origins = new Set<string>();
  let size = 0;
  try {
    for await (const { entry, content } of readArchive(plain, profileLimits)) {
      const [, scheme, host, port] = indexedDbPath.exec(entry.path) ?? [];
      if (host !== undefined) origins.add(originOf(`${scheme}://${host}${port === '0' ? '' : `:${port}`}`));
      const name = localStoragePath.exec(entry.path)?.[1];
      if (name === undefined) continue;
      size += entry.size;
      if (size > maxLocalStorageBytes) throw invalidArchive('its localStorage is too large');
      files.push({ name, bytes: await bytesOf(content) });
    }
  } catch (fault) {
    throw naming(fault);
  } finally {
    plain.destroy();
  }
  const localStorage = areasOf(files);
  for (const { origin } of localStorage) origins.add(origin);
  return { localStorage, origins: [...origins].filter(origin => origin !== '').sort() };
}

function areasOf(files: readonly { name: string; bytes: Buffer }[]): readonly StorageArea[] {
  try {
    return parseAreas(readLevelDb(files));
  } catch (fault) {
    if (!(fault instanceof RangeError)) throw fault;
    throw invalidArchive('its localStorage does not open', fault);
  }
}

/** `_ORIGIN \0 KEY` → value; keys that begin otherwise are about areas, not in them. */
function parseAreas(entries: ReadonlyMap<string, Buffer>): readonly StorageArea[] {
  const areas = new Map<string, (readonly [string, string])[]>();
  for (const [key, value] of entries) {
    const end = key.indexOf('\0');
    const origin = key.startsWith('_') && end !== -1 ? originOf(key.slice(1, end)) : '';
    if (origin === '') continue;
    const items = areas.get(origin) ?? [];
    items.push([textOf(Buffer.from(key.slice(end + 1), 'latin1')), textOf(value)]);
    areas.set(origin, items);
  }
  return [...areas].map(([origin, items]) => ({ origin, isCleared: false, items }));
}

/** Empty for what is no web origin, such as the storage of a frame within another site. */
function originOf(text: string): string {
  const url = URL.parse(text);
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  return isWeb && url.origin === text ? text : '';
}

/** Behind a byte that says how: 0 for UTF-16, 1 for Latin-1. */
function textOf(bytes: Buffer): string {
  return bytes.subarray(1).toString(bytes.length > 0 && bytes.readUInt8() === 0 ? 'utf16le' : 'latin1');
}

async function bytesOf(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of content) pieces.push(piece);
  return Buffer.concat(pieces);
}
