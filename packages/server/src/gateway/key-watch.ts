import type { OpenSockets } from './upgrade.ts';

const tickMs = 250;

/** Closes the sockets of keys that were revoked, by whatever process: each tick asks about the keys that opened one. */
export function watchKeys(options: {
  sockets: OpenSockets;
  isRevoked: (keyId: string) => boolean;
  onFault: (fault: unknown) => void;
}): () => void {
  const { sockets, isRevoked, onFault } = options;
  const tick = (): void => {
    try {
      for (const keyId of sockets.keyIds()) {
        if (isRevoked(keyId)) sockets.closeOf(keyId, 'the API key that opened this was revoked');
      }
    } catch (fault) {
      // A locked store: the next tick asks again.
      onFault(fault);
    }
  };
  const timer = setInterval(tick, tickMs);
  return () => clearInterval(timer);
}
