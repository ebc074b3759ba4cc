import { pipeline, Readable } from 'node:stream';
import type { BrowserState } from '../domain/browser-state.ts';
import { BerthError } from '../domain/errors.ts';
import type { Blobs, Owner } from '../seal/ports.ts';
import type { SealingKeys } from '../seal/sealing-keys.ts';

/** Whose saved state it is, and the id of the save. */
export interface Place {
  readonly owner: Owner;
  readonly id: string;
}

/** `files` is consumed or destroyed by whoever takes it. */
export interface SaveContent {
  readonly state: BrowserState;
  readonly files: Readable | null;
}

const ownName = /^((?:pv|ks)_\d+)\.(?:state|files)$/;

/** Saved state as two sealed blobs: `state`, and `files` where there are any. */
export class SavedBlobs {
  readonly #blobs: Blobs;
  readonly #keys: SealingKeys;

  constructor(blobs: Blobs, keys: SealingKeys) {
    this.#blobs = blobs;
    this.#keys = keys;
  }

  /** On disk as a whole when it resolves to its size, or not there at all. */
  async write(place: Place, { state, files }: SaveContent): Promise<number> {
    try {
      let size = files === null ? 0 : await this.#put(place, 'files', files);
      size += await this.#put(place, 'state', Readable.from([Buffer.from(JSON.stringify(state))]));
      return size;
    } catch (fault) {
      files?.destroy();
      await this.remove(place.id);
      throw fault;
    }
  }

  /** Throws `profile_corrupt`. */
  async readState(place: Place): Promise<BrowserState> {
    const pieces: Buffer[] = [];
    for await (const piece of this.#open(place, 'state')) pieces.push(piece);
    // What opens is what this server sealed: its shape is known.
    return JSON.parse(Buffer.concat(pieces).toString('utf8')) as BrowserState;
  }

  /** Fails with `profile_corrupt`; nothing that came before may be used then. */
  openFiles(place: Place): Readable {
    return Readable.from(this.#open(place, 'files'), { objectMode: false });
  }

  async remove(id: string): Promise<void> {
    await this.#blobs.remove(`${id}.files`);
    await this.#blobs.remove(`${id}.state`);
  }

  /** Nothing that was saved of this owner opens any more, wherever copies of it lie. */
  forget(ownerId: string): void {
    this.#keys.forget(ownerId);
  }

  /** Removes what belongs to no save: of one that was interrupted, or whose removal was. */
  async sweep(savedIds: ReadonlySet<string>): Promise<void> {
    for (const name of await this.#blobs.list()) {
      const id = ownName.exec(name)?.[1];
      if (id !== undefined && !savedIds.has(id)) await this.#blobs.remove(name);
    }
  }

  async #put(place: Place, part: Part, bytes: Readable): Promise<number> {
    const seal = this.#keys.sealStream(place.owner, labelOf(place, part));
    const sealed = pipeline(bytes, seal, () => undefined);
    return (await this.#blobs.put(`${place.id}.${part}`, sealed)).size;
  }

  async *#open(place: Place, part: Part): AsyncGenerator<Buffer> {
    try {
      const open = this.#keys.openStream(place.owner, labelOf(place, part));
      yield* pipeline(this.#blobs.open(`${place.id}.${part}`), open, () => undefined);
    } catch (fault) {
      throw corrupt(place, fault);
    }
  }
}

type Part = 'state' | 'files';

const labelOf = ({ id }: Place, part: Part): string => `version:${id}:${part}`;

function corrupt({ owner, id }: Place, fault: unknown): unknown {
  if (!(fault instanceof BerthError) || fault.code !== 'sealed_data_corrupt') return fault;
  return new BerthError(
    'profile_corrupt',
    `What was saved as ${id} of ${owner.id} does not open: it was changed, cut short or moved, or its key is gone. ` +
      'Nothing of it was used. Take another version, or restore the data directory from a backup.',
    { cause: fault },
  );
}
