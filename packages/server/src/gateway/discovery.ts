import type { FastifyInstance, FastifyRequest } from 'fastify';
import { BerthError } from '../domain/errors.ts';
import type { Browser } from '../sessions/ports.ts';
import { askBrowser } from './ask-browser.ts';

/** `GET {browser_address}/json/*`: what Chromium's own port would answer, with addresses of this server. */
export function registerDiscovery(
  app: FastifyInstance,
  browserFor: (request: FastifyRequest, sessionId: string) => Promise<Browser>,
): void {
  const sessionOf = (request: FastifyRequest): string => {
    const { params } = request;
    return typeof params === 'object' && params !== null && 'id' in params ? String(params.id) : '';
  };
  app.get('/cdp/:id/json/version', async request => {
    const id = sessionOf(request);
    const version = await askBrowser(await browserFor(request, id), 'Browser.getVersion');
    return {
      Browser: version.product,
      'Protocol-Version': version.protocolVersion,
      'User-Agent': version.userAgent,
      'V8-Version': version.jsVersion,
      'WebKit-Version': version.revision,
      webSocketDebuggerUrl: `${socketOrigin(request)}/cdp/${id}`,
    };
  });
  app.get('/cdp/:id', request => {
    throw new BerthError(
      'route_not_found',
      `This is a CDP address: connect to it with a CDP client, or read ${request.url.split('?')[0]}/json/version.`,
    );
  });
}

const socketOrigin = (request: FastifyRequest): string =>
  `${request.protocol === 'https' ? 'wss' : 'ws'}://${request.headers.host ?? request.host}`;
