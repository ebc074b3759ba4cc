import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Demo, startDemo } from '../app.ts';
import { get, post, signIn } from './visitor.ts';

let demo: Demo;

beforeAll(async () => {
  demo = await startDemo({ port: 0 });
});

afterAll(() => demo.close());

describe('the demo', () => {
  it.each([
    { path: '/healthz', type: 'text/plain; charset=utf-8' },
    { path: '/style.css', type: 'text/css; charset=utf-8' },
    { path: '/login', type: 'text/html; charset=utf-8' },
  ])('shows $path to visitors', async ({ path, type }) => {
    const response = await get(`${demo.origin}${path}`);
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe(type);
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  });

  it('says what it does not have, signed in or not', async () => {
    for (const cookie of ['', await signIn(demo.origin)]) {
      const response = await get(`${demo.origin}/nowhere`, cookie);
      expect(response.status).toBe(404);
      expect(await response.text()).toContain('<h1>Page not found</h1>');
    }
  });

  it.each([
    { path: '/invoices', method: 'POST', allow: 'GET, HEAD' },
    { path: '/logout', method: 'GET', allow: 'POST' },
    { path: '/settings', method: 'DELETE', allow: 'GET, HEAD, POST' },
  ])('names what $path takes instead of $method', async ({ path, method, allow }) => {
    const response = await fetch(`${demo.origin}${path}`, { method });
    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe(allow);
  });

  it('answers HEAD as GET without the body', async () => {
    const page = await get(`${demo.origin}/login`);
    const head = await fetch(`${demo.origin}/login`, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.headers.get('content-length')).toBe(page.headers.get('content-length'));
    expect(await head.text()).toBe('');
  });

  it('refuses what is no form, and forms beyond measure', async () => {
    const json = await fetch(`${demo.origin}/login`, { method: 'POST', body: '{}' });
    expect(json.status).toBe(415);
    const large = await post(`${demo.origin}/login`, { email: 'x'.repeat(20_000) });
    expect(large.status).toBe(413);
  });

  it('closes once, with connections open', async () => {
    const short = await startDemo({ port: 0 });
    const socket = connect(short.port, '127.0.0.1');
    const ended = new Promise(resolve => socket.once('close', resolve));
    await new Promise(resolve => socket.once('connect', resolve));
    await Promise.all([short.close(), short.close(), ended]);
    await short.close();
    await expect(fetch(short.origin)).rejects.toThrow();
  });

  it('says when its port is taken', async () => {
    await expect(startDemo({ port: demo.port })).rejects.toThrow('EADDRINUSE');
  });
});
