/** A stream whose writes can be held back and sent as one. */
interface Corkable {
  cork(): void;
  uncork(): void;
}

/**
 * Gathers all that is written to `stream` in one turn into one system call: with many messages in flight, a call for
 * each of them costs more than everything else that is done with it. Returns what to call before a write.
 */
export function oncePerTurn(stream: Corkable): () => void {
  let isCorked = false;
  const uncork = (): void => {
    isCorked = false;
    stream.uncork();
  };
  return () => {
    if (isCorked) return;
    isCorked = true;
    stream.cork();
    process.nextTick(uncork);
  };
}
