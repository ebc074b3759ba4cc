import type { CdpTransport } from '../../runs/engine.ts';

/**
 * Hands over incoming messages one per task of the event loop. Playwright resolves answers in microtasks; when a socket
 * delivers an answer and the events after it in one go, it would see events about frames it does not know yet, drop
 * them, and wait for ever for an execution context that it was already told of.
 */
export function paced(inner: CdpTransport): CdpTransport {
  const waiting: (() => void)[] = [];
  const outer: CdpTransport = {
    send: message => inner.send(message),
    close: () => inner.close(),
  };
  inner.onmessage = message => enqueue(() => outer.onmessage?.(message));
  inner.onclose = reason => enqueue(() => outer.onclose?.(reason));
  return outer;

  function enqueue(deliver: () => void): void {
    waiting.push(deliver);
    if (waiting.length === 1) setImmediate(deliverNext);
  }

  function deliverNext(): void {
    try {
      waiting[0]?.();
    } finally {
      waiting.shift();
      if (waiting.length > 0) setImmediate(deliverNext);
    }
  }
}
