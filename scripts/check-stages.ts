import type { Stage } from './stages.ts';

/* All that can be judged without running the product; `npm run check`, and the first half of `npm test`. */

export const checkStages: readonly Stage[] = [
  { name: 'format and lint', command: ['biome', 'check', '--error-on-warnings'] },
  { name: 'types', command: ['tsc'] },
  {
    name: 'who may import whom',
    command: ['depcruise', 'packages', '--config', '.dependency-cruiser.cjs', '--output-type', 'err-long'],
  },
  { name: 'dead code and unused dependencies', command: ['knip'] },
  { name: 'openapi.json is fresh', command: ['node', 'scripts/openapi.ts', '--check'] },
  { name: 'error codes of the SDK are fresh', command: ['node', 'scripts/sdk-errors.ts', '--check'] },
  { name: 'types of the SDK are fresh', command: ['node', 'scripts/sdk-types.ts', '--check'] },
];
