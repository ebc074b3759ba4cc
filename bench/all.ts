/* Every figure that the README quotes, one after the other: `npm run bench`. */

for (const figure of ['create', 'round-trip', 'memory', 'seed']) await import(`./${figure}.ts`);
