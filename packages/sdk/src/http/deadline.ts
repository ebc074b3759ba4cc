import { BerthAbortError } from '../errors.ts';

interface Deadline {
  readonly seconds: number;
  /** The caller's own signal. */
  readonly signal: AbortSignal | undefined;
  /** What is thrown when the time is up. */
  readonly expired: () => Error;
}

/** setTimeout fires at once above this; nobody waits 24 days. */
const maxTimer = 2 ** 31 - 1;

/**
 * Does `work` until it ends, the time is up or the caller aborts, whichever comes first, even if `work` does not
 * listen to its signal. (AbortSignal.any would need Node 20.3.)
 */
export async function withDeadline<T>(
  deadline: Deadline,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  throwIfAborted(deadline.signal);
  const { promise: stopped, reject: stop } = promiseWithReject();
  const controller = new AbortController();
  const end = (error: Error): void => {
    stop(error);
    controller.abort(error);
  };
  const onAbort = (): void => end(abortError(deadline.signal));
  deadline.signal?.addEventListener('abort', onAbort, { once: true });
  const timer = setTimeout(() => end(deadline.expired()), Math.min(deadline.seconds * 1000, maxTimer));
  try {
    return await Promise.race([stopped, work(controller.signal)]);
  } finally {
    clearTimeout(timer);
    deadline.signal?.removeEventListener('abort', onAbort);
  }
}

/** Waits; an abort is noticed at once. */
export async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  throwIfAborted(signal);
  await new Promise<void>((resolve, reject) => {
    const onAbort = (): void => {
      clearTimeout(timer);
      reject(abortError(signal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    }, ms);
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}

function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw abortError(signal);
}

function abortError(signal: AbortSignal | undefined): BerthAbortError {
  return new BerthAbortError('The call was aborted.', { cause: signal?.reason });
}

function promiseWithReject(): { promise: Promise<never>; reject: (error: Error) => void } {
  let reject: (error: Error) => void = () => {};
  const promise = new Promise<never>((_, rejectPromise) => {
    reject = rejectPromise;
  });
  return { promise, reject };
}
