const epochSeconds = 1_655_683_200n;
const sequenceBits = 10n;
const workerBits = 21n;

export interface IdSource {
  /** `prefix_` and a decimal of about 18 digits that sorts by time. It exceeds 2^53: keep it a string. */
  next(prefix: string): string;
}

/**
 * 32 bits of seconds, 21 bits that tell processes apart, 10 bits of sequence and a final 1. A second that runs out of
 * sequence numbers borrows the next one, so ids of one process never repeat and never go backwards.
 */
export function createIdSource(options: { now: () => number; worker: number }): IdSource {
  const worker = BigInt(options.worker) & ((1n << workerBits) - 1n);
  let last = 0n;
  return {
    next(prefix) {
      const second = BigInt(Math.floor(options.now() / 1000)) - epochSeconds;
      const earliest = second << sequenceBits;
      last = earliest > last ? earliest : last + 1n;
      const sequence = last & ((1n << sequenceBits) - 1n);
      const number =
        ((((last >> sequenceBits) << workerBits) | worker) << (sequenceBits + 1n)) | (sequence << 1n) | 1n;
      return `${prefix}_${number}`;
    },
  };
}
