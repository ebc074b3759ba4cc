import { closeSync, constants, fstatSync, openSync, writeSync } from 'node:fs';
import { Socket } from 'node:net';
import { oncePerTurn } from '../once-per-turn.ts';
import type { Home } from './home.ts';

/** The browser's CDP connection: messages in UTF-8, each ended by a zero byte, over two named pipes. */
export interface BrowserPipe {
  /** Queues one message. What is sent after the end goes nowhere. */
  send(message: string): void;
  /** Called with each whole message; set it before the first event loop turn ends. */
  onMessage: (message: Buffer) => void;
  /** Called once, when the browser has closed its side, which it does only by dying. */
  onEnd: () => void;
  /** Bytes that the browser has not taken yet. */
  readonly queuedBytes: number;
  /** Lets go of the pipes; the browser lives on. */
  close(): void;
}

/** Both ends open for reading and writing, as the browser needs them to outlive the server. */
export function openForBrowser(home: Home): {
  command: number;
  answer: number;
  /** Puts a message into the pipe that the browser finds there when it starts, however busy this server is by then. */
  leave(message: string): void;
  close(): void;
} {
  const command = openSync(home.commandPipe, 'r+');
  const answer = openSync(home.answerPipe, 'r+');
  return {
    command,
    answer,
    leave: message => writeSync(command, `${message}\0`),
    close() {
      closeSync(command);
      closeSync(answer);
    },
  };
}

/** Our side of a browser that already holds its own. Throws when nobody does. */
export function openPipe(home: Home): BrowserPipe {
  // Non-blocking and one way each: then the death of the browser shows as the end of the file.
  const answer = openFifo(home.answerPipe, constants.O_RDONLY);
  const command = openFifo(home.commandPipe, constants.O_WRONLY);
  // As sockets the descriptors are polled; as file streams each would hold a thread of the pool for ever.
  const reader = new Socket({ fd: answer, readable: true, writable: false });
  const writer = new Socket({ fd: command, readable: false, writable: true });
  const writeGathered = oncePerTurn((messages: readonly string[]) => writer.write(messages.join('')));
  let ended = false;
  const pipe: BrowserPipe = {
    onMessage: () => undefined,
    onEnd: () => undefined,
    get queuedBytes() {
      return writer.writableLength;
    },
    send(message) {
      if (!ended) writeGathered(`${message}\0`);
    },
    close() {
      ended = true;
      reader.destroy();
      writer.destroy();
    },
  };
  const end = (): void => {
    if (ended) return;
    pipe.close();
    pipe.onEnd();
  };
  reader.on(
    'data',
    splitMessages(message => pipe.onMessage(message)),
  );
  for (const side of [reader, writer]) side.on('end', end).on('error', end).on('close', end);
  return pipe;
}

/** Bytes in, whole messages out. A message that spans chunks is joined once, when its end arrives. */
export function splitMessages(onMessage: (message: Buffer) => void): (chunk: Buffer) => void {
  let parts: Buffer[] = [];
  return chunk => {
    let from = 0;
    for (let zero = chunk.indexOf(0); zero !== -1; zero = chunk.indexOf(0, from)) {
      const last = chunk.subarray(from, zero);
      from = zero + 1;
      const message = parts.length === 0 ? last : Buffer.concat([...parts, last]);
      parts = [];
      if (message.length > 0) onMessage(message);
    }
    if (from < chunk.length) parts.push(chunk.subarray(from));
  };
}

function openFifo(path: string, mode: number): number {
  const descriptor = openSync(path, mode | constants.O_NONBLOCK | constants.O_NOFOLLOW);
  if (fstatSync(descriptor).isFIFO()) return descriptor;
  closeSync(descriptor);
  throw new Error(`${path} is not a named pipe`);
}
