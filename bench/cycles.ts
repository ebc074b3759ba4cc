import { cycle } from '../packages/server/test/fixtures/cycle.ts';
import { startInspected } from '../packages/server/test/fixtures/inspected-server.ts';

/* 200 sessions created, used and closed: what the server holds after 100 and after 200 of them. */

const cycles = 200;
const { server, holdings } = await startInspected();
for (let done = 1; done <= cycles; done++) {
  await cycle(server);
  if (done === 5 || done === cycles / 2 || done === cycles) {
    const { heapMiB, descriptors, resources, homes } = await holdings();
    console.log(
      `after ${done} cycles: heap ${heapMiB.toFixed(1)} MiB, ${descriptors} descriptors, ${homes} homes, ${JSON.stringify(resources)}`,
    );
  }
}
await server.remove();
