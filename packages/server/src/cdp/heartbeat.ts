const tickMs = 1000;
const silentTicksAllowed = 8;

/**
 * Calls `onSilence` when the browser has not answered for eight ticks. Ticks are counted, not time: a server that was
 * itself stopped for a while sees one late tick, and not a dead browser. A page that computes for ever does not
 * trip it, since the browser process answers for itself.
 */
export function startHeartbeat(ask: () => Promise<unknown>, onSilence: () => void): () => void {
  let silentTicks = 0;
  let asking = false;
  const tick = (): void => {
    silentTicks += 1;
    if (silentTicks > silentTicksAllowed) {
      stop();
      onSilence();
      return;
    }
    if (asking) return;
    asking = true;
    ask().then(
      () => {
        asking = false;
        silentTicks = 0;
      },
      () => undefined, // the connection ended, which has its own way of being noticed
    );
  };
  const timer = setInterval(tick, tickMs);
  timer.unref();
  const stop = (): void => clearInterval(timer);
  return stop;
}
