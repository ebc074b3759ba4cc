import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { SealingKeys } from '../../src/seal/sealing-keys.ts';
import { openDatabase } from '../../src/store/database.ts';
import { readMasterKey } from '../../src/store/master-keys.ts';
import { createSealingKeyStore } from '../../src/store/sealing-key-rows.ts';
import { TestServer } from '../fixtures/server.ts';

const script = fileURLToPath(new URL('../../src/master-key.ts', import.meta.url));
const secret = Buffer.from('sid=canary');
const ownerAt = (number: number) => ({ organizationId: 'o_1', id: `bp_${number}` });
const newKey = () => randomBytes(32).toString('base64');

const servers: TestServer[] = [];
afterEach(async () => {
  // `remove` would open the data directory, with the wrong master key; no test here leaves a browser.
  for (const server of servers.splice(0)) {
    await server.end('SIGKILL');
    rmSync(server.directory, { recursive: true, force: true });
  }
});

function serverWith(environment: NodeJS.ProcessEnv = {}): TestServer {
  const server = new TestServer(environment);
  servers.push(server);
  return server;
}

/** Uses the data directory of a server that is stopped. */
function withKeys<Result>(
  { dataDirectory }: TestServer,
  use: (keys: SealingKeys) => Result,
  master: Parameters<typeof readMasterKey>[0] = { kind: 'own' },
): Result {
  const database = openDatabase(join(dataDirectory, 'berth.sqlite'));
  const store = createSealingKeyStore(database);
  const own = { file: join(dataDirectory, 'master-key'), inUse: store.masterIds() };
  try {
    return use(new SealingKeys(store, { master: readMasterKey(master, own), now: Date.now }));
  } finally {
    database.close();
  }
}

async function stoppedServer(): Promise<TestServer> {
  const server = serverWith();
  await server.start();
  await server.end('SIGTERM');
  return server;
}

test('a running server keeps the rotation out; stopped, its keys are rotated and it starts again', async () => {
  const server = serverWith();
  await server.start();
  await expect(server.runScript(script, ['rotate'])).rejects.toThrow(/another Berth server .* Stop it first/);
  await server.end('SIGTERM');
  const sealed = withKeys(server, keys => keys.seal(ownerAt(1), 'journal', secret));
  const before = readFileSync(join(server.dataDirectory, 'master-key'), 'utf8');
  expect(await server.runScript(script, ['rotate'])).toMatch(/The master key was changed/);
  expect(readFileSync(join(server.dataDirectory, 'master-key'), 'utf8')).not.toBe(before);
  expect(withKeys(server, keys => keys.open(ownerAt(1), 'journal', sealed))).toEqual(secret);
  await server.start();
});

test('a server with another master key refuses to start and says what to do', async () => {
  const stopped = await stoppedServer();
  withKeys(stopped, keys => keys.seal(ownerAt(1), 'journal', secret));
  const given = newKey();
  const other = serverWith({ BERTH_DATA_DIR: stopped.dataDirectory, BERTH_MASTER_KEY: given });
  const start = other.start();
  await expect(start).rejects.toThrow(/sealed with another master key .* BERTH_MASTER_KEY/);
  await expect(start).rejects.not.toThrow(given);
});

test('a master key moves from the data directory to where the operator keeps it', async () => {
  const stopped = await stoppedServer();
  const sealed = withKeys(stopped, keys => keys.seal(ownerAt(1), 'journal', secret));
  const next = newKey();
  const data = { BERTH_DATA_DIR: stopped.dataDirectory };
  const mover = serverWith({ ...data, BERTH_NEXT_MASTER_KEY: next });
  const said = await mover.runScript(script, ['rotate']);
  expect(said).toContain('BERTH_MASTER_KEY');
  expect(said).not.toContain(next);
  expect(existsSync(join(stopped.dataDirectory, 'master-key'))).toBe(false);
  await expect(stopped.start()).rejects.toThrow(/master key is missing/);
  const path = join(stopped.directory, 'given-key');
  writeFileSync(path, next);
  const moved = serverWith({ ...data, BERTH_MASTER_KEY_FILE: path });
  await moved.start();
  await moved.end('SIGTERM');
  const opened = withKeys(stopped, keys => keys.open(ownerAt(1), 'journal', sealed), { kind: 'file', path });
  expect(opened).toEqual(secret);
  await expect(moved.runScript(script, ['rotate'])).rejects.toThrow(/usage: .*\n.*\n.*BERTH_NEXT_MASTER_KEY/);
});

test.each([
  [{ BERTH_MASTER_KEY: 'tooshortasecret' }, /BERTH_MASTER_KEY: must be the base64 of 32 bytes/],
  [{ BERTH_MASTER_KEY_FILE: '/nowhere/key' }, /could not be read from \/nowhere\/key/],
  [{ BERTH_MASTER_KEY_COMMAND: 'exit 4' }, /command for the master key failed \(exit code 4\)/],
  [{ BERTH_MASTER_KEY_FILE: '/a', BERTH_MASTER_KEY_COMMAND: 'b' }, /set one of them, not 2/],
])('%j is refused', async (environment, message) => {
  const server = serverWith(environment);
  const start = server.start();
  await expect(start).rejects.toThrow(message);
  await expect(start).rejects.not.toThrow('tooshortasecret');
});

test('a rotation killed as soon as its new key is there leaves everything open to the next start', async () => {
  const stopped = await stoppedServer();
  const owners = Array.from({ length: 300 }, (_, number) => ownerAt(number));
  const sealed = withKeys(stopped, keys => owners.map(owner => keys.seal(owner, 'journal', secret)));
  const next = join(stopped.dataDirectory, 'master-key.next');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, 'rotate'], {
    env: { ...process.env, BERTH_DATA_DIR: stopped.dataDirectory },
    stdio: 'ignore',
  });
  const ended = new Promise<string | null>(resolve => child.once('exit', (_code, signal) => resolve(signal)));
  while (!existsSync(next) && child.exitCode === null) await turn();
  child.kill('SIGKILL');
  await ended;
  withKeys(stopped, keys => {
    for (const [at, owner] of owners.entries()) {
      expect(keys.open(owner, 'journal', sealed[at] ?? Buffer.alloc(0))).toEqual(secret);
    }
  });
  expect(existsSync(next)).toBe(false);
});
