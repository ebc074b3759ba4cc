import { BerthConnectionError, BerthError, BerthTimeoutError } from '../errors.ts';

const firstPause = 500;
const longestPause = 8_000;

/** The server refuses with these before it makes anything, so every request may be sent again. */
const refusals = new Set([408, 429, 503]);

/** Whether to send a request again that ended in `error`. */
export function mayRetry(error: unknown, isRepeatable: boolean): error is BerthError {
  if (!(error instanceof BerthError)) return false;
  if (error instanceof BerthConnectionError || error instanceof BerthTimeoutError) return isRepeatable;
  if (error.statusCode === undefined) return false;
  return refusals.has(error.statusCode) || (error.statusCode >= 500 && isRepeatable);
}

/** How long to wait before retry number `retry` (from 0): what the server says, else doubling from 0.5 s with jitter. */
export function backOff(retry: number, error: BerthError): number {
  if (error.retryAfterSeconds !== undefined) return error.retryAfterSeconds * 1000;
  const pause = Math.min(firstPause * 2 ** retry, longestPause);
  return pause * (1 + Math.random() / 4);
}

const longestRetryAfterSeconds = 60;

/** The seconds of a `Retry-After` header, which holds seconds or a date; at most 60. */
export function readRetryAfter(header: string | null): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = /^\s*\d+(\.\d+)?\s*$/.test(header)
    ? Number(header)
    : (Date.parse(header) - Date.now()) / 1000;
  if (Number.isNaN(seconds)) return undefined;
  return Math.min(Math.max(seconds, 0), longestRetryAfterSeconds);
}
