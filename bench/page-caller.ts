import { commands, connect, launchBare } from '../packages/server/test/fixtures/bare-browser.ts';
import { TestServer } from '../packages/server/test/fixtures/server.ts';

type Command = (method: string, params?: object, sessionId?: string) => Promise<Record<string, unknown>>;
/** One command in a page, and its answer. */
export type Call = (method: string, params?: object) => Promise<Record<string, unknown>>;

export interface TwoWays {
  readonly server: TestServer;
  /** Through the gateway of a server of its own. */
  readonly throughGateway: Call;
  /** Over a direct WebSocket to a Chromium of its own. */
  readonly direct: Call;
  close(): Promise<void>;
}

/** A page behind the gateway and one behind a debugging port, to be asked the same things in turn. */
export async function openTwoWays(): Promise<TwoWays> {
  const server = await TestServer.start();
  const session = await server.createSession();
  const socket = await connect(session.browser_address.replace(/^http/, 'ws'), { 'x-api-key': server.key });
  const bare = await launchBare();
  return {
    server,
    throughGateway: await inPage(commands(socket)),
    direct: await inPage(bare.command),
    async close() {
      socket.close();
      await bare.close();
      await server.remove();
    },
  };
}

async function inPage(command: Command): Promise<Call> {
  const { targetInfos } = await command('Target.getTargets');
  const page = Array.isArray(targetInfos) ? targetInfos.find(info => info.type === 'page') : undefined;
  const { sessionId } = await command('Target.attachToTarget', { targetId: page?.targetId, flatten: true });
  return (method, params) => command(method, params, String(sessionId));
}
