import { readFile, writeFile } from 'node:fs/promises';
import { openApiDocument } from '@berth/contract';

/* Writes packages/contract/openapi.json from the contract; with --check it only says whether the file is fresh. */

const file = new URL('../packages/contract/openapi.json', import.meta.url);
const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
const fresh = `${JSON.stringify(openApiDocument(version), null, 2)}\n`;

if (!process.argv.includes('--check')) await writeFile(file, fresh);
else if ((await readFile(file, 'utf8').catch(() => '')) !== fresh) {
  console.error('packages/contract/openapi.json is stale: run `npm run generate` and commit it.');
  process.exitCode = 1;
}
