import type { CdpConnection, CdpReceiver } from '../sessions/ports.ts';
import {
  type Command,
  isRecord,
  parseCommand,
  rewriteAnswer,
  type SessionSpan,
  sniff,
  withoutSession,
} from './message.ts';
import { judge, type MethodContext } from './methods.ts';

/** The one connection to a browser, as the multiplexer needs it. */
export interface MultiplexedPipe {
  send(message: string): void;
  onMessage: (message: Buffer) => void;
}

/**
 * Lets many clients share one browser connection. Each has a root of its own (`Target.attachToBrowserTarget`), which it
 * sees as the browser itself, and owns the sessions that were attached from there:
 *
 *   client message (its id, no session) → judged → (our id, its root's session) → browser
 *   browser answer (our id)             → whose? → (its id, root's session left out) → that client
 *   browser event (session)             → whose? → that client
 *
 * Messages from the browser are routed by their head and tail and passed on as bytes.
 */
export class Multiplexer {
  readonly #pipe: MultiplexedPipe;
  readonly #context: MethodContext;
  readonly #clients = new Set<Client>();
  readonly #sessions = new Map<string, Client>();
  readonly #pending = new Map<number, Pending>();
  #lastId = 0;
  #closedReason: string | null = null;
  /** When a client last sent a command. */
  lastCommandAt: number | null = null;

  constructor(pipe: MultiplexedPipe, context: MethodContext) {
    this.#pipe = pipe;
    this.#context = context;
    pipe.onMessage = bytes => this.#receive(bytes);
  }

  /** A new client with a root of its own. */
  async connect(receiver: CdpReceiver): Promise<CdpConnection> {
    const { sessionId } = await this.command('Target.attachToBrowserTarget', {});
    if (typeof sessionId !== 'string') throw new Error('the browser gave no session to attach to');
    const client = new Client(receiver, sessionId);
    if (this.#closedReason !== null) {
      receiver.closed(this.#closedReason);
      return { send: () => undefined, close: () => undefined };
    }
    this.#clients.add(client);
    this.#sessions.set(sessionId, client);
    return {
      send: bytes => this.#fromClient(client, bytes),
      close: () => this.#disconnect(client),
    };
  }

  /** A command of the server itself, on the connection that no client sees. Rejects when the browser refuses or goes. */
  command(method: string, params: object, sessionId?: string): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      if (this.#closedReason !== null) return reject(new Error(this.#closedReason));
      const id = this.#nextId();
      this.#pending.set(id, {
        client: null,
        clientId: id,
        sessionId: sessionId ?? '',
        answered: answer => {
          if (isRecord(answer.error)) reject(new Error(`${method}: ${String(answer.error.message)}`));
          else resolve(isRecord(answer.result) ? answer.result : {});
        },
        failed: reason => reject(new Error(`${method}: ${reason}`)),
      });
      this.#pipe.send(
        JSON.stringify({ id, method, params, ...(sessionId === undefined ? {} : { sessionId }) }),
      );
    });
  }

  /** The browser is gone: tells every client why and answers what is still open. */
  close(reason: string): void {
    if (this.#closedReason !== null) return;
    this.#closedReason = reason;
    for (const [id, pending] of this.#pending) this.#fail(id, pending, reason);
    for (const client of [...this.#clients]) {
      this.#clients.delete(client);
      client.receiver.closed(reason);
    }
    this.#sessions.clear();
  }

  #fromClient(client: Client, bytes: Buffer): void {
    if (!this.#clients.has(client)) return;
    this.lastCommandAt = Date.now();
    const command = parseCommand(bytes);
    if ('problem' in command) {
      const { id, code, problem } = command;
      client.send({ ...(id === null ? {} : { id }), error: { code, message: problem } });
    } else if (command.sessionId !== null && this.#sessions.get(command.sessionId) !== client) {
      client.refuse(command, -32001, 'Session with given id not found.');
    } else {
      this.#carryOut(client, command);
    }
  }

  #carryOut(client: Client, command: Command): void {
    const verdict = judge(command.method, command.params, this.#context);
    switch (verdict.kind) {
      case 'forward':
        this.#forward(client, command, verdict.params);
        break;
      case 'deny':
        client.refuse(command, -32000, `${command.method}: ${verdict.message}`);
        break;
      case 'answerAndDisconnect':
        client.answer(command, verdict.result);
        this.#disconnect(client);
        client.receiver.closed('the client closed its browser; the session lives on');
    }
  }

  #forward(client: Client, command: Command, params: object): void {
    const id = this.#nextId();
    const sessionId = command.sessionId ?? client.root;
    this.#pending.set(id, {
      client,
      clientId: command.id,
      sessionId,
      answered: null,
      failed: reason => client.refuse(command, -32000, reason),
    });
    this.#pipe.send(JSON.stringify({ id, method: command.method, params, sessionId }));
  }

  #receive(bytes: Buffer): void {
    const incoming = sniff(bytes);
    if (incoming === null) return; // an error about a message that had no id: nobody waits for it
    if (incoming.kind === 'event') this.#onEvent(incoming.method, incoming.session, bytes);
    else this.#onAnswer(incoming, bytes);
  }

  #onAnswer(incoming: { id: number; afterId: number; session: SessionSpan | null }, bytes: Buffer): void {
    const pending = this.#pending.get(incoming.id);
    if (pending === undefined) return; // its client has gone
    this.#pending.delete(incoming.id);
    const { client, clientId, sessionId } = pending;
    pending.answered?.(parse(bytes));
    client?.receiver.message(
      rewriteAnswer(bytes, incoming, { id: clientId, isRoot: sessionId === client.root }),
    );
  }

  #onEvent(method: string, session: SessionSpan | null, bytes: Buffer): void {
    if (session === null) return; // of our own connection
    const owner = this.#sessions.get(session.id);
    if (owner === undefined) return;
    if (method === 'Target.attachedToTarget') this.#own(owner, bytes);
    if (method === 'Inspector.targetCrashed') this.#failSession(session.id, 'Target crashed');
    owner.receiver.message(session.id === owner.root ? withoutSession(bytes, session) : bytes);
    if (method === 'Target.detachedFromTarget') this.#disown(bytes);
  }

  #own(owner: Client, bytes: Buffer): void {
    const child = sessionNamedIn(bytes);
    if (child === null) return;
    owner.sessions.add(child);
    this.#sessions.set(child, owner);
  }

  #disown(bytes: Buffer): void {
    const child = sessionNamedIn(bytes);
    if (child === null) return;
    this.#failSession(child, 'Target detached');
    this.#sessions.get(child)?.sessions.delete(child);
    this.#sessions.delete(child);
  }

  /** Chromium never answers what was asked of a target that went away. */
  #failSession(sessionId: string, reason: string): void {
    for (const [id, pending] of this.#pending) {
      if (pending.sessionId === sessionId) this.#fail(id, pending, reason);
    }
  }

  #fail(id: number, pending: Pending, reason: string): void {
    this.#pending.delete(id);
    pending.failed(reason);
  }

  #disconnect(client: Client): void {
    if (!this.#clients.delete(client)) return;
    for (const sessionId of [client.root, ...client.sessions]) this.#sessions.delete(sessionId);
    for (const [id, pending] of this.#pending) if (pending.client === client) this.#pending.delete(id);
    // Takes with it all that the client attached and every override it set; the tabs stay.
    this.command('Target.detachFromTarget', { sessionId: client.root }).catch(() => undefined); // the browser went first
  }

  #nextId(): number {
    this.#lastId = this.#lastId === 2_147_483_647 ? 1 : this.#lastId + 1; // ids are 32-bit integers
    return this.#lastId;
  }
}

interface Pending {
  readonly client: Client | null;
  readonly clientId: number;
  readonly sessionId: string;
  /** For the server's own commands: takes the parsed answer. */
  readonly answered: ((answer: Record<string, unknown>) => void) | null;
  readonly failed: (reason: string) => void;
}

class Client {
  readonly receiver: CdpReceiver;
  readonly root: string;
  readonly sessions = new Set<string>();

  constructor(receiver: CdpReceiver, root: string) {
    this.receiver = receiver;
    this.root = root;
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

function parse(bytes: Buffer): Record<string, unknown> {
  const value: unknown = JSON.parse(bytes.toString('utf8'));
  return isRecord(value) ? value : {};
}

/** The `params.sessionId` of an attached or detached event. */
function sessionNamedIn(bytes: Buffer): string | null {
  const { params } = parse(bytes);
  const sessionId = isRecord(params) ? params.sessionId : null;
  return typeof sessionId === 'string' ? sessionId : null;
}
