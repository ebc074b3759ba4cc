/* Every figure that the README quotes, one after the other: `npm run bench`. */

const figures = ['create', 'round-trip', 'throughput', 'memory', 'forty', 'refusals', 'survival', 'seed'];
for (const figure of figures) await import(`./${figure}.ts`);
