import { createHash } from 'node:crypto';
import { readdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Download, UploadedFile } from '@berth/contract';
import { type Browser, chromium, type Page } from 'playwright-core';
import puppeteer from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../fixtures/server.ts';

const keyScript = new URL('../../src/key.ts', import.meta.url).pathname;
let server: TestServer;
let site: Server;
let siteOrigin: string;

beforeAll(async () => {
  server = await TestServer.start({ BERTH_MAX_UPLOAD_MB: '1', BERTH_MAX_FILES_MB: '3' });
  site = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://site');
    if (url.pathname === '/file') {
      const size = Number(url.searchParams.get('size') ?? 5);
      response.writeHead(200, {
        'content-type': 'application/octet-stream',
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(url.searchParams.get('name') ?? 'a.bin')}`,
      });
      response.end(Buffer.alloc(size, 'x'));
    } else if (url.pathname === '/slow') {
      response.writeHead(200, {
        'content-type': 'application/octet-stream',
        'content-disposition': 'attachment; filename="slow.bin"',
        'x-content-type-options': 'nosniff', // else Chromium waits for more bytes to guess the type from
      });
      response.write('first');
      setTimeout(() => response.end('last'), 3000).unref();
    } else {
      response.setHeader('content-type', 'text/html');
      response.end('<input type=file multiple><a href=/file>get</a>');
    }
  }).listen(0, '127.0.0.1');
  await new Promise(resolve => site.once('listening', resolve));
  siteOrigin = `http://127.0.0.1:${(site.address() as AddressInfo).port}`;
});
afterAll(async () => {
  site.closeAllConnections();
  site.close();
  await server.remove();
});

const headers = () => ({ 'x-api-key': server.key });
const uploadsOf = (id: string) => `/v1/browser_sessions/${id}/uploads`;
const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex');

function form(...files: Array<[name: string, content: string | Buffer<ArrayBuffer>]>): FormData {
  const body = new FormData();
  for (const [name, content] of files) body.append('file', new Blob([content]), name);
  return body;
}

async function upload(
  id: string,
  name: string,
  content: string | Buffer<ArrayBuffer>,
): Promise<UploadedFile> {
  const response = await server.fetch(uploadsOf(id), { method: 'POST', body: form([name, content]) });
  expect(response.status).toBe(200);
  return (await response.json())[0];
}

const downloadsOf = async (id: string): Promise<Download[]> =>
  await (await server.fetch(`/v1/browser_sessions/${id}/downloads`)).json();

async function settled(id: string, count: number): Promise<Download[]> {
  await expect
    .poll(async () => (await downloadsOf(id)).filter(({ status }) => status !== 'in_progress').length, {
      timeout: 15_000,
    })
    .toBe(count);
  return downloadsOf(id);
}

async function withPage<Result>(
  address: string,
  use: (page: Page, browser: Browser) => Promise<Result>,
): Promise<Result> {
  const browser = await chromium.connectOverCDP(address, { headers: headers() });
  const page = browser.contexts()[0]?.pages()[0];
  if (page === undefined) throw new Error('the session has no page');
  try {
    return await use(page, browser);
  } finally {
    await browser.close();
  }
}

/** What the page sees of the files in its input. */
const seen = (page: { evaluate(expression: string): Promise<unknown> }) =>
  page.evaluate(
    `Promise.all([...document.querySelector('input').files].map(async file => [file.name, file.size, await file.text()]))`,
  );

describe('uploads', () => {
  test('a file input takes an upload by its name and by its path, over stock clients and raw CDP', async () => {
    const session = await server.createSession({ url: siteOrigin });
    const id = session.browser_session_id;
    const first = await upload(id, 'Rechnung März.txt', 'old');
    const second = await upload(id, 'Rechnung März.txt', 'new');
    expect(second).toMatchObject({
      filename: 'Rechnung März.txt',
      file_size: 3,
      checksum: sha256('new'),
      path: `/uploads/${second.file_id}/Rechnung März.txt`,
    });
    expect(
      (await (await server.fetch(uploadsOf(id))).json()).map((file: UploadedFile) => file.file_id),
    ).toEqual([second.file_id, first.file_id]);

    await withPage(session.browser_address, async page => {
      await page.goto(siteOrigin);
      const cdp = await page.context().newCDPSession(page);
      const { root } = await cdp.send('DOM.getDocument');
      const { nodeId } = await cdp.send('DOM.querySelector', { nodeId: root.nodeId, selector: 'input' });
      const set = (...files: string[]) => cdp.send('DOM.setFileInputFiles', { nodeId, files });
      // Of one name the newest; each by its own path.
      await set('Rechnung März.txt', first.path);
      expect(await seen(page)).toEqual([
        ['Rechnung März.txt', 3, 'new'],
        ['Rechnung März.txt', 3, 'old'],
      ]);
      // Chromium takes an empty list and changes nothing.
      await set();
      for (const path of ['/etc/passwd', 'nope.txt', '../api-key', `${first.path}/../../log`]) {
        await expect(set(path)).rejects.toThrow('POST /v1/browser_sessions/{browser_session_id}/uploads');
      }
    });

    const puppet = await puppeteer.connect({
      browserWSEndpoint: session.browser_address.replace(/^http/, 'ws'),
      headers: headers(),
    });
    const page = (await puppet.pages())[0];
    const input = await page?.$('input');
    await (input as unknown as { uploadFile(...paths: string[]): Promise<void> }).uploadFile(
      '/uploads/Rechnung März.txt',
    );
    expect(await page?.evaluate('document.querySelector("input").files[0].name')).toBe('Rechnung März.txt');
    await puppet.disconnect();
  });

  test("stock Playwright's own setInputFiles works, with bytes and with a file of the client's machine", async () => {
    const session = await server.createSession();
    await withPage(session.browser_address, async page => {
      await page.goto(siteOrigin);
      await page.setInputFiles('input', {
        name: 'b.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('bytes'),
      });
      expect(await seen(page)).toEqual([['b.txt', 5, 'bytes']]);
      const local = join(server.directory, 'local.txt');
      writeFileSync(local, 'from here');
      await page.setInputFiles('input', local);
      expect(await seen(page)).toEqual([['local.txt', 9, 'from here']]);
    });
  });

  test('names of clients become harmless ones, and nothing is written outside', async () => {
    const session = await server.createSession();
    const id = session.browser_session_id;
    const names: Array<[string, string]> = [
      ['../../x', 'x'],
      ['..\\..\\y.txt', 'y.txt'],
      ['/etc/passwd', 'passwd'],
      ['a\u0000b\u0007.txt', 'ab.txt'],
      ['..', 'file'],
      ['CON', '_CON'],
      ['日本.pdf', '日本.pdf'],
      [`${'n'.repeat(300)}.txt`, `${'n'.repeat(251)}.txt`],
    ];
    for (const [name, kept] of names) {
      const boundary = 'b0undary';
      const body = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\n\r\nx\r\n--${boundary}--\r\n`;
      const response = await server.fetch(uploadsOf(id), {
        method: 'POST',
        body,
        headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      });
      expect([name, (await response.json())[0]?.filename]).toEqual([name, kept]);
    }
    const made = readdirSync(server.homesDirectory).flatMap(home =>
      readdirSync(join(server.homesDirectory, home)).includes('uploads')
        ? readdirSync(join(server.homesDirectory, home, 'uploads'))
        : [],
    );
    expect(made.filter(name => !/^file_\d+(\.json)?$/.test(name))).toEqual([]);
  });

  test('an upload that is too large, malformed or one too many is refused whole, and leaves nothing', async () => {
    const session = await server.createSession();
    const id = session.browser_session_id;
    const big = Buffer.alloc(1024 * 1024 + 1);
    const refused = await server.fetch(uploadsOf(id), {
      method: 'POST',
      body: form(['small.txt', 'x'], ['big.bin', big]),
    });
    expect([refused.status, (await refused.json()).code]).toEqual([413, 'body_too_large']);
    for (const [body, type, status] of [
      ['{}', 'application/json', 415],
      ['x', 'multipart/form-data', 422],
      [
        '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nhalf',
        'multipart/form-data; boundary=b',
        422,
      ],
      ['--b--\r\n', 'multipart/form-data; boundary=b', 422],
    ] as const) {
      const response = await server.fetch(uploadsOf(id), {
        method: 'POST',
        body,
        headers: { 'content-type': type },
      });
      expect([type, body, response.status]).toEqual([type, body, status]);
    }
    expect(await (await server.fetch(uploadsOf(id))).json()).toEqual([]);
    const full = Buffer.alloc(1024 * 1024);
    for (const name of ['1', '2', '3']) await upload(id, name, full);
    const more = await server.fetch(uploadsOf(id), { method: 'POST', body: form(['4', 'x']) });
    expect([more.status, (await more.json()).code]).toEqual([409, 'file_limit_reached']);
    await server.post(`/v1/browser_sessions/${id}/close`);
    const late = await server.fetch(uploadsOf(id), { method: 'POST', body: form(['5', 'x']) });
    expect([late.status, (await late.json()).code]).toEqual([410, 'session_ended']);
    const foreign = await server.fetch(uploadsOf('pbs_1'), { method: 'POST', body: form(['5', 'x']) });
    expect(foreign.status).toBe(404);
    const keyless = await server.fetch(uploadsOf(id), { method: 'POST', body: form(['5', 'x']), key: null });
    expect(keyless.status).toBe(403);
  });
});

describe('downloads', () => {
  test('land with the session, listed with what a client needs, and outlive it', async () => {
    const session = await server.createSession();
    const id = session.browser_session_id;
    expect(session.downloaded_files).toEqual([]);
    const events = await withPage(session.browser_address, async page => {
      await page.goto(`${server.demoOrigin}/login`);
      await page.fill('input[name=email]', 'demo@example.com');
      await page.fill('input[name=password]', 'harbor-demo');
      await page.click('form button');
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.evaluate(`location.href = '/invoices.csv'`),
      ]);
      return [download.suggestedFilename(), await download.failure()];
    });
    expect(events).toEqual(['invoices.csv', null]);
    // Nobody is connected now: the browser opens the second one by itself.
    await withPage(session.browser_address, async page => {
      await page.evaluate(`setTimeout(() => { location.href = '/invoices.csv' }, 500)`);
    });
    const [second, first] = await settled(id, 2);
    expect(second?.filename).toBe('invoices (1).csv');
    expect(first).toMatchObject({ filename: 'invoices.csv', status: 'completed', failure_reason: null });
    expect((await server.getSession(id)).downloaded_files?.map(file => file.artifact_id)).toEqual([
      second?.artifact_id,
      first?.artifact_id,
    ]);
    await server.post(`/v1/browser_sessions/${id}/close`);

    const response = await server.fetch(`/v1/artifacts/${first?.artifact_id}/content`);
    const bytes = Buffer.from(await response.arrayBuffer());
    expect(sha256(bytes)).toBe(first?.checksum);
    expect(bytes.length).toBe(first?.file_size);
    expect(bytes.toString()).toContain('Number,Customer');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-disposition': `attachment; filename="invoices.csv"; filename*=UTF-8''invoices.csv`,
      'content-type': 'text/csv; charset=utf-8',
      'x-content-type-options': 'nosniff',
      etag: `"${first?.checksum}"`,
      'accept-ranges': 'bytes',
    });
  });

  test('whatever a client asks for, in its own context too, and after it has gone', async () => {
    const session = await server.createSession();
    const id = session.browser_session_id;
    const go = (page: Page, name: string) =>
      page.evaluate(
        `location.href = ${JSON.stringify(`${siteOrigin}/file?name=${encodeURIComponent(name)}`)}`,
      );
    await withPage(session.browser_address, async (page, browser) => {
      await page.goto(siteOrigin);
      const root = await browser.newBrowserCDPSession();
      await root.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: '/tmp/theirs' });
      await go(page, 'allowed.bin');
      await settled(id, 1);
      const onPage = await page.context().newCDPSession(page);
      await onPage.send('Page.setDownloadBehavior', { behavior: 'allow', downloadPath: '/tmp/theirs' });
      await go(page, 'by page.bin');
      await settled(id, 2);
      await root.send('Browser.setDownloadBehavior', { behavior: 'default' });
      await go(page, 'by default.bin');
      await settled(id, 3);
      const { browserContextId } = await root.send('Target.createBrowserContext');
      await root.send('Target.createTarget', {
        url: `${siteOrigin}/file?name=context.bin`,
        browserContextId,
      });
      await settled(id, 4);
      await root.detach();
      await go(page, 'after detach.bin');
      await settled(id, 5);
      await page.evaluate(
        `setTimeout(() => { location.href = ${JSON.stringify(`${siteOrigin}/file?name=alone.bin`)} }, 400)`,
      );
    });
    const names = (await settled(id, 6)).map(({ filename }) => filename);
    expect(names).toEqual([
      'alone.bin',
      'after detach.bin',
      'context.bin',
      'by default.bin',
      'by page.bin',
      'allowed.bin',
    ]);
  });

  test('of an image that nobody watched: by a start page, without any client', async () => {
    const session = await server.createSession({ url: `${siteOrigin}/file?name=start.bin` });
    expect((await settled(session.browser_session_id, 1))[0]).toMatchObject({
      filename: 'start.bin',
      status: 'completed',
      checksum: sha256('xxxxx'),
    });
  });

  test('ranges, HEAD and ETags', async () => {
    const session = await server.createSession({ url: `${siteOrigin}/file?name=r.bin&size=1000` });
    const [file] = await settled(session.browser_session_id, 1);
    const path = `/v1/artifacts/${file?.artifact_id}/content`;
    const ask = async (more: Record<string, string>, method = 'GET') => {
      const response = await server.fetch(path, { method, headers: more });
      const { status } = response;
      return [status, response.headers.get('content-range'), (await response.arrayBuffer()).byteLength];
    };
    expect(await ask({})).toEqual([200, null, 1000]);
    expect(await ask({ range: 'bytes=0-9' })).toEqual([206, 'bytes 0-9/1000', 10]);
    expect(await ask({ range: 'bytes=990-' })).toEqual([206, 'bytes 990-999/1000', 10]);
    expect(await ask({ range: 'bytes=-5' })).toEqual([206, 'bytes 995-999/1000', 5]);
    expect(await ask({ range: 'bytes=0-9999' })).toEqual([206, 'bytes 0-999/1000', 1000]);
    expect((await ask({ range: 'bytes=1000-' })).slice(0, 2)).toEqual([416, 'bytes */1000']);
    expect((await ask({ range: 'bytes=-0' })).slice(0, 1)).toEqual([416]);
    for (const ignored of ['bytes=5-1', 'lines=1-2', 'bytes=0-1,5-6', 'bytes=-', 'bytes=a-b']) {
      expect(await ask({ range: ignored })).toEqual([200, null, 1000]);
    }
    expect(await ask({ range: 'bytes=0-9', 'if-range': '"other"' })).toEqual([200, null, 1000]);
    expect(await ask({ 'if-none-match': `"${file?.checksum}"` })).toEqual([304, null, 0]);
    const beyond = await server.fetch(path, { headers: { range: 'bytes=1000-' } });
    expect([beyond.headers.get('content-type'), (await beyond.json()).code]).toEqual([
      'application/json; charset=utf-8',
      'range_not_satisfiable',
    ]);
    const head = await server.fetch(path, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '1000']);
  });

  test('a signed link opens its own file until it expires; a changed one opens nothing', async () => {
    const session = await server.createSession({ url: `${siteOrigin}/file?name=1.bin` });
    const other = await server.createSession({ url: `${siteOrigin}/file?name=2.bin` });
    const [file] = await settled(session.browser_session_id, 1);
    const [second] = await settled(other.browser_session_id, 1);
    const link = new URL(file?.url ?? '');
    expect((await fetch(link)).status).toBe(200);
    expect(Number(link.searchParams.get('expiry')) - Date.now() / 1000).toBeLessThanOrEqual(3600);
    const changed = [
      link.href.replace(/expiry=\d+/, 'expiry=99999999999'),
      link.href.replace(/expiry=\d+&/, ''),
      link.href.replace(/sig=./, 'sig=_'),
      link.href.replace(file?.artifact_id ?? '', second?.artifact_id ?? ''),
      `${link.origin}${link.pathname}?sig=`,
    ];
    for (const address of changed) {
      const response = await fetch(address);
      expect([address, response.status]).toEqual([address, 403]);
      expect((await response.json()).code).toBe('link_invalid');
    }
    const keyless = await fetch(`${link.origin}${link.pathname}`);
    expect([keyless.status, (await keyless.json()).code]).toEqual([403, 'invalid_credentials']);
    expect(statSync(join(server.dataDirectory, 'link-secret')).mode & 0o777).toBe(0o600);
  });

  test('more than the session may hold is cancelled, and said so', async () => {
    const session = await server.createSession({ url: `${siteOrigin}/file?name=big.bin&size=4000000` });
    const [file] = await settled(session.browser_session_id, 1);
    expect(file).toMatchObject({ status: 'failed', failure_reason: 'over_quota', url: null });
    expect((await server.getSession(session.browser_session_id)).downloaded_files).toEqual([]);
  });

  test('one that is complete when the server is killed is listed by the next; one under way goes on', async () => {
    const done = await server.createSession({ url: `${siteOrigin}/file?name=done.bin` });
    const [before] = await settled(done.browser_session_id, 1);
    const slow = await server.createSession({ url: `${siteOrigin}/slow` });
    await expect.poll(async () => (await downloadsOf(slow.browser_session_id)).length).toBe(1);
    await server.end('SIGKILL');
    await new Promise(resolve => setTimeout(resolve, 3500));
    await server.start();
    expect((await downloadsOf(done.browser_session_id))[0]?.checksum).toBe(before?.checksum);
    const [after] = await settled(slow.browser_session_id, 1);
    expect(after).toMatchObject({ filename: 'slow.bin', status: 'completed', checksum: sha256('firstlast') });
    // Nobody asked about it between its completion and the close.
    const last = await server.createSession();
    await withPage(last.browser_address, async page => {
      await page.goto(siteOrigin);
      await Promise.all([
        page.waitForEvent('download').then(download => download.failure()),
        page.evaluate(`location.href = '/file?name=last.bin'`),
      ]);
    });
    await server.post(`/v1/browser_sessions/${last.browser_session_id}/close`);
    expect((await downloadsOf(last.browser_session_id))[0]).toMatchObject({ status: 'completed' });
  });

  test('another organisation sees none of it', async () => {
    const session = await server.createSession({ url: `${siteOrigin}/file?name=mine.bin` });
    const [file] = await settled(session.browser_session_id, 1);
    const foreign =
      (await server.runScript(keyScript, ['create', '--org', 'others'])).trim().split('\n').at(-1) ?? '';
    for (const path of [
      uploadsOf(session.browser_session_id),
      `/v1/browser_sessions/${session.browser_session_id}/downloads`,
      `/v1/artifacts/${file?.artifact_id}/content`,
    ]) {
      const [theirs, unknown] = await Promise.all([
        server.fetch(path, { key: foreign }),
        server.fetch(path.replace(/\d{10,}/, '1'), { key: foreign }),
      ]);
      expect([path, theirs.status, unknown.status]).toEqual([path, 404, 404]);
    }
  });
});
