import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { packProfile } from '../../src/browser/profile/pack.ts';
import { profileLimits, unpackProfile } from '../../src/browser/profile/unpack.ts';
import { MasterKey } from '../../src/seal/master-key.ts';
import { SealingKeys } from '../../src/seal/sealing-keys.ts';
import { createBlobs } from '../../src/store/blobs.ts';
import { launchOnProfile, profileRoom } from '../fixtures/profile-browser.ts';
import { sealingStore } from '../seal/fixtures/sealing-store.ts';

const worker = `
  self.addEventListener('install', () => self.skipWaiting());
  self.addEventListener('activate', event => event.waitUntil(clients.claim()));
  self.addEventListener('fetch', event => {
    if (event.request.url.endsWith('/asked')) event.respondWith(caches.match('/kept'));
  });`;

let site: Server;
let origin = '';

beforeAll(async () => {
  site = createServer((request, response) => {
    if (request.url === '/worker.js') response.setHeader('content-type', 'text/javascript').end(worker);
    else if (request.url === '/asked') response.end('the server');
    else if (request.url === '/login')
      response.setHeader('set-cookie', 'sid=s3cret; Max-Age=3600; HttpOnly').end();
    else if (request.url === '/who') response.end(request.headers.cookie ?? 'nobody');
    else response.setHeader('content-type', 'text/html').end('<title>Shop</title>');
  });
  await new Promise<void>(resolve => site.listen(0, '127.0.0.1', resolve));
  const address = site.address();
  origin = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
});
afterAll(() => new Promise(resolve => site.close(resolve)));

const use = `(async () => {
  await fetch('/login');
  localStorage.setItem('cart', 'apples');
  const database = await new Promise(resolve => {
    const opening = indexedDB.open('shop', 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore('orders');
    opening.onsuccess = () => resolve(opening.result);
  });
  const put = database.transaction('orders', 'readwrite');
  put.objectStore('orders').put(new Blob(['o'.repeat(200000)]), 'large');
  put.objectStore('orders').put('order', 'small');
  await new Promise(resolve => { put.oncomplete = resolve; });
  const root = await navigator.storage.getDirectory();
  const file = await (await root.getFileHandle('notes', { create: true })).createWritable();
  await file.write('note');
  await file.close();
  await (await caches.open('v1')).put('/kept', new Response('the worker, from its cache'));
  await navigator.serviceWorker.register('/worker.js');
  await navigator.serviceWorker.ready;
  return 'used';
})()`;

const look = `(async () => {
  const database = await new Promise(resolve => {
    const opening = indexedDB.open('shop');
    opening.onsuccess = () => resolve(opening.result);
  });
  const get = key => new Promise(resolve => {
    const asked = database.transaction('orders').objectStore('orders').get(key);
    asked.onsuccess = () => resolve(asked.result);
  });
  const root = await navigator.storage.getDirectory();
  return {
    cookie: await (await fetch('/who')).text(),
    cart: localStorage.getItem('cart'),
    small: await get('small'),
    large: (await (await get('large')).text()).length,
    notes: await (await (await root.getFileHandle('notes')).getFile()).text(),
    asked: await (await fetch('/asked')).text(),
  };
})()`;

const all = {
  cookie: 'sid=s3cret',
  cart: 'apples',
  small: 'order',
  large: 200_000,
  notes: 'note',
  asked: 'the worker, from its cache',
};

test.each([
  ['as it was', false],
  ['sanitised', true],
])(
  'a used profile goes through archive, seal and disk, and a new browser finds all of it (%s)',
  async (_how, sanitise) => {
    const room = profileRoom();
    onTestFinished(room.remove);
    const { store, directory } = sealingStore();
    const keys = new SealingKeys(store, { master: MasterKey.make(), now: Date.now });
    const blobs = createBlobs(join(directory, 'blobs'));
    const owner = { organizationId: 'o_1', id: `bp_${randomInt(1000)}` };
    const first = await launchOnProfile(join(room.path, 'a'), room.user);
    expect(await first.evaluate(origin, use)).toBe('used');
    expect(await first.evaluate(origin, look)).toEqual(all);
    await first.close();

    const sealed = pipeline(
      packProfile(join(room.path, 'a')),
      keys.sealStream(owner, 'profile-version:pv_1'),
      () => undefined,
    );
    await blobs.put('pv_1', sealed);
    const opened = pipeline(
      blobs.open('pv_1'),
      keys.openStream(owner, 'profile-version:pv_1'),
      () => undefined,
    );
    await unpackProfile(opened, join(room.path, 'b'), { user: room.user, limits: profileLimits, sanitise });

    const second = await launchOnProfile(join(room.path, 'b'), room.user);
    expect(await second.evaluate(`${origin}/`, look)).toEqual(all);
    await second.close();
  },
);
