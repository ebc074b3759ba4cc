import { type Operation, openApiDocument, operations } from '@berth/contract';
import fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { BerthError } from '../domain/errors.ts';
import type { Keys } from '../keys/keys.ts';
import { credentialOf } from './credential.ts';
import { refuseBroken, sendError } from './errors.ts';
import { FileAnswer, StreamAnswer } from './file-answer.ts';
import type { Handlers } from './handlers/call.ts';

const maxBodyBytes = 1024 * 1024;
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const;

/** The HTTP side of the server: every route of the operations table, and the same error shape for whatever goes wrong. */
export function createApp(options: {
  handlers: Handlers;
  keys: Keys;
  logger: FastifyBaseLogger;
  version: string;
}): FastifyInstance {
  const app = fastify({
    loggerInstance: options.logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: maxBodyBytes,
    forceCloseConnections: 'idle',
    // A TLS proxy on the same machine says by which name and scheme clients came.
    trustProxy: 'loopback',
    frameworkErrors: (fault, _request, reply) => void sendError(reply, fault),
    clientErrorHandler: refuseBroken,
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: 500 },
  });
  readJsonOnly(app);
  secureHeaders(app);
  for (const [id, operation] of Object.entries<Operation>(operations)) {
    const handle = options.handlers[id as keyof Handlers];
    app.route({
      method: operation.method,
      url: routeOf(operation.path),
      handler: async (request, reply) => {
        const isLinked = operation.takesLink === true && isSigned(request.query);
        const key =
          operation.needsKey && !isLinked ? options.keys.opened(credentialOf(request.headers)) : null;
        const answer = await handle({
          organizationId: key?.organizationId ?? '',
          key,
          origin: `${request.protocol}://${request.host}`,
          params: pathParams(request),
          query: request.query,
          body: request.body,
          headers: request.headers,
        });
        if (operation.response === null) return reply.status(204).send();
        return answer instanceof FileAnswer || answer instanceof StreamAnswer ? answer.send(reply) : answer;
      },
      // `null` is an answer too, and a JSON one.
      serializerCompiler: () => (data: unknown) => JSON.stringify(data ?? null),
    });
  }
  refuseOtherMethods(app);
  const document = openApiDocument(options.version);
  app.get('/openapi.json', () => document);
  app.get('/healthz', () => ({ status: 'ok' }));
  app.setErrorHandler((fault, _request, reply) => sendError(reply, fault));
  app.setNotFoundHandler((request, reply) => {
    const path = request.url.split('?')[0];
    return sendError(
      reply,
      new BerthError('route_not_found', `There is no route ${request.method} ${path}.`),
    );
  });
  return app;
}

/** Empty bodies are `{}`; anything that is not JSON is refused before it is read. */
function readJsonOnly(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, text, done) => {
    if (text === '') return done(null, undefined);
    try {
      done(null, JSON.parse(String(text)));
    } catch (fault) {
      // The engine tells the place of most faults, and that the text has an end where there should be none.
      const end = String(fault).includes('end of JSON') ? text.length : 0;
      const offset = Number(/position (\d+)/.exec(String(fault))?.[1] ?? end);
      const field = { type: 'json_invalid', loc: ['body', offset], msg: 'JSON decode error', input: null };
      done(new BerthError('invalid_request', 'The body is not valid JSON.', { fields: [field] }));
    }
  });
  app.addContentTypeParser('multipart/form-data', (request, payload, done) => {
    if (fileRoutes.has(request.routeOptions.url ?? '')) return done(null, payload);
    payload.resume();
    done(jsonExpected());
  });
  // Clients that send no body may name any type.
  app.addContentTypeParser('*', (request, payload, done) => {
    if (request.headers['content-length'] === '0') return done(null, undefined);
    payload.resume();
    done(jsonExpected());
  });
}

/** Routes whose body is a stream of files, which their handler reads. */
const fileRoutes = new Set(
  Object.values<Operation>(operations)
    .filter(operation => typeof operation.body === 'string')
    .map(operation => routeOf(operation.path)),
);

const jsonExpected = (): BerthError =>
  new BerthError('unsupported_media_type', 'Send the body as JSON with `Content-Type: application/json`.');

const isSigned = (query: unknown): boolean => typeof query === 'object' && query !== null && 'sig' in query;

/** `/v1/runs/{run_id}` as the router writes it. */
function routeOf(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1');
}

function secureHeaders(app: FastifyInstance): void {
  app.addHook('onRequest', (_request, reply, done) => {
    reply.headers({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
    });
    done();
  });
}

/** A known path with another method is a 405 that names the right ones. */
function refuseOtherMethods(app: FastifyInstance): void {
  const paths = new Set(Object.values<Operation>(operations).map(operation => operation.path));
  for (const path of paths) {
    const allowed: string[] = Object.values<Operation>(operations)
      .filter(operation => operation.path === path)
      .map(operation => operation.method);
    // fastify answers HEAD by itself where it answers GET.
    const taken = allowed.includes('GET') ? [...allowed, 'HEAD'] : allowed;
    app.route({
      method: methods.filter(method => !taken.includes(method)),
      url: routeOf(path),
      handler: (request, reply) => {
        reply.header('allow', taken.join(', '));
        const message = `${path} does not take ${request.method}; it takes ${taken.join(', ')}.`;
        return sendError(reply, new BerthError('method_not_allowed', message));
      },
    });
  }
}

function pathParams(request: FastifyRequest): Record<string, string> {
  const { params } = request;
  if (typeof params !== 'object' || params === null) return {};
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
}
