import type { DownloadEvent } from '../domain/session-file.ts';
import type { CdpConnection, CdpReceiver, ConnectOptions } from '../sessions/ports.ts';
import { releaseOf } from './abandoned.ts';
import { Attachment } from './attachment.ts';
import { CrashedTargets } from './crashed-targets.ts';
import { DownloadSettings, readDownloadEvent } from './download-settings.ts';
import {
  type Command,
  isRecord,
  isTooLarge,
  parseCommand,
  rewriteAnswer,
  type SessionSpan,
  sniff,
  withoutSession,
} from './message.ts';
import { judge, type MethodContext } from './methods.ts';
import { Pauses } from './pauses.ts';
import { PendingCommands } from './pending.ts';

/** The one connection to a browser, as the multiplexer needs it. */
export interface MultiplexedPipe {
  send(message: string): void;
  onMessage: (message: Buffer) => void;
}

/**
 * Lets many clients share one browser connection. Each has a root session of its own, which it sees as the whole
 * connection, and owns the sessions that were attached from there:
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
  readonly #clients = new Set<Attachment>();
  readonly #owners = new Map<string, Attachment>();
  readonly #pending = new PendingCommands();
  readonly #crashed = new CrashedTargets();
  readonly #pauses = new Pauses(sessionId => this.#resume(sessionId));
  readonly #downloads: DownloadSettings;
  #closedReason: string | null = null;
  /** When a client last sent a command. */
  lastCommandAt: number | null = null;
  /** How many messages have come from the browser. */
  heard = 0;
  onDownload: (event: DownloadEvent) => void = () => undefined;
  /** Told of each request that waits because our own connection asked to hold requests (`Fetch.enable`). */
  onRequestHeld: (params: Record<string, unknown>) => void = () => undefined;

  constructor(pipe: MultiplexedPipe, context: MethodContext) {
    this.#pipe = pipe;
    this.#context = context;
    pipe.onMessage = bytes => this.#receive(bytes);
    // Our own connection learns of every target that goes: a client may not have asked to.
    this.command('Target.setDiscoverTargets', { discover: true }).catch(() => undefined); // the browser went first
    this.#downloads = new DownloadSettings(
      (method, params) => this.command(method, params),
      context.downloads,
    );
  }

  /** A new client. Its root is the browser, or the page `pageId`. Rejects when there is no such page. */
  async connect(receiver: CdpReceiver, options: ConnectOptions = {}): Promise<CdpConnection> {
    const { pageId, isWatcher = false } = options;
    const { sessionId } =
      pageId === undefined
        ? await this.command('Target.attachToBrowserTarget', {})
        : await this.command('Target.attachToTarget', { targetId: pageId, flatten: true });
    if (typeof sessionId !== 'string') throw new Error('the browser gave no session to attach to');
    if (this.#closedReason !== null) throw new Error(this.#closedReason);
    const client = new Attachment(receiver, { root: sessionId, isWatcher });
    this.#clients.add(client);
    this.#owners.set(sessionId, client);
    if (pageId !== undefined) client.sessions.set(sessionId, pageId);
    return {
      send: bytes => {
        if (!isWatcher) this.lastCommandAt = Date.now();
        this.#fromClient(client, bytes);
      },
      close: () => this.#disconnect(client),
    };
  }

  /** A command of the server itself, on the connection that no client sees. Rejects when the browser refuses or goes. */
  command(method: string, params: object): Promise<Record<string, unknown>> {
    return new Promise((resolve, reject) => {
      if (this.#closedReason !== null) return reject(new Error(this.#closedReason));
      const failed = (reason: string): void => reject(new Error(`${method}: ${reason}`));
      const answered = (answer: Record<string, unknown>): void => {
        if (isRecord(answer.error)) failed(String(answer.error.message));
        else resolve(isRecord(answer.result) ? answer.result : {});
      };
      const id = this.#pending.add({ client: null, clientId: 0, sessionId: '', answered, failed });
      this.#pipe.send(JSON.stringify({ id, method, params }));
    });
  }

  cancelDownload(guid: string): Promise<void> {
    return this.#downloads.cancel(guid);
  }

  /** The browser is gone: tells every client why and answers what is still open. */
  close(reason: string): void {
    if (this.#closedReason !== null) return;
    this.#closedReason = reason;
    this.#pauses.close();
    this.#pending.failWhere(() => true, reason);
    const clients = [...this.#clients];
    this.#clients.clear();
    this.#owners.clear();
    for (const client of clients) client.receiver.closed(reason);
  }

  #fromClient(client: Attachment, bytes: Buffer): void {
    if (!this.#clients.has(client)) return;
    const command = parseCommand(bytes);
    if ('problem' in command) {
      const { id, code, problem } = command;
      client.send({ ...(id === null ? {} : { id }), error: { code, message: problem } });
    } else if (command.sessionId !== null && this.#owners.get(command.sessionId) !== client) {
      client.refuse(command, -32001, 'Session with given id not found.');
    } else {
      this.#carryOut(client, command);
    }
  }

  #carryOut(client: Attachment, command: Command): void {
    const verdict = judge(command.method, command.params, this.#context);
    switch (verdict.kind) {
      case 'forward':
        this.#forward(client, command, verdict.params);
        break;
      case 'answer':
        client.answer(command, verdict.result);
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

  #forward(client: Attachment, command: Command, params: object): void {
    const sessionId = command.sessionId ?? client.root;
    if (command.method === 'Runtime.runIfWaitingForDebugger') this.#pauses.ended(sessionId);
    if (command.method.endsWith('.setDownloadBehavior')) this.#downloads.asked(sessionId);
    const failed = (reason: string): void => client.refuse(command, -32000, reason);
    const waiting = { client, clientId: command.id, sessionId, answered: null, failed };
    const id = this.#pending.add(waiting);
    const message = JSON.stringify({ id, method: command.method, params, sessionId });
    if (isTooLarge(message)) {
      this.#pending.take(id);
      client.refuse(command, -32600, 'The command is larger than the 100 MiB that Chromium takes');
      return;
    }
    this.#crashed.sent(client.sessions.get(sessionId), command.method, () =>
      this.#pending.failWhere(each => each === waiting, 'Target crashed'),
    );
    this.#pipe.send(message);
  }

  #receive(bytes: Buffer): void {
    this.heard += 1;
    const incoming = sniff(bytes);
    if (incoming === null) return; // an error about a message that had no id: nobody waits for it
    if (incoming.kind === 'answer') this.#onAnswer(incoming, bytes);
    else if (incoming.session === null) this.#onOwnEvent(incoming.method, bytes);
    else this.#onClientEvent(incoming.method, incoming.session, bytes);
  }

  #onAnswer(incoming: { id: number; afterId: number; session: SessionSpan | null }, bytes: Buffer): void {
    const pending = this.#pending.take(incoming.id);
    if (pending === undefined) return; // its client has gone
    const { client, clientId, sessionId } = pending;
    pending.answered?.(parse(bytes));
    client?.receiver.message(
      rewriteAnswer(bytes, incoming, { id: clientId, isRoot: sessionId === client.root }),
    );
  }

  #onClientEvent(method: string, session: SessionSpan, bytes: Buffer): void {
    const owner = this.#owners.get(session.id);
    if (owner === undefined) {
      this.#onAbandonedEvent(method, { sessionId: session.id, bytes });
      return;
    }
    if (method === 'Target.attachedToTarget') this.#own(owner, paramsOf(bytes));
    owner.receiver.message(session.id === owner.root ? withoutSession(bytes, session) : bytes);
    if (method === 'Target.detachedFromTarget') this.#disown(String(paramsOf(bytes).sessionId));
  }

  /** Of a session whose client has gone, most likely with the server that it was connected to. */
  #onAbandonedEvent(method: string, { sessionId, bytes }: { sessionId: string; bytes: Buffer }): void {
    const release = releaseOf(method, { sessionId, readParams: () => paramsOf(bytes) });
    if (release !== null) this.#sendIgnoring(release);
  }

  #onOwnEvent(method: string, bytes: Buffer): void {
    if (method === 'Target.targetCrashed') this.#onCrashed(String(paramsOf(bytes).targetId));
    if (method === 'Target.targetDestroyed') this.#onDestroyed(String(paramsOf(bytes).targetId));
    if (method === 'Target.targetInfoChanged') this.#onChanged(paramsOf(bytes));
    if (method === 'Target.detachedFromTarget') this.#onRootDetached(String(paramsOf(bytes).sessionId));
    if (method === 'Target.targetCreated') this.#onTarget(paramsOf(bytes));
    if (method === 'Fetch.requestPaused') this.onRequestHeld(paramsOf(bytes));
    if (method.startsWith('Browser.download')) {
      const event = readDownloadEvent(method, paramsOf(bytes));
      if (event !== null) this.onDownload(event);
    }
  }

  #onTarget({ targetInfo }: Record<string, unknown>): void {
    if (isRecord(targetInfo)) this.#downloads.contextSeen(targetInfo.browserContextId);
  }

  #own(owner: Attachment, params: Record<string, unknown>): void {
    const { sessionId, targetInfo, waitingForDebugger } = params;
    if (typeof sessionId !== 'string') return;
    owner.sessions.set(sessionId, isRecord(targetInfo) ? String(targetInfo.targetId) : '');
    this.#owners.set(sessionId, owner);
    if (waitingForDebugger === true) this.#pauses.began(sessionId);
  }

  #disown(sessionId: string): void {
    this.#pauses.ended(sessionId);
    this.#pending.failWhere(command => command.sessionId === sessionId, 'Target detached');
    this.#owners.get(sessionId)?.sessions.delete(sessionId);
    this.#owners.delete(sessionId);
    this.#downloads.gone([sessionId]);
  }

  #onCrashed(targetId: string): void {
    this.#failTarget(targetId, 'Target crashed');
    this.#crashed.crashed(targetId);
  }

  #onDestroyed(targetId: string): void {
    this.#crashed.changed(targetId);
    this.#failTarget(targetId, 'Target closed');
  }

  #onChanged({ targetInfo }: Record<string, unknown>): void {
    if (isRecord(targetInfo)) this.#crashed.changed(String(targetInfo.targetId));
  }

  #failTarget(targetId: string, reason: string): void {
    const isOnTarget = (client: Attachment, sessionId: string): boolean =>
      client.sessions.get(sessionId) === targetId;
    this.#pending.failWhere(
      ({ client, sessionId }) => client !== null && isOnTarget(client, sessionId),
      reason,
    );
  }

  /** A client whose root is a page has nothing left when the page goes. */
  #onRootDetached(sessionId: string): void {
    const client = this.#owners.get(sessionId);
    if (client === undefined || client.root !== sessionId) return;
    this.#pending.failWhere(command => command.client === client, 'Target closed');
    this.#disconnect(client);
    client.receiver.closed('the page was closed');
  }

  #resume(sessionId: string): void {
    // The server's own watchers ask no tab to wait: a client alone with them may keep its own waiting.
    const clients = [...this.#clients].filter(client => !client.isWatcher);
    if (clients.length < 2 || !this.#owners.has(sessionId)) return;
    this.#sendIgnoring({ method: 'Runtime.runIfWaitingForDebugger', sessionId });
  }

  /** Whatever comes of it. */
  #sendIgnoring({ method, sessionId }: { method: string; sessionId: string }): void {
    const ignored = { client: null, clientId: 0, sessionId, answered: null, failed: () => undefined };
    const id = this.#pending.add(ignored);
    this.#pipe.send(JSON.stringify({ id, method, params: {}, sessionId }));
  }

  #disconnect(client: Attachment): void {
    if (!this.#clients.delete(client)) return;
    for (const sessionId of [client.root, ...client.sessions.keys()]) {
      this.#pauses.ended(sessionId);
      this.#owners.delete(sessionId);
    }
    this.#pending.dropOf(client);
    // Takes with it all that the client attached and every override it set; the tabs stay.
    this.command('Target.detachFromTarget', { sessionId: client.root }).catch(() => undefined); // the browser went first
    this.#downloads.gone([client.root, ...client.sessions.keys()]);
  }
}

function parse(bytes: Buffer): Record<string, unknown> {
  const value: unknown = JSON.parse(bytes.toString('utf8'));
  return isRecord(value) ? value : {};
}

function paramsOf(bytes: Buffer): Record<string, unknown> {
  const { params } = parse(bytes);
  return isRecord(params) ? params : {};
}
