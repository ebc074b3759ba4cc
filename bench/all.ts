/* Every figure that the README quotes, one after the other: `npm run bench`. */

for (const figure of ['create', 'round-trip', 'throughput', 'memory', 'seed']) await import(`./${figure}.ts`);
