import type { RawData, WebSocket } from 'ws';
import type { LivePage, LiveTabs, LiveView, Viewer } from '../domain/live-view.ts';

/** Opens the view that a viewer sees; rejects when the browser has gone. */
export type OpenView = (viewer: Viewer) => Promise<LiveView>;

export interface Pace {
  readonly pingInterval: number;
  /** A viewer that answered no ping for so long is gone. */
  readonly silence: number;
}

const defaultPace: Pace = { pingInterval: 15_000, silence: 30_000 };
const maxBufferedBytes = 1024 * 1024;
/** Hides the way there and back without letting pictures queue up in the network. */
const maxFramesUnderway = 3;
const maxMessageBytes = 1024;
const ended = 1000;
const policyViolation = 1008;

/**
 * Serves the live view of a session on an open socket.
 *
 *   server → viewer   binary: a JPEG · text: `{"type":"tabs",…}`, `{"type":"page",…}`,
 *                     `{"type":"closed",…}`, `{"type":"ended","reason"}`
 *   viewer → server   text: `{"type":"show","id":"…"}`, `null` to follow the browser again; anything else ends the socket
 */
export function serveLive(socket: WebSocket, open: OpenView, pace: Pace = defaultPace): void {
  const viewer = new LiveSocket(socket, pace);
  open(viewer).then(
    view => viewer.attach(view),
    (fault: unknown) => viewer.ended(fault instanceof Error ? fault.message : String(fault)),
  );
}

/**
 * A viewer behind a socket. What the kernel and the network hold for a slow one does not count as buffered here, so
 * each picture is followed by a ping with its number: browsers answer it once they have received the picture.
 */
class LiveSocket implements Viewer {
  readonly #socket: WebSocket;
  readonly #heartbeat: NodeJS.Timeout;
  /** The last text of each type: those that wait for the socket to drain, and those that it has had. */
  readonly #waiting = new Map<string, string>();
  readonly #told = new Map<string, string>();
  #view: LiveView | null = null;
  #pick: string | null = null;
  #sent = 0;
  #received = 0;
  #lastPongAt = Date.now();
  #taken: PromiseWithResolvers<void> | null = null;

  constructor(socket: WebSocket, pace: Pace) {
    this.#socket = socket;
    this.#heartbeat = setInterval(() => this.#checkAlive(pace.silence), pace.pingInterval);
    socket.on('pong', data => this.#onPong(Number(data.toString('latin1'))));
    socket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    // A protocol error closes the socket, too.
    socket.on('error', () => undefined);
    socket.on('close', () => this.#end());
  }

  attach(view: LiveView): void {
    this.#view = view;
    if (this.#pick !== null) view.show(this.#pick);
    if (!this.#isOpen) view.stop();
  }

  frame(jpeg: Buffer): Promise<void> | null {
    if (this.#isFree) {
      this.#socket.send(jpeg);
      this.#socket.ping(String(++this.#sent));
    }
    if (this.#isFree) return null;
    this.#taken ??= Promise.withResolvers();
    return this.#taken.promise;
  }

  page(page: LivePage): void {
    this.#tell({ type: 'page', ...page });
  }

  tabs(tabs: LiveTabs): void {
    this.#tell({ type: 'tabs', ...tabs });
  }

  closed(tab: { readonly id: string; readonly title: string }): void {
    this.#tell({ type: 'closed', ...tab });
  }

  ended(reason: string): void {
    if (!this.#isOpen) return;
    this.#socket.send(JSON.stringify({ type: 'ended', reason }));
    this.#socket.close(ended);
  }

  get #isOpen(): boolean {
    return this.#socket.readyState === this.#socket.OPEN;
  }

  get #isFree(): boolean {
    return (
      this.#isOpen &&
      this.#sent - this.#received < maxFramesUnderway &&
      this.#socket.bufferedAmount < maxBufferedBytes
    );
  }

  /** Only what changed, and of a socket that is full only the last. */
  #tell(message: { readonly type: string }): void {
    this.#waiting.set(message.type, JSON.stringify(message));
    this.#flush();
  }

  #flush(): void {
    if (!this.#isOpen || this.#socket.bufferedAmount >= maxBufferedBytes) return;
    for (const [type, text] of this.#waiting) {
      if (this.#told.get(type) !== text) this.#socket.send(text);
      this.#told.set(type, text);
    }
    this.#waiting.clear();
  }

  #onPong(frame: number): void {
    this.#lastPongAt = Date.now();
    // A viewer may answer only the last of several pings, and may not count ahead.
    if (frame > this.#received && frame <= this.#sent) this.#received = frame;
    this.#flush();
    if (!this.#isFree) return;
    this.#taken?.resolve();
    this.#taken = null;
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    const pick = isBinary ? undefined : readPick(String(data));
    if (pick === undefined) {
      this.#socket.close(policyViolation, 'this socket only shows');
      return;
    }
    this.#pick = pick;
    this.#view?.show(pick);
  }

  #checkAlive(silence: number): void {
    if (Date.now() - this.#lastPongAt >= silence) this.#socket.terminate();
    else this.#socket.ping(String(this.#sent));
  }

  #end(): void {
    clearInterval(this.#heartbeat);
    this.#view?.stop();
  }
}

/** `undefined`: not a message that a viewer may send. */
function readPick(text: string): string | null | undefined {
  if (text.length > maxMessageBytes) return undefined;
  try {
    const message: unknown = JSON.parse(text);
    if (typeof message !== 'object' || message === null) return undefined;
    if (!('type' in message && message.type === 'show' && 'id' in message)) return undefined;
    return typeof message.id === 'string' || message.id === null ? message.id : undefined;
  } catch {
    return undefined;
  }
}
