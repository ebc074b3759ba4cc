import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { attachToPage, type CdpClient, openCdp } from '../fixtures/cdp-client.ts';
import { upgraded } from '../fixtures/raw-socket.ts';
import { TestServer } from '../fixtures/server.ts';

/* What a client does wrong is that client's alone: another one, on the same browser, goes on as if nothing was. */

const MiB = 1024 * 1024;
let server: TestServer;
let id: string;
let address: string;
let witness: CdpClient;
let page: string;

beforeAll(async () => {
  server = await TestServer.start();
});
afterAll(() => server.remove());
beforeEach(async () => {
  ({ browser_address: address, browser_session_id: id } = await server.createSession());
  witness = await openCdp(address, server.key);
  ({ sessionId: page } = await attachToPage(witness));
});
afterEach(async () => {
  await server.post(`/v1/browser_sessions/${id}/close`);
});

const fin = 0x80;
const text = 0x1;
const hello = Buffer.from('{"id":1,"method":"Browser.getVersion"}');

test.each([
  ['a reserved bit', frame(fin | 0x40 | text, hello), 1002],
  ['a reserved opcode', frame(fin | 0x3, hello), 1002],
  ['a reserved control opcode', frame(fin | 0xb, hello), 1002],
  ['no mask', frame(fin | text, hello, { masked: false }), 1002],
  ['a fragmented control frame', frame(0x9, Buffer.from('x')), 1002],
  ['a control frame that is too long', frame(fin | 0x9, Buffer.alloc(126)), 1002],
  ['a continuation of nothing', frame(fin | 0x0, hello), 1002],
  ['bad UTF-8', frame(fin | text, Buffer.from([0x22, 0xc3, 0x28, 0x22])), 1007],
  ['a length beyond 2^53', Buffer.concat([Buffer.from([fin | text, 0xff]), Buffer.alloc(8, 0x7f)]), 1009],
  ['a length beyond the limit', Buffer.concat([Buffer.from([fin | text, 0xff]), lengthOf(200 * MiB)]), 1009],
  ['a close code that cannot be', frame(fin | 0x8, Buffer.from([0x03, 0xed])), 1002],
])('a frame with %s closes its client alone, with the code for it', async (_name, bytes, code) => {
  const socket = await upgraded(address, server.key);
  socket.write(bytes);
  expect(await closeCode(socket)).toBe(code);
  await expectWitnessIsWell();
});

test('a client that is gone in the middle of a message, or of its upgrade, leaves nothing behind', async () => {
  const socket = await upgraded(address, server.key);
  socket.write(frame(fin | text, hello).subarray(0, 20));
  socket.destroy();
  const half = connect(Number(new URL(server.origin).port), '127.0.0.1');
  half.write(`GET ${new URL(address).pathname} HTTP/1.1\r\nHost: x\r\n`);
  half.destroy();
  await expectWitnessIsWell();
});

test('messages of 90 MiB pass, in both directions; larger ones are refused for their client alone', async () => {
  const client = await openCdp(address, server.key);
  const { sessionId } = await attachToPage(client);
  const long = await client.command(
    'Runtime.evaluate',
    { expression: `"${'x'.repeat(90 * MiB)}".length` },
    sessionId,
  );
  expect(long.result.result.value).toBe(90 * MiB);
  const answer = await client.command(
    'Runtime.evaluate',
    { expression: `"y".repeat(${90 * MiB})`, returnByValue: true },
    sessionId,
  );
  expect(answer.result.result.value.length).toBe(90 * MiB);
  client.socket.send('z'.repeat(110 * MiB));
  expect(await client.closed).toBe(1009);
  await expectWitnessIsWell();
}, 120_000);

test.each([
  ['fills the 100 MiB that a message may have', (head: number) => `"${'y'.repeat(100 * MiB - head)}"`],
  ['would be larger when it is passed on', () => `[${'1e20,'.repeat(5_500_000)}1]`],
])(
  'a command that %s is an error, and the browser stays',
  async (_, make) => {
    const client = await openCdp(address, server.key);
    const [head, tail] = ['{"id":1,"method":"Browser.getVersion","params":{"x":', '}}'];
    const answer = new Promise(resolve =>
      client.socket.once('message', data => resolve(JSON.parse(`${data}`))),
    );
    client.socket.send(head + make(head.length + tail.length + 2) + tail);
    expect(await answer).toMatchObject({ id: 1, error: { message: expect.stringContaining('100 MiB') } });
    expect(await client.command('Browser.getVersion')).toMatchObject({ result: expect.anything() });
    expect((await server.getSession(id)).generation).toBe(1);
    await expectWitnessIsWell();
  },
  60_000,
);

test('a client that leaves more than 96 MB unread for ten seconds is cut; the others do not notice', async () => {
  const { cutAfter, grownMiB } = await floodUnread({ messages: 7 });
  expect(cutAfter).toBeGreaterThan(10_000);
  expect(grownMiB).toBeLessThan(400);
}, 60_000);

test('a client for which more than 256 MB are queued is cut at once: the memory stays bounded, the others do not notice', async () => {
  // Three times as much as may be queued, which comes within less than those ten seconds.
  const { grownMiB } = await floodUnread({ messages: 40 });
  expect(grownMiB).toBeLessThan(500);
}, 60_000);

test('endless console output, and a dialog that nobody answers, hurt nobody else', async () => {
  const noisy = await openCdp(address, server.key);
  const { sessionId } = await attachToPage(noisy);
  await noisy.command('Runtime.enable', {}, sessionId);
  const expression = 'setInterval(() => { for (let i = 0; i < 50; i++) console.log("noise", i); }, 10)';
  await noisy.command('Runtime.evaluate', { expression }, sessionId);
  await expect.poll(() => noisy.events.length, { timeout: 15_000 }).toBeGreaterThan(2000);
  const asking = await openTab(noisy);
  void noisy.command('Runtime.evaluate', { expression: 'alert("nobody is here")' }, asking);
  expect(await answerIn(witness, await openTab(witness))).toBe(42);
  noisy.close();
});

test('a hundred tabs open, and the hundredth works', async () => {
  const { length } = await Promise.all(Array.from({ length: 99 }, () => openTab(witness)));
  expect(length).toBe(99);
  expect(await answerIn(witness, await openTab(witness))).toBe(42);
}, 240_000);

/** Asks for messages of 20 MiB, reads none, and says when that client was cut and how much memory the server took. */
async function floodUnread({
  messages,
}: {
  messages: number;
}): Promise<{ cutAfter: number; grownMiB: number }> {
  const client = await openCdp(address, server.key);
  const { sessionId } = await attachToPage(client);
  const before = { memory: residentMiB('now'), sockets: openSockets() };
  writeFileSync(`/proc/${server.pid}/clear_refs`, '5'); // the peak is counted anew
  client.socket.pause();
  const startedAt = performance.now();
  const expression = `"x".repeat(${20 * MiB})`;
  for (let sent = 0; sent < messages; sent++)
    void client.command('Runtime.evaluate', { expression, returnByValue: true }, sessionId);
  while (openSockets() >= before.sockets && performance.now() - startedAt < 40_000) {
    await expectWitnessIsWell();
  }
  expect(openSockets()).toBe(before.sockets - 1);
  await expectWitnessIsWell();
  return { cutAfter: performance.now() - startedAt, grownMiB: residentMiB('peak') - before.memory };
}

/** A new tab's session. */
async function openTab(client: CdpClient): Promise<string> {
  const { result, error } = await client.command('Target.createTarget', { url: 'about:blank' });
  expect(error).toBeUndefined();
  const attached = await client.command('Target.attachToTarget', {
    targetId: result.targetId,
    flatten: true,
  });
  return attached.result.sessionId;
}

async function answerIn(client: CdpClient, sessionId: string): Promise<number> {
  return (await client.command('Runtime.evaluate', { expression: '6 * 7' }, sessionId)).result.result.value;
}

async function expectWitnessIsWell(): Promise<void> {
  expect(await answerIn(witness, page)).toBe(42);
}

/** The code of the close frame that the server sends. */
async function closeCode(socket: Socket): Promise<number> {
  const chunks: Buffer[] = [];
  socket.on('data', chunk => chunks.push(chunk));
  await new Promise(resolve => socket.once('close', resolve).once('end', resolve));
  const bytes = Buffer.concat(chunks);
  return bytes[0] === (fin | 0x8) ? bytes.readUInt16BE(2) : 0;
}

function frame(head: number, payload: Buffer, options = { masked: true }): Buffer {
  const length =
    payload.length < 126
      ? Buffer.from([payload.length])
      : Buffer.from([126, payload.length >> 8, payload.length & 0xff]);
  if (!options.masked) return Buffer.concat([Buffer.from([head]), length, payload]);
  const mask = randomBytes(4);
  const hidden = payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0));
  length[0] = (length[0] ?? 0) | 0x80;
  return Buffer.concat([Buffer.from([head]), length, mask, hidden]);
}

function lengthOf(bytes: number): Buffer {
  const length = Buffer.alloc(8);
  length.writeBigUInt64BE(BigInt(bytes));
  return length;
}

function residentMiB(when: 'now' | 'peak'): number {
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8');
  const field = when === 'now' ? 'VmRSS' : 'VmHWM';
  return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024;
}

/** Established connections to the server's port, seen from its side. */
function openSockets(): number {
  const port = Number(new URL(server.origin).port).toString(16).toUpperCase().padStart(4, '0');
  const rows = readFileSync('/proc/net/tcp', 'utf8')
    .split('\n')
    .map(line => line.trim().split(/\s+/));
  return rows.filter(([, local, , state]) => local === `0100007F:${port}` && state === '01').length;
}
