import { fileURLToPath } from 'node:url';
import { buildSdk, packSdk } from './sdk-package.ts';

/* `npm run build -w @berth/sdk` writes packages/sdk/dist; `npm run tarball -w @berth/sdk` what `npm publish` takes. */

const source = fileURLToPath(new URL('../packages/sdk/', import.meta.url));

if (process.argv.includes('--tarball')) console.log(await packSdk(source));
else await buildSdk(`${source}dist`);
