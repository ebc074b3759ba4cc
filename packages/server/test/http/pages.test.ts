import { readdirSync, readFileSync } from 'node:fs';
import fastify from 'fastify';
import { beforeAll, describe, expect, test } from 'vitest';
import { registerPages } from '../../src/http/pages.ts';

const app = fastify();
const folder = new URL('../../src/http/pages/', import.meta.url);
const assets = readdirSync(new URL('assets/', folder));

beforeAll(() => registerPages(app));

describe.each([
  ['/', 'sessions.js'],
  ['/sessions', 'sessions.js'],
  ['/browser-session/pbs_4821903377201168385', 'session.js'],
  ['/sign-in', 'sign-in.js'],
])('%s', (path, script) => {
  test('is a page of its own script, without a key', async () => {
    const response = await app.inject(path);
    expect(response.statusCode).toBe(200);
    expect(response.headers['content-type']).toBe('text/html; charset=utf-8');
    expect(response.body).toContain(`<script type="module" src="/assets/${script}">`);
  });

  test('runs own scripts only, in no frame, and tells nobody where it was', async () => {
    const { headers } = await app.inject(path);
    const policy = String(headers['content-security-policy']).split('; ');
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' blob:",
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "form-action 'none'",
      ]),
    );
    expect(headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
    });
    expect(headers).not.toHaveProperty('set-cookie');
  });

  test('holds no inline script or style, which its policy would block', async () => {
    const { body } = await app.inject(path);
    expect(body).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)|javascript:/i);
  });

  test('loads only what the server has', async () => {
    const { body } = await app.inject(path);
    for (const [, link] of body.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)) {
      expect((await app.inject(link ?? '')).statusCode).toBe(200);
    }
  });
});

test.each(assets)('%s comes with its type, and as 304 to whoever has it', async file => {
  const first = await app.inject(`/assets/${file}`);
  expect(first.statusCode).toBe(200);
  expect(first.headers['content-type']).toMatch(/^(text\/(css|javascript); charset=utf-8|image\/svg\+xml)$/);
  expect(first.headers['x-content-type-options']).toBe('nosniff');
  expect(first.headers['cache-control']).toBe('no-cache');
  const again = await app.inject({
    url: `/assets/${file}`,
    headers: { 'if-none-match': String(first.headers.etag) },
  });
  expect(again.statusCode).toBe(304);
  expect(again.body).toBe('');
});

test.each(['/assets/', '/assets/../pages.ts', '/assets/..%2f..%2fpages.ts', '/assets/sessions.html'])(
  'nothing else is served: %s',
  async path => {
    expect((await app.inject(path)).statusCode).toBe(404);
  },
);

test.each(assets.filter(file => file.endsWith('.js')))(
  '%s imports what is there and writes no markup',
  file => {
    const source = readFileSync(new URL(`assets/${file}`, folder), 'utf8');
    for (const [, name] of source.matchAll(/from '\.\/([^']+)'/g)) expect(assets).toContain(name);
    expect(source).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|document\.cookie|localStorage/,
    );
  },
);
