import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { textFrames } from '../../src/gateway/text-frames.ts';

test('messages of every length class arrive as they were, between frames that the library writes', async () => {
  const lengths = [0, 1, 125, 126, 127, 16_384, 16_385, 65_535, 65_536, 3_000_000];
  const messages = lengths.map(length => 'é'.repeat(Math.floor(length / 2)) + 'x'.repeat(length % 2));
  const server = createServer();
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  server.on('upgrade', (request, stream, head) =>
    sockets.handleUpgrade(request, stream, head, socket => {
      for (const message of messages) {
        stream.write(textFrames([Buffer.from(message), Buffer.from(message)]));
        socket.ping();
      }
      socket.close(1000);
    }),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address() as AddressInfo;
  const client = new WebSocket(`ws://127.0.0.1:${address.port}`);
  const seen: string[] = [];
  client.on('message', (data, isBinary) => seen.push(isBinary ? 'binary' : String(data)));
  const [code] = await once(client, 'close');
  server.close();
  expect(code).toBe(1000);
  const twice = messages.flatMap(message => [message, message]);
  expect(seen.map(text => text.length)).toEqual(twice.map(text => text.length));
  expect(seen).toEqual(twice);
});
