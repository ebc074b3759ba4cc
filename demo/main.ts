import { startDemo } from './app.ts';

const port = Number(process.env.BERTH_DEMO_PORT ?? '8001');
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  throw new Error(
    `BERTH_DEMO_PORT is "${process.env.BERTH_DEMO_PORT}"; it must be a port from 0 to 65535 (0 takes a free one).`,
  );
}

const demo = await startDemo({ port });
console.log(`demo ${demo.origin}`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void demo.close());
}
