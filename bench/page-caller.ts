import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { commands, connect, launchBare } from '../packages/server/test/fixtures/bare-browser.ts';
import { TestServer } from '../packages/server/test/fixtures/server.ts';

type Command = (method: string, params?: object, sessionId?: string) => Promise<Record<string, unknown>>;
/** One command in a page, and its answer. */
export type Call = (method: string, params?: object) => Promise<Record<string, unknown>>;

export interface Way {
  readonly call: Call;
  /** The process in between. */
  readonly pid: number;
  close(): Promise<void>;
}

/** Through the gateway of a server of its own. */
export async function openGateway(): Promise<Way> {
  const server = await TestServer.start();
  const session = await server.createSession();
  const socket = await connect(session.browser_address.replace(/^http/, 'ws'), { 'x-api-key': server.key });
  return {
    call: await inPage(commands(socket)),
    pid: server.pid,
    async close() {
      socket.close();
      await server.remove();
    },
  };
}

/** Over a direct WebSocket to a Chromium of its own. */
export async function openDirect(): Promise<Way> {
  const bare = await launchBare();
  return { call: await inPage(bare.command), pid: bare.pid, close: () => bare.close() };
}

/** Through a relay that does nothing but pass on. */
export async function openRelay(): Promise<Way> {
  const script = fileURLToPath(new URL('../packages/server/test/fixtures/plain-relay.ts', import.meta.url));
  const relay = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [port] = await once(relay.stdout, 'data');
  const socket = await connect(`ws://127.0.0.1:${String(port).trim()}`);
  const command = commands(socket);
  await command('Target.createTarget', { url: 'about:blank' });
  return {
    call: await inPage(command),
    pid: relay.pid ?? 0,
    async close() {
      socket.close();
      relay.kill('SIGTERM');
      await once(relay, 'exit');
    },
  };
}

async function inPage(command: Command): Promise<Call> {
  const { targetInfos } = await command('Target.getTargets');
  const page = Array.isArray(targetInfos) ? targetInfos.find(info => info.type === 'page') : undefined;
  const { sessionId } = await command('Target.attachToTarget', { targetId: page?.targetId, flatten: true });
  return (method, params) => command(method, params, String(sessionId));
}
