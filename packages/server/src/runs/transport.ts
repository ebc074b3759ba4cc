import type { Browser, CdpConnection } from '../sessions/ports.ts';
import type { CdpTransport } from './engine.ts';

/** A connection of a run's own to the session's browser, with parsed messages. */
export async function openTransport(browser: Browser): Promise<CdpTransport> {
  const transport: CdpTransport = {
    send: message => connection.send(Buffer.from(JSON.stringify(message))),
    close: () => {
      connection.close();
      transport.onclose?.();
    },
  };
  const connection: CdpConnection = await browser.connect({
    message: bytes => transport.onmessage?.(JSON.parse(bytes.toString('utf8'))),
    closed: reason => transport.onclose?.(reason),
  });
  return transport;
}
