import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { isIPv6 } from 'node:net';
import { createRoutes } from './routes.ts';
import { answer } from './web/answer.ts';
import { send } from './web/reply.ts';
import { Sessions } from './web/sessions.ts';
import { readSigningKey } from './web/signing-key.ts';

export type DemoOptions = {
  /** 0 takes a free port. */
  readonly port: number;
  readonly host?: string | undefined;
  /** Keeps the key that signs cookies, so that sign-ins outlive a restart. Made when it does not exist. */
  readonly keyFile?: string | undefined;
};

export type Demo = {
  readonly origin: string;
  readonly port: number;
  close(): Promise<void>;
};

export async function startDemo(options: DemoOptions): Promise<Demo> {
  const host = options.host ?? '127.0.0.1';
  const key = options.keyFile === undefined ? randomBytes(32) : await readSigningKey(options.keyFile);
  const sessions = new Sessions(key);
  const routes = createRoutes({ sessions, stylesheet: await readStylesheet() });

  const server = createServer(async (request, response) => {
    send(response, { reply: await answer(request, { routes, sessions }), method: request.method });
  });
  server.listen(options.port, host);
  await once(server, 'listening');

  const port = portOf(server);
  let closing: Promise<void> | undefined;
  return {
    origin: `http://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    port,
    close() {
      closing ??= end(server);
      return closing;
    },
  };
}

function readStylesheet(): Promise<string> {
  return readFile(new URL('./style.css', import.meta.url), 'utf8');
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The demo listens on no TCP port.');
  return address.port;
}

async function end(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  // Browsers hold idle connections open for minutes; waiting for them would keep the port that long.
  server.closeAllConnections();
  await closed;
}
