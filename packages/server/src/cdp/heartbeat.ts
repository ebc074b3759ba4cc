const tickMs = 1000;
const silentTicksAllowed = 6;

/**
 * Calls `onSilence` when the browser has said nothing at all for six ticks although it was asked. Ticks are counted,
 * not time: a server that was itself stopped for a while sees one late tick, and not a dead browser. Neither a page that
 * computes for ever trips it, since the browser process answers for itself, nor a flood of events in front of the answer.
 */
export function startHeartbeat(browser: {
  ask: () => Promise<unknown>;
  /** How many messages have come from the browser until now. */
  heard: () => number;
  onSilence: () => void;
}): () => void {
  let silentTicks = 0;
  let heard = browser.heard();
  let asking = false;
  const settled = (): void => {
    asking = false;
  };
  const timer = setInterval(() => {
    silentTicks = browser.heard() === heard ? silentTicks + 1 : 0;
    heard = browser.heard();
    if (silentTicks > silentTicksAllowed) {
      clearInterval(timer);
      browser.onSilence();
    } else if (!asking) {
      asking = true;
      // It rejects when the connection ends, which has its own way of being noticed.
      browser.ask().then(settled, settled);
    }
  }, tickMs);
  timer.unref();
  return () => clearInterval(timer);
}
