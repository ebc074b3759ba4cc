import type { Browser } from '../sessions/ports.ts';

/** One command on a connection of its own; resolves to its result. */
export function askBrowser(browser: Browser, method: string): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    const opening = browser.connect({
      message: bytes => {
        const message: { id?: number; result?: Record<string, unknown> } = JSON.parse(bytes.toString('utf8'));
        if (message.id !== 1) return;
        void opening.then(connection => connection.close());
        resolve(message.result ?? {});
      },
      closed: reason => reject(new Error(reason)),
    });
    opening.then(connection => connection.send(Buffer.from(JSON.stringify({ id: 1, method }))), reject);
  });
}
