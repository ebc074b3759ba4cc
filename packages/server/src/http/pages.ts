import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/*
 * The web pages: static files that hold nothing of anybody. What they show, their scripts fetch from the API with a key
 * that the visitor gave.
 */

const folder = new URL('./pages/', import.meta.url);

const routes: Readonly<Record<string, string>> = {
  '/': 'sessions.html',
  '/sessions': 'sessions.html',
  '/browser-session/:id': 'session.html',
  '/sign-in': 'sign-in.html',
};

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

const securityHeaders = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
  // Asks each time whether it is still the same: a page and its scripts must be of one version.
  'cache-control': 'no-cache',
};

export function registerPages(app: FastifyInstance): void {
  for (const [path, file] of Object.entries(routes)) serve(app, path, new URL(file, folder));
  const assets = new URL('./assets/', folder);
  for (const file of readdirSync(assets)) serve(app, `/assets/${file}`, new URL(file, assets));
}

function serve(app: FastifyInstance, path: string, file: URL): void {
  const content = readFileSync(file);
  const etag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  const type = types[extname(file.pathname)];
  if (type === undefined) throw new Error(`no content type for ${file.pathname}`);
  app.get(path, (request: FastifyRequest, reply: FastifyReply) => {
    reply.headers({ ...securityHeaders, etag, 'content-type': type });
    return request.headers['if-none-match'] === etag ? reply.code(304).send() : reply.send(content);
  });
}
