import { spawn } from 'node:child_process';
import { chownSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import WebSocket from 'ws';
import { findExecutable, identify } from '../packages/server/src/browser/executable.ts';
import { flags } from '../packages/server/src/browser/flags.ts';
import { pickUser } from '../packages/server/src/browser/user.ts';

/** The baseline: the same Chromium with the same flags, on a debugging port of its own, with nothing in between. */
export interface BareBrowser {
  readonly socket: WebSocket;
  command(method: string, params?: object, sessionId?: string): Promise<Record<string, unknown>>;
  close(): Promise<void>;
}

/** Resolves when its first page exists, which is what a create waits for. */
export async function launchBare(): Promise<BareBrowser> {
  const executable = findExecutable(process.env.PATH ?? '');
  if (executable === null) throw new Error('no Chromium is installed');
  const { majorVersion } = await identified(executable);
  const directory = mkdtempSync(join(tmpdir(), 'berth-bare-'));
  const user = pickUser(new Set());
  if (user !== null) chownSync(directory, user.uid, user.gid);
  const same = flags({ profileDirectory: directory, majorVersion, noSandbox: false });
  const child = spawn(
    executable,
    [...same.filter(flag => flag !== '--remote-debugging-pipe'), '--remote-debugging-port=0'],
    {
      stdio: 'ignore',
      env: { HOME: directory, TMPDIR: directory, PATH: process.env.PATH },
      detached: true,
      ...user,
    },
  );
  const socket = await connect(await debuggerAddress(directory));
  const command = commands(socket);
  await command('Target.createTarget', { url: 'about:blank' });
  return {
    socket,
    command,
    async close() {
      const exited = new Promise(resolve => child.once('exit', resolve));
      await command('Browser.close').catch(() => undefined);
      await exited;
      rmSync(directory, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

let identity: ReturnType<typeof identify> | null = null;
function identified(executable: string): ReturnType<typeof identify> {
  identity ??= identify(executable);
  return identity;
}

async function debuggerAddress(directory: string): Promise<string> {
  for (;;) {
    try {
      const [port, path] = readFileSync(join(directory, 'DevToolsActivePort'), 'utf8').split('\n');
      if (path) return `ws://127.0.0.1:${port}${path}`;
    } catch {
      // not written yet
    }
    await delay(2);
  }
}

export async function connect(address: string, headers: Record<string, string> = {}): Promise<WebSocket> {
  const socket = new WebSocket(address, { headers, perMessageDeflate: false, maxPayload: 256 * 1024 * 1024 });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  return socket;
}

/** Commands over a socket, by promise. */
export function commands(socket: WebSocket): BareBrowser['command'] {
  const waiting = new Map<number, (result: Record<string, unknown>) => void>();
  let lastId = 0;
  socket.on('message', data => {
    const message = JSON.parse(String(data));
    waiting.get(message.id)?.(message.result ?? {});
    waiting.delete(message.id);
  });
  return (method, params = {}, sessionId) =>
    new Promise(resolve => {
      lastId += 1;
      waiting.set(lastId, resolve);
      socket.send(JSON.stringify({ id: lastId, method, params, sessionId }));
    });
}
