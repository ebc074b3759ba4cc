import type { CdpReceiver } from '../sessions/ports.ts';
import type { Command } from './message.ts';

/** One client of the multiplexer: where its messages go, and the session that it sees as the whole connection. */
export class Attachment {
  readonly receiver: CdpReceiver;
  readonly root: string;
  /** A part of the server that looks on; see `ConnectOptions`. */
  readonly isWatcher: boolean;
  /** All sessions that were attached from the root, and the target of each. */
  readonly sessions = new Map<string, string>();

  constructor(receiver: CdpReceiver, options: { root: string; isWatcher: boolean }) {
    this.receiver = receiver;
    this.root = options.root;
    this.isWatcher = options.isWatcher;
  }

  send(message: object): void {
    this.receiver.message(Buffer.from(JSON.stringify(message)));
  }

  answer(command: Command, result: object): void {
    this.send({ id: command.id, result, ...sessionOf(command) });
  }

  refuse(command: Command, code: number, message: string): void {
    this.send({ id: command.id, error: { code, message }, ...sessionOf(command) });
  }
}

const sessionOf = (command: Command): object =>
  command.sessionId === null ? {} : { sessionId: command.sessionId };
