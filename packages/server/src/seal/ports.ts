import type { Readable } from 'node:stream';

/** Whose data is sealed: a profile or a session. */
export interface Owner {
  readonly organizationId: string;
  readonly id: string;
}

/** The data key of one owner, as it is stored. */
export interface SealingKeyRecord {
  readonly owner: Owner;
  /** Which master key wrapped it. */
  readonly masterId: string;
  readonly wrapped: Buffer;
  readonly createdAt: number;
}

/** Where wrapped data keys are kept. Each call returns when its effect is on disk. */
export interface SealingKeyStore {
  find(ownerId: string): SealingKeyRecord | null;
  /** Keeps the record, unless the owner has one already. */
  insert(record: SealingKeyRecord): void;
  /** Deletes the record so that no copy of it is left in the files of the store. */
  shred(ownerId: string): void;
  /** Every master key that something is wrapped with now. */
  masterIds(): readonly string[];
  /** Replaces every record by what `change` makes of it: all of them, or none when it throws or the process ends. */
  replaceAll(change: (record: SealingKeyRecord) => SealingKeyRecord): void;
}

/** Where sealed bytes are kept, each under a name that the server chose: an id, perhaps with a suffix. */
export interface Blobs {
  /**
   * On disk, whole and under its name, when it resolves; otherwise whatever had the name before still has it. `sha256` is
   * that of the bytes as they are kept.
   */
  put(name: string, bytes: Readable): Promise<{ size: number; sha256: string }>;
  /** Fails with `sealed_data_corrupt` when there is no such blob. */
  open(name: string): Readable;
  /** Does nothing when there is no such blob. */
  remove(name: string): Promise<void>;
  /** The names of all that are whole. */
  list(): Promise<readonly string[]>;
}
