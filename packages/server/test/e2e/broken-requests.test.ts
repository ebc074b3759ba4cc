import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { TestServer } from '../fixtures/server.ts';

/* What is refused before it is a request of ours is refused in the same words as everything else. */

let server: TestServer;
let path: string;

beforeAll(async () => {
  server = await TestServer.start();
  path = new URL((await server.createSession()).browser_address).pathname;
});
afterAll(() => server.remove());

const upgrade = (...headers: readonly string[]): string =>
  [
    `GET ${path} HTTP/1.1`,
    'Host: x',
    'Connection: Upgrade',
    'Upgrade: websocket',
    `x-api-key: ${server.key}`,
    ...headers,
  ].join('\r\n');
const key = 'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==';

test.each([
  ['no HTTP', () => 'HELLO\r\n\r\n', [400, 'malformed_http']],
  [
    'headers of 32 KiB',
    () => `GET / HTTP/1.1\r\nx: ${'y'.repeat(32_768)}\r\n\r\n`,
    [431, 'headers_too_large'],
  ],
  [
    'an upgrade without a WebSocket key',
    () => `${upgrade('Sec-WebSocket-Version: 13')}\r\n\r\n`,
    [400, 'handshake_invalid'],
  ],
  [
    'an upgrade to a WebSocket version of its own',
    () => `${upgrade(key, 'Sec-WebSocket-Version: 99')}\r\n\r\n`,
    [400, 'handshake_invalid'],
  ],
  [
    'an upgrade by POST',
    () => `${upgrade(key, 'Sec-WebSocket-Version: 13').replace('GET', 'POST')}\r\n\r\n`,
    [400, 'handshake_invalid'],
  ],
])('%s is answered in the shape of every other error', async (_, text, expected) => {
  const { head, body } = await answerTo(text());
  expect([Number(head.split(' ')[1]), JSON.parse(body).code]).toEqual(expected);
  expect(JSON.parse(body).detail).toMatch(/^\S.{5,}\.$/);
  expect(head).toMatch(/content-type: application\/json/i);
  expect((await server.fetch('/healthz')).status).toBe(200);
});

/** Sends the text over a connection of its own, and reads until the server hangs up. */
async function answerTo(text: string): Promise<{ head: string; body: string }> {
  const socket = connect(Number(new URL(server.origin).port), '127.0.0.1');
  const chunks: Buffer[] = [];
  socket.on('data', chunk => chunks.push(chunk));
  socket.write(text);
  await new Promise(resolve => socket.once('close', resolve));
  const [head = '', body = ''] = Buffer.concat(chunks).toString().split('\r\n\r\n');
  return { head, body };
}
