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
