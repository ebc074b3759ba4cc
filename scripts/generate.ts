/* Writes every generated file that is committed; `npm run check` says when one is stale. */

await import('./openapi.ts');
await import('./sdk-errors.ts');
await import('./sdk-types.ts');
