// The picture in ARCHITECTURE.md as rules. Each name is the sentence that is broken when it fires.
const adapters = ['http', 'gateway', 'browser', 'cdp', 'egress', 'agent', 'store'];
const useCases = ['sessions', 'profiles', 'runs', 'keys', 'files', 'seal'];
const server = 'packages/server/src/';

module.exports = {
  forbidden: [
    {
      name: 'nothing-imports-in-a-circle',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      from: { path: `^${server}domain/` },
      to: { pathNot: [`^${server}domain/`, '^packages/contract/'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'use-cases-know-domain-and-ports-never-an-adapter',
      severity: 'error',
      from: { path: `^${server}(${useCases.join('|')})/` },
      to: { path: `^${server}(${adapters.join('|')})/` },
    },
    ...adapters.map(room => ({
      name: `${room}-does-not-know-another-adapter`,
      severity: 'error',
      from: { path: `^${server}${room}/` },
      to: { path: `^${server}(${adapters.filter(other => other !== room).join('|')})/` },
    })),
    {
      name: 'only-main-and-compose-tie-the-knot',
      severity: 'error',
      from: { path: `^${server}`, pathNot: `^${server}(compose/|(main|stop|key)\\.ts$)` },
      to: { path: `^${server}(compose/|main\\.ts$)` },
    },
    {
      name: 'the-checker-of-a-storm-knows-nothing-of-the-server',
      severity: 'error',
      from: { path: '^packages/server/test/storm/checker/' },
      to: {
        pathNot: [
          '^packages/server/test/storm/checker/',
          '^packages/server/test/storm/history\\.ts$',
          'node_modules/vitest/',
        ],
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'the-contract-knows-zod-alone',
      severity: 'error',
      from: { path: '^packages/contract/src/' },
      to: { pathNot: ['^packages/contract/src/', 'node_modules/zod/'] },
    },
    {
      name: 'the-published-sdk-stands-alone',
      severity: 'error',
      from: { path: '^packages/sdk/src/' },
      to: { pathNot: ['^packages/sdk/src/', 'node_modules/playwright-core/'] },
    },
    {
      name: 'the-sdk-runs-outside-node',
      severity: 'error',
      from: { path: '^packages/sdk/src/' },
      to: { dependencyTypes: ['core'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'types'] },
  },
};
