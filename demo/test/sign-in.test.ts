import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { account } from '../account.ts';
import { type Demo, startDemo } from '../app.ts';
import { cookieOf, get, post, signIn } from './visitor.ts';

let demo: Demo;
let directory: string;

beforeAll(async () => {
  demo = await startDemo({ port: 0 });
  directory = await mkdtemp(join(tmpdir(), 'berth-demo-'));
});

afterAll(async () => {
  await demo.close();
  await rm(directory, { recursive: true });
});

describe('signing in', () => {
  it('tells visitors the account', async () => {
    const body = await (await get(`${demo.origin}/login`)).text();
    expect(body).toContain('Username: <code>demo@example.com</code> — password: <code>harbor-demo</code>');
  });

  it('sets a cookie that lasts a week and is kept from scripts', async () => {
    const response = await post(`${demo.origin}/login`, { ...account });
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe('/');
    expect(response.headers.get('set-cookie')).toMatch(
      /^harbor_session=[\w.-]+; Max-Age=604800; Path=\/; HttpOnly; SameSite=Lax$/,
    );
  });

  it('refuses a wrong password, says so, and keeps the email', async () => {
    const response = await post(`${demo.origin}/login`, { email: 'a"b@example.com', password: 'x' });
    const body = await response.text();
    expect(response.status).toBe(401);
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(body).toContain('<p class="alert" role="alert">Wrong email or password.</p>');
    expect(body).toContain('value="a&quot;b@example.com"');
  });

  it.each(['/', '/invoices', '/invoices.csv', '/invoices/INV-2026-0002/download', '/customers', '/settings'])(
    'is asked for at %s, and leads back there',
    async path => {
      const response = await get(`${demo.origin}${path}`);
      const location = new URL(response.headers.get('location') ?? '', demo.origin);
      expect(response.status).toBe(303);
      expect(location.pathname).toBe('/login');
      expect(location.searchParams.get('next') ?? '/').toBe(path);
    },
  );

  it('goes on to the page that was asked for', async () => {
    const response = await post(`${demo.origin}/login`, { ...account, next: '/invoices?page=2' });
    expect(response.headers.get('location')).toBe('/invoices?page=2');
  });

  it.each([
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example',
    '/\t/evil.example',
    '/.//evil.example',
    'javascript:alert(1)',
    'evil',
    '',
  ])('never goes on to another site: %j', async next => {
    const response = await post(`${demo.origin}/login`, { ...account, next });
    expect(response.headers.get('location')).toBe('/');
  });

  it('refuses forms of another origin', async () => {
    for (const origin of ['https://evil.example', 'http://127.0.0.1:1', 'null']) {
      const response = await post(`${demo.origin}/login`, { ...account }, { origin });
      expect(response.status).toBe(403);
    }
    const own = await post(`${demo.origin}/login`, { ...account }, { origin: demo.origin });
    expect(own.status).toBe(303);
  });
});

describe('a session', () => {
  it('ends for good with the sign-out', async () => {
    const cookie = await signIn(demo.origin);
    const response = await post(`${demo.origin}/logout`, {}, { cookie });
    expect(response.headers.get('location')).toBe('/login');
    expect(response.headers.get('set-cookie')).toContain('harbor_session=; Max-Age=0');
    expect((await get(`${demo.origin}/`, cookie)).status).toBe(303);
  });

  it('cannot be forged', async () => {
    const [id, expiry, signature] = (await signIn(demo.origin)).split('.');
    expect((await get(`${demo.origin}/`, `${id}.${expiry}9.${signature}`)).status).toBe(303);
    expect((await get(`${demo.origin}/`, `${id}.${expiry}.`)).status).toBe(303);
    expect((await get(`${demo.origin}/`, `${id}.${expiry}.${signature}`)).status).toBe(200);
  });

  it('outlives a restart with the same key file, and no other', async () => {
    const keyFile = join(directory, 'demo.key');
    const before = await startDemo({ port: 0, keyFile });
    const cookie = await signIn(before.origin);
    await before.close();

    const after = await startDemo({ port: 0, keyFile });
    const stranger = await startDemo({ port: 0, keyFile: join(directory, 'other.key') });
    try {
      expect((await get(`${after.origin}/settings`, cookie)).status).toBe(200);
      expect((await get(`${stranger.origin}/settings`, cookie)).status).toBe(303);
    } finally {
      await Promise.all([after.close(), stranger.close()]);
    }
  });

  it('keeps its key from other users, and names a file that holds none', async () => {
    const keyFile = join(directory, 'private.key');
    await (await startDemo({ port: 0, keyFile })).close();
    expect((await stat(keyFile)).mode & 0o777).toBe(0o600);

    await writeFile(keyFile, 'nonsense');
    await expect(startDemo({ port: 0, keyFile })).rejects.toThrow('private.key holds no signing key');
  });

  it('is its own for each sign-in', async () => {
    const response = await post(`${demo.origin}/login`, { ...account });
    expect(cookieOf(response)).not.toBe(await signIn(demo.origin));
  });
});
