import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import WebSocket from 'ws';
import { attachToPage, openCdp } from '../fixtures/cdp-client.ts';
import { upgraded } from '../fixtures/raw-socket.ts';
import { TestServer } from '../fixtures/server.ts';

/* `npm run key -- revoke ID` is another process than the server, as in these tests. */

const script = new URL('../../src/key.ts', import.meta.url).pathname;
let server: TestServer;

beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.remove());

test('what a revoked key opened, itself or by a token or a ticket, is closed within a second, and nothing else', async () => {
  const { browser_session_id: id, browser_address: address } = await server.createSession();
  const key = await createKey();
  const { ws_address: tokenAddress } = await post(`/v1/browser_sessions/${id}/connect_token`, key.secret);
  const byOtherKey = await openCdp(address, server.key);
  const byKey = await openCdp(address, key.secret);
  const { targetId } = await attachToPage(byKey);
  const page = await openCdp(`${address}/devtools/page/${targetId}`, key.secret);
  const byToken = await openCdp(tokenAddress, '');
  const live = new WebSocket(await liveAddress(id, key.secret));
  await once(live, 'message');
  const unused = await liveAddress(id, key.secret);
  const closed = [byKey.socket, page.socket, byToken.socket, live].map(socket => closeOf(socket));

  await server.runScript(script, ['revoke', key.id]);
  const revokedAt = performance.now();

  const reason = 'the API key that opened this was revoked';
  expect(await Promise.all(closed)).toEqual(Array(4).fill([1008, reason]));
  expect(performance.now() - revokedAt).toBeLessThan(1000);
  expect(await refusal(tokenAddress)).toEqual([403, 'invalid_credentials']);
  expect(await refusal(unused)).toEqual([403, 'invalid_credentials']);
  expect(await refusal(address.replace('http', 'ws'), key.secret)).toEqual([403, 'invalid_credentials']);
  expect((await byOtherKey.command('Browser.getVersion')).error).toBeUndefined();
  expect((await server.getSession(id)).status).toBe('running');
});

test('a client that does not answer the close has no say any more, and is cut', async () => {
  const { browser_address: address } = await server.createSession();
  const witness = await openCdp(address, server.key);
  const key = await createKey();
  const socket = await upgraded(address, key.secret);
  const end = new Promise(resolve => socket.once('close', resolve).once('end', resolve));
  socket.resume();
  const command = Buffer.from('{"id":1,"method":"Target.createTarget","params":{"url":"about:blank#late"}}');
  await server.runScript(script, ['revoke', key.id]);
  await once(socket, 'data'); // the close
  socket.write(Buffer.concat([Buffer.from([0x81, 0x80 | command.length, 0, 0, 0, 0]), command]));
  await end;
  const { result } = await witness.command('Target.getTargets');
  expect(result.targetInfos.filter(({ url }: { url: string }) => url.endsWith('#late'))).toEqual([]);
});

test('a connect token lives no longer than the key of a web page that made it', async () => {
  const { browser_session_id: id } = await server.createSession();
  const ticket = /#ticket=(\S+)/.exec(server.output)?.[1];
  const signedIn = await (await server.post('/v1/sign_in', { ticket }, null)).json();
  const token = await post(`/v1/browser_sessions/${id}/connect_token`, signedIn.api_key);
  expect(token.expires_at).toBe(signedIn.expires_at);
});

/** Another key of the organisation that `server.key` opens. */
async function createKey(): Promise<{ id: string; secret: string }> {
  const output = await server.runScript(script, ['create', '--org', 'default']);
  const [, id = '', secret = ''] = /Key (\S+) of [^\n]*\n(\S+)/.exec(output) ?? [];
  return { id, secret };
}

async function post(path: string, key: string) {
  return await (await server.post(path, {}, key)).json();
}

async function liveAddress(id: string, key: string): Promise<string> {
  const { ticket } = await post(`/v1/browser_sessions/${id}/live_ticket`, key);
  return `${server.origin.replace('http', 'ws')}/live/${id}?ticket=${ticket}`;
}

async function closeOf(socket: WebSocket): Promise<[number, string]> {
  const [code, reason] = await once(socket, 'close');
  return [code, String(reason)];
}

/** What the server answers instead of the upgrade. */
async function refusal(address: string, key?: string): Promise<[number, string]> {
  const socket = new WebSocket(address, key === undefined ? {} : { headers: { 'x-api-key': key } });
  const [, response] = await once(socket, 'unexpected-response');
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return [response.statusCode, JSON.parse(Buffer.concat(chunks).toString()).code];
}
