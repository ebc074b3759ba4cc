import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { TestServer } from '../fixtures/server.ts';

let server: TestServer | null = null;
let other: TestServer | null = null;

afterEach(async () => {
  await server?.remove();
  await other?.remove();
  server = null;
  other = null;
});

test('a stop says whether a server was stopped, and how many sessions ended', async () => {
  server = await TestServer.start();
  await server.createSession();
  expect(await server.runStop()).toBe('Berth is stopped; 1 session was ended.\n');
  expect(await server.runStop()).toBe(
    `No server was running with the data directory ${server.dataDirectory}; 0 sessions were ended.\n`,
  );
});

test('a stop in a place that is no data directory says so, and makes none', async () => {
  server = new TestServer();
  expect(await server.runStop()).toBe(
    `${server.dataDirectory} is no data directory of Berth: there is no server of it to stop.\n`,
  );
  expect(existsSync(server.dataDirectory)).toBe(false);
});

test('a stop with the wrong data directory fails, and names the server that goes on', async () => {
  server = await TestServer.start();
  const port = new URL(server.origin).port;
  other = new TestServer({ BERTH_PORT: port });
  const answer = `A server with another data directory answers at ${server.origin}: to stop that one, set BERTH_DATA_DIR`;
  await expect(other.runStop()).rejects.toThrow(answer);
  expect(existsSync(join(other.directory, 'data'))).toBe(false);
  expect((await server.fetch('/healthz', { key: null })).status).toBe(200);
});

test('sessions that a killed server left are ended, and another server is named beside', async () => {
  other = await TestServer.start();
  server = await TestServer.start();
  await server.createSession();
  await server.end('SIGKILL');
  const said = await server.runStop({ BERTH_PORT: new URL(other.origin).port });
  expect(said).toContain('; 1 session was ended. A server with another data directory answers at');
  expect((await other.fetch('/healthz', { key: null })).status).toBe(200);
});
