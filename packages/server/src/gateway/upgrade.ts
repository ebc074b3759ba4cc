import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { BerthError } from '../domain/errors.ts';
import { refuseRaw } from '../raw-refusal.ts';
import type { Browser } from '../sessions/ports.ts';
import { askBrowser } from './ask-browser.ts';

/** Who may connect to what: asked before any socket is upgraded. Throws what is then answered as HTTP. */
export interface Door {
  /** The browser that this request's key, or the token in its address, opens. */
  cdp(request: IncomingMessage, sessionId: string): Promise<Admission>;
  /** The browser that this one-shot ticket opens. */
  live(ticket: string, sessionId: string): Promise<Admission>;
}

export interface Admission {
  readonly browser: Browser;
  /** The API key that was sent, or that made what was sent. */
  readonly keyId: string;
}

export interface Sockets {
  cdp(client: CdpSocket): void;
  live(socket: WebSocket, browser: Browser): void;
}

export interface CdpSocket {
  readonly socket: WebSocket;
  /** The connection that the socket writes to. */
  readonly stream: Duplex;
  readonly browser: Browser;
  /** The one page that the client speaks to; null: the browser. */
  readonly pageId: string | null;
}

/*
 * Results of 100 MB pass through; a client's own message may not be larger than what Chromium takes.
 */
const maxMessageBytes = 100 * 1024 * 1024;

/** The sockets that are open. */
export interface OpenSockets {
  /** The keys that opened them. */
  keyIds(): Iterable<string>;
  /** Closes those that a key opened; whoever does not answer that is cut. */
  closeOf(keyId: string, reason: string): void;
  /** Cuts all of them: their clients have been told why, and may never answer that. */
  terminate(): void;
}

const policyViolation = 1008;
const closeGraceMs = 500;

export function acceptUpgrades(server: Server, door: Door, sockets: Sockets): OpenSockets {
  const keyIds = new Map<WebSocket, string>();
  const webSockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: maxMessageBytes,
  });
  webSockets.on('wsClientError', (fault, socket) =>
    refuseRaw(socket, new BerthError('handshake_invalid', `${fault.message}.`), {
      'Sec-WebSocket-Version': '13',
    }),
  );
  server.on('upgrade', (request, socket, head) => {
    socket.on('error', () => socket.destroy()); // a client that goes before it is answered
    open(request, door, sockets).then(
      ({ keyId, serve }) =>
        webSockets.handleUpgrade(request, socket, head, webSocket => {
          keyIds.set(webSocket, keyId);
          webSocket.on('close', () => keyIds.delete(webSocket));
          serve(webSocket, socket);
        }),
      (fault: unknown) => refuse(socket, fault),
    );
  });
  return {
    keyIds: () => new Set(keyIds.values()),
    closeOf(keyId, reason) {
      const opened = [...keyIds].filter(([, id]) => id === keyId).map(([socket]) => socket);
      for (const socket of opened) {
        keyIds.delete(socket);
        socket.close(policyViolation, reason);
        setTimeout(() => socket.terminate(), closeGraceMs).unref();
      }
    },
    terminate() {
      for (const client of webSockets.clients) client.terminate();
    },
  };
}

/** `/cdp/SESSION`, `/cdp/SESSION/devtools/browser/ANY` (the browser), `/cdp/SESSION/devtools/page/TARGET`, `/live/SESSION`. */
const address = /^\/(cdp|live)\/([\w-]+)(?:\/devtools\/(?:browser\/[^/]*|page\/([\w-]+)))?\/?$/;

/** Resolves to what serves the socket once it is upgraded. */
async function open(
  request: IncomingMessage,
  door: Door,
  sockets: Sockets,
): Promise<{ keyId: string; serve: (socket: WebSocket, stream: Duplex) => void }> {
  refuseForeignPages(request);
  const url = new URL(request.url ?? '/', 'http://localhost');
  const [, room, sessionId, pageId] = address.exec(url.pathname) ?? [];
  if (room === 'cdp' && sessionId !== undefined) {
    const { browser, keyId } = await door.cdp(request, sessionId);
    if (pageId !== undefined) await requirePage(browser, pageId);
    return {
      keyId,
      serve: (socket, stream) => sockets.cdp({ socket, stream, browser, pageId: pageId ?? null }),
    };
  }
  if (room === 'live' && sessionId !== undefined && pageId === undefined) {
    const { browser, keyId } = await door.live(url.searchParams.get('ticket') ?? '', sessionId);
    return { keyId, serve: socket => sockets.live(socket, browser) };
  }
  throw new BerthError('route_not_found', `There is nothing to connect to at ${url.pathname}.`);
}

async function requirePage(browser: Browser, pageId: string): Promise<void> {
  const { targetInfos } = await askBrowser(browser, 'Target.getTargets');
  if (Array.isArray(targetInfos) && targetInfos.some(({ targetId }) => targetId === pageId)) return;
  throw new BerthError(
    'page_not_found',
    `The session has no page ${pageId}. Its pages are at {browser_address}/json/list.`,
  );
}

/** Browsers name the page that opens a socket: only our own pages may, so no other site can use a visitor's access. */
function refuseForeignPages(request: IncomingMessage): void {
  const { origin, host } = request.headers;
  if (origin === undefined) return;
  if (URL.parse(origin)?.host === host) return;
  throw new BerthError(
    'origin_not_allowed',
    `Web pages of ${origin.slice(0, 200)} may not connect to this server.`,
  );
}

function refuse(socket: Duplex, fault: unknown): void {
  const error =
    fault instanceof BerthError
      ? fault
      : new BerthError('internal_error', 'The upgrade failed.', { cause: fault });
  refuseRaw(socket, error);
}
