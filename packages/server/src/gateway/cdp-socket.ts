import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { oncePerTurn } from '../once-per-turn.ts';
import type { CdpConnection } from '../sessions/ports.ts';
import { textFrames } from './text-frames.ts';
import type { CdpSocket } from './upgrade.ts';

/** A client that has not taken this much is not reading. */
const maxQueuedBytes = 96 * 1024 * 1024;
const maxQueuedMs = 10_000;
/** A flood that would fill the server's memory within those ten seconds ends at once. */
const mostQueuedBytes = 256 * 1024 * 1024;
const pingMs = 15_000;

/** One CDP client: its WebSocket on one side, its connection of the multiplexer on the other. */
export async function serveCdp({ socket, stream, browser, pageId }: CdpSocket): Promise<void> {
  // Commands may arrive before the browser has made the client's root.
  const early: Buffer[] = [];
  let send = (bytes: Buffer): void => {
    early.push(bytes);
  };
  let connection: CdpConnection | null = null;
  const stopWatching = watch(socket, stream);
  socket.on('message', data => {
    // Whoever is being closed, and does not answer that, has no say any more.
    if (socket.readyState !== socket.OPEN) return;
    try {
      send(toBuffer(data));
    } catch {
      // Whatever one client's message does to us, all others stay.
      socket.close(1011, 'the server failed on this message');
    }
  });
  // A broken frame: `ws` answers with its close code, reads on until the client has seen it, and closes by itself.
  socket.on('error', () => undefined);
  socket.on('close', () => {
    stopWatching();
    connection?.close();
  });
  try {
    const write = oncePerTurn((messages: readonly Buffer[]) => {
      if (socket.readyState !== socket.OPEN) return;
      stream.write(textFrames(messages));
      if (socket.bufferedAmount > mostQueuedBytes) socket.terminate();
    });
    const receiver = {
      message: write,
      // Behind what was sent in this turn.
      closed: (reason: string) => process.nextTick(() => socket.close(1001, reason.slice(0, 120))),
    };
    connection = await browser.connect(receiver, pageId === null ? {} : { pageId });
  } catch (fault) {
    socket.close(1011, fault instanceof Error ? fault.message.slice(0, 120) : 'the browser did not answer');
    return;
  }
  if (socket.readyState !== socket.OPEN) return connection.close();
  send = connection.send;
  for (const bytes of early) send(bytes);
}

/** Ends the socket of a client that is gone without a word, or that does not read what it is sent. */
function watch(socket: WebSocket, stream: Duplex): () => void {
  let answered = true;
  let fullSince: number | null = null;
  let received = bytesReadOf(stream);
  const ping = setInterval(() => {
    // The answer to a ping waits behind the message that a client is sending: bytes are a sign of life, too.
    if (!answered && bytesReadOf(stream) === received) socket.terminate();
    answered = false;
    received = bytesReadOf(stream);
    socket.ping();
  }, pingMs);
  const queue = setInterval(() => {
    if (socket.bufferedAmount <= maxQueuedBytes) fullSince = null;
    else fullSince ??= performance.now();
    if (fullSince !== null && performance.now() - fullSince > maxQueuedMs) socket.terminate();
  }, 1000);
  socket.on('pong', () => {
    answered = true;
  });
  return () => {
    clearInterval(ping);
    clearInterval(queue);
  };
}

function bytesReadOf(stream: Duplex): number {
  return 'bytesRead' in stream ? Number(stream.bytesRead) : 0;
}

function toBuffer(data: WebSocket.RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
