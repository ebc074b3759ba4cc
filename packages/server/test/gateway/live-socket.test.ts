import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import type { LiveView, Viewer } from '../../src/domain/live-view.ts';
import { type OpenView, serveLive } from '../../src/gateway/live-socket.ts';

const pace = { pingInterval: 15_000, silence: 30_000 };
const servers: WebSocketServer[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) {
    for (const client of server.clients) client.terminate();
    server.close();
  }
});

/** Serves a view to one viewer; the promise has what `serveLive` gave to the screencast. */
async function serve(options: { open?: OpenView; pace?: typeof pace } = {}): Promise<{
  address: string;
  viewer: Promise<Viewer>;
  view: { shown: (string | null)[]; stopped: Promise<void> };
}> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  servers.push(server);
  await once(server, 'listening');
  const given = Promise.withResolvers<Viewer>();
  const stopping = Promise.withResolvers<void>();
  const shown: (string | null)[] = [];
  const view: LiveView = { show: id => shown.push(id), stop: () => stopping.resolve() };
  const open: OpenView = async viewer => {
    given.resolve(viewer);
    return view;
  };
  server.on('connection', socket => serveLive(socket, options.open ?? open, options.pace ?? pace));
  const { port } = server.address() as AddressInfo;
  return {
    address: `ws://127.0.0.1:${port}`,
    viewer: given.promise,
    view: { shown, stopped: stopping.promise },
  };
}

/** What a client received, in order: texts parsed, pictures as they are. */
function inbox(socket: WebSocket): { next(): Promise<unknown>; count: () => number } {
  const received: unknown[] = [];
  let wake = (): void => undefined;
  let count = 0;
  socket.on('message', (data, isBinary) => {
    count += 1;
    received.push(isBinary ? data : JSON.parse(String(data)));
    wake();
  });
  return {
    count: () => count,
    async next() {
      while (received.length === 0) await new Promise<void>(resolve => (wake = resolve));
      return received.shift();
    },
  };
}

const tabs = {
  following: true,
  tabs: [{ id: 'a', url: 'https://a.test/', title: '<b>', crashed: false, shown: true }],
};
const page = { url: 'https://a.test/', title: 'A', crashed: false, width: 1280, height: 633 };

test('tabs and the page come as text, pictures as binary', async () => {
  const { address, viewer } = await serve();
  const client = new WebSocket(address);
  const received = inbox(client);
  const live = await viewer;
  live.tabs(tabs);
  live.page(page);
  expect(live.frame(Buffer.from('jpeg'))).toBeNull();
  expect(await received.next()).toEqual({ type: 'tabs', ...tabs });
  expect(await received.next()).toEqual({ type: 'page', ...page });
  expect(await received.next()).toEqual(Buffer.from('jpeg'));
});

test('each tab that closes is named, also one with the name of another', async () => {
  const { address, viewer } = await serve();
  const received = inbox(new WebSocket(address));
  const live = await viewer;
  for (const id of ['a', 'b']) live.closed({ id, title: 'Blank' });
  expect(await received.next()).toEqual({ type: 'closed', id: 'a', title: 'Blank' });
  expect(await received.next()).toEqual({ type: 'closed', id: 'b', title: 'Blank' });
});

test('what has not changed is not said again', async () => {
  const { address, viewer } = await serve();
  const received = inbox(new WebSocket(address));
  const live = await viewer;
  live.page(page);
  live.page(page);
  expect(live.frame(Buffer.from('jpeg'))).toBeNull();
  expect(await received.next()).toMatchObject({ type: 'page' });
  expect(await received.next()).toEqual(Buffer.from('jpeg'));
});

test('a viewer picks a tab, and lets go of it', async () => {
  const { address, view } = await serve();
  const client = new WebSocket(address);
  await once(client, 'open');
  client.send(JSON.stringify({ type: 'show', id: 'a' }));
  client.send(JSON.stringify({ type: 'show', id: null }));
  client.close();
  await view.stopped;
  expect(view.shown).toEqual(['a', null]);
});

test.each([
  ['text that is no JSON', 'hello'],
  ['input for the page', JSON.stringify({ type: 'click', x: 1, y: 1 })],
  ['a CDP command', JSON.stringify({ id: 1, method: 'Page.navigate', params: { url: 'https://a.test/' } })],
  ['a pick without an id', JSON.stringify({ type: 'show' })],
  ['a list', '[]'],
  ['a long text', JSON.stringify({ type: 'show', id: 'a'.repeat(5000) })],
  ['bytes', Buffer.from('{"type":"show","id":"a"}')],
])('%s closes the socket with 1008 and reaches nothing', async (_, message) => {
  const { address, view } = await serve();
  const client = new WebSocket(address);
  await once(client, 'open');
  client.send(message);
  const [code] = await once(client, 'close');
  expect(code).toBe(1008);
  await view.stopped;
  expect(view.shown).toEqual([]);
});

test('a viewer that does not take pictures gets a few and no queue, and the next one once it does', async () => {
  const { address, viewer } = await serve();
  const client = new WebSocket(address, { autoPong: false });
  const received = inbox(client);
  const pings: Buffer[] = [];
  client.on('ping', data => pings.push(data));
  const live = await viewer;
  let taken: Promise<void> | null = null;
  for (let frame = 0; frame < 50; frame++) taken = live.frame(Buffer.from(`picture ${frame}`));
  live.page(page);
  expect(taken).not.toBeNull();
  while ((await received.next()) instanceof Buffer);
  expect(received.count()).toBe(4);
  client.pong(pings.at(-1));
  await taken;
  expect(live.frame(Buffer.from('the newest'))).toBeNull();
  expect(await received.next()).toEqual(Buffer.from('the newest'));
});

test('the end is told with its reason and closes the socket', async () => {
  const { address, viewer, view } = await serve();
  const client = new WebSocket(address);
  const received = inbox(client);
  (await viewer).ended('the session has ended');
  expect(await received.next()).toEqual({ type: 'ended', reason: 'the session has ended' });
  const [code] = await once(client, 'close');
  expect(code).toBe(1000);
  await view.stopped;
});

test('a browser that goes before the view opens is told in the same way', async () => {
  const { address } = await serve({ open: () => Promise.reject(new Error('the browser died')) });
  const received = inbox(new WebSocket(address));
  expect(await received.next()).toEqual({ type: 'ended', reason: 'the browser died' });
});

test('a viewer that answers no ping is dropped', async () => {
  const { address, view } = await serve({ pace: { pingInterval: 20, silence: 60 } });
  const client = new WebSocket(address, { autoPong: false });
  const [code] = await once(client, 'close');
  expect(code).toBe(1006);
  await view.stopped;
});

test('a viewer that goes while the view opens leaves none behind', async () => {
  const opening = Promise.withResolvers<LiveView>();
  const stopped = Promise.withResolvers<void>();
  const { address } = await serve({ open: () => opening.promise });
  const server = servers.at(-1);
  const client = new WebSocket(address);
  await once(client, 'open');
  for (const socket of server?.clients ?? []) {
    client.terminate();
    await once(socket, 'close');
  }
  opening.resolve({ show: () => undefined, stop: () => stopped.resolve() });
  await stopped.promise;
});
