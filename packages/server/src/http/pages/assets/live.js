import { ApiError, call, sessionPath } from './api.js';

const firstDelay = 500;
const longestDelay = 15_000;

/**
 * The live view of one session: swaps the key for a one-shot ticket, opens the socket with it, and does both again
 * when the socket drops while the session lives. `events`: frame(blob), tabs(message), page(message), closed(message),
 * state('connecting' | 'live' | 'lost'), refused(ApiError). After `refused` it is for the caller to `open` again.
 */
export class LiveConnection {
  #sessionId;
  #events;
  #socket = null;
  #timer = null;
  #delay = firstDelay;
  #isOver = false;

  constructor(sessionId, events) {
    this.#sessionId = sessionId;
    this.#events = events;
  }

  async open() {
    this.#events.state('connecting');
    try {
      const { ticket } = await call('POST', `${sessionPath(this.#sessionId)}/live_ticket`);
      if (!this.#isOver) this.#connect(ticket);
    } catch (fault) {
      if (!(fault instanceof ApiError)) throw fault;
      const isTemporary = fault.status === 0 || fault.status === 429 || fault.status >= 500;
      if (isTemporary) this.#openLater();
      else if (!this.#isOver) this.#events.refused(fault);
    }
  }

  /** `null` follows the browser. */
  show(tabId) {
    if (this.#socket?.readyState === WebSocket.OPEN) {
      this.#socket.send(JSON.stringify({ type: 'show', id: tabId }));
    }
  }

  close() {
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#socket?.close();
  }

  #connect(ticket) {
    const address = new URL(`/live/${encodeURIComponent(this.#sessionId)}`, location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    address.searchParams.set('ticket', ticket);
    this.#socket = new WebSocket(address);
    this.#socket.addEventListener('message', ({ data }) => this.#onMessage(data));
    this.#socket.addEventListener('close', () => this.#openLater());
  }

  #onMessage(data) {
    this.#delay = firstDelay;
    this.#events.state('live');
    if (data instanceof Blob) return this.#events.frame(data);
    const message = JSON.parse(data);
    if (message.type === 'tabs') this.#events.tabs(message);
    if (message.type === 'page') this.#events.page(message);
    if (message.type === 'closed') this.#events.closed(message);
  }

  /** Also after the session has ended: the next ticket is then refused, and the refusal says why. */
  #openLater() {
    if (this.#isOver) return;
    this.#events.state('lost');
    // Not all viewers of a server that comes back at the same instant.
    this.#timer = setTimeout(() => void this.open(), this.#delay * (0.75 + Math.random() / 2));
    this.#delay = Math.min(this.#delay * 2, longestDelay);
  }
}
