import { expect, test } from 'vitest';
import { readConfig } from '../src/config.ts';

test.each([
  [{ BERTH_PORT: '70000' }, 'BERTH_PORT: must be a whole number from 0 to 65535'],
  [{ BERTH_PORT: 'eighty' }, 'BERTH_PORT: must be a whole number from 0 to 65535'],
  [{ BERTH_PORT: '-1' }, 'BERTH_PORT: must be a whole number from 0 to 65535'],
  [{ BERTH_DEMO_PORT: '8001.5' }, 'BERTH_DEMO_PORT: must be a whole number from 0 to 65535'],
  [{ BERTH_MAX_TIMEOUT: '4' }, 'BERTH_MAX_TIMEOUT: must be a whole number from 5 to 525600'],
  [{ BERTH_KEEP_ENDED_DAYS: '1' }, 'BERTH_KEEP_ENDED_DAYS: must be a whole number from 7 to 3650'],
])('%j is refused with what may stand there', (environment, message) => {
  expect(() => readConfig(environment)).toThrow(message);
});

test('numbers at both ends of their range are taken, and an empty text is none', () => {
  expect(readConfig({ BERTH_PORT: '0', BERTH_DEMO_PORT: '65535' })).toMatchObject({
    port: 0,
    demoPort: 65_535,
  });
  expect(readConfig({ BERTH_PORT: '' }).port).toBe(8000);
});
