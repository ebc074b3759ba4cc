import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BerthError } from '../domain/errors.ts';
import type { Browser } from '../sessions/ports.ts';
import { askBrowser } from './ask-browser.ts';

type BrowserFor = (request: FastifyRequest, sessionId: string) => Promise<Browser>;

/** `GET {browser_address}/json/*`: what Chromium's own port would answer, with addresses of this server. */
export function registerDiscovery(app: FastifyInstance, browserFor: BrowserFor): void {
  const open = (request: FastifyRequest): Promise<Browser> => browserFor(request, sessionOf(request));
  app.get('/cdp/:id/json/version', async request => describeBrowser(await open(request), request));
  for (const path of ['/cdp/:id/json', '/cdp/:id/json/list']) {
    app.get(path, async request => listPages(await open(request), request));
  }
  app.get('/cdp/:id/json/protocol', async (request, reply) => {
    await open(request);
    return reply.type('application/json').send(await protocol());
  });
  for (const action of ['new', 'close', 'activate']) {
    for (const path of [`/cdp/:id/json/${action}`, `/cdp/:id/json/${action}/:target`]) {
      app.all(path, async (request, reply) => refuseAction(await open(request).then(() => action), reply));
    }
  }
  app.get('/cdp/:id', request => {
    const [path] = request.url.split('?');
    throw new BerthError(
      'route_not_found',
      `This is a CDP address: connect to it with a CDP client, or read ${path}/json/version.`,
    );
  });
}

async function describeBrowser(browser: Browser, request: FastifyRequest): Promise<object> {
  const version = await askBrowser(browser, 'Browser.getVersion');
  return {
    Browser: version.product,
    'Protocol-Version': version.protocolVersion,
    'User-Agent': version.userAgent,
    'V8-Version': version.jsVersion,
    'WebKit-Version': version.revision,
    webSocketDebuggerUrl: socketAddress(request, ''),
  };
}

async function listPages(browser: Browser, request: FastifyRequest): Promise<object[]> {
  const { targetInfos } = await askBrowser(browser, 'Target.getTargets');
  if (!Array.isArray(targetInfos)) return [];
  return targetInfos
    .filter(({ type }) => listed.has(type))
    .map(({ targetId, type, title, url }) => ({
      description: '',
      id: targetId,
      title,
      type,
      url,
      webSocketDebuggerUrl: socketAddress(request, `/devtools/page/${targetId}`),
    }));
}

const listed = new Set(['page', 'iframe', 'webview', 'service_worker', 'shared_worker', 'background_page']);

function refuseAction(action: string, reply: FastifyReply): never {
  reply.header('allow', 'none');
  throw new BerthError(
    'method_not_allowed',
    `/json/${action} is not served: connect and use Target.createTarget, Target.closeTarget or Target.activateTarget.`,
  );
}

let protocolText: Promise<string> | null = null;

/** The protocol's own description, of the version that the server was made with. Loaded when it is first asked for. */
function protocol(): Promise<string> {
  protocolText ??= readProtocol();
  return protocolText;
}

async function readProtocol(): Promise<string> {
  const json = { with: { type: 'json' } } as const;
  const { default: browser } = await import('devtools-protocol/json/browser_protocol.json', json);
  const { default: javascript } = await import('devtools-protocol/json/js_protocol.json', json);
  return JSON.stringify({ version: browser.version, domains: [...browser.domains, ...javascript.domains] });
}

function sessionOf(request: FastifyRequest): string {
  const { params } = request;
  return typeof params === 'object' && params !== null && 'id' in params ? String(params.id) : '';
}

/** An address on this server; a token that opened this one opens that one, too. */
function socketAddress(request: FastifyRequest, path: string): string {
  const scheme = request.protocol === 'https' ? 'wss' : 'ws';
  const token = new URL(request.url, 'http://localhost').searchParams.get('token');
  const query = token === null ? '' : `?token=${encodeURIComponent(token)}`;
  return `${scheme}://${request.host}/cdp/${sessionOf(request)}${path}${query}`;
}
