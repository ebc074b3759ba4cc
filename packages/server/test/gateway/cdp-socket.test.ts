import { EventEmitter } from 'node:events';
import { PassThrough } from 'node:stream';
import { expect, test, vi } from 'vitest';
import type { WebSocket } from 'ws';
import { serveCdp } from '../../src/gateway/cdp-socket.ts';
import type { Browser } from '../../src/sessions/ports.ts';

test('a message that the server fails on ends the socket that it came from, and nothing else', async () => {
  const socket = Object.assign(new EventEmitter(), {
    OPEN: 1,
    readyState: 1,
    bufferedAmount: 0,
    close: vi.fn(),
  });
  const send = vi.fn().mockImplementationOnce(() => {
    throw new RangeError('Maximum call stack size exceeded');
  });
  const browser = { connect: async () => ({ send, close: () => undefined }) };
  await serveCdp({
    socket: socket as unknown as WebSocket,
    stream: new PassThrough(),
    browser: browser as unknown as Browser,
    pageId: null,
  });
  socket.emit('message', Buffer.from('{}'));
  expect(socket.close).toHaveBeenCalledWith(1011, 'the server failed on this message');
  socket.emit('message', Buffer.from('{}'));
  expect(send).toHaveBeenCalledTimes(2);
  socket.emit('close');
});
