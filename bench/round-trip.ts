import { commands, connect, launchBare } from '../packages/server/test/fixtures/bare-browser.ts';
import { TestServer } from '../packages/server/test/fixtures/server.ts';
import { elapsed, printComparison } from './measure.ts';

/* One command and its answer in a page: through the gateway, against a direct WebSocket to a Chromium of its own. */

const rounds = 20;
const callsPerRound = 200;
type Command = (method: string, params?: object, sessionId?: string) => Promise<Record<string, unknown>>;

const server = await TestServer.start();
const session = await server.createSession();
const socket = await connect(session.browser_address.replace(/^http/, 'ws'), { 'x-api-key': server.key });
const throughGateway = await pageCaller(commands(socket));
const bare = await launchBare();
const direct = await pageCaller(bare.command);
const ours: number[] = [];
const baseline: number[] = [];
for (let round = -2; round < rounds; round++) {
  const [gateway, port] = [await timed(throughGateway), await timed(direct)];
  if (round < 0) continue;
  ours.push(gateway);
  baseline.push(port);
}
socket.close();
await bare.close();
await server.remove();
printComparison({ name: 'CDP round trip ÷ direct WebSocket', unit: 'ms', ours, baseline, limit: 1.3 });

async function pageCaller(command: Command): Promise<() => Promise<unknown>> {
  const { targetInfos } = await command('Target.getTargets');
  const page = Array.isArray(targetInfos) ? targetInfos.find(info => info.type === 'page') : undefined;
  const { sessionId } = await command('Target.attachToTarget', { targetId: page?.targetId, flatten: true });
  return () => command('Runtime.evaluate', { expression: '1 + 1' }, String(sessionId));
}

async function timed(call: () => Promise<unknown>): Promise<number> {
  const all = await elapsed(async () => {
    for (let made = 0; made < callsPerRound; made++) await call();
  });
  return all / callsPerRound;
}
