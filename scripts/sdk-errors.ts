import { readFile, writeFile } from 'node:fs/promises';
import { errors } from '@berth/contract';

/* Writes the SDK's table of error codes from the contract; with --check it only says whether the file is fresh. */

const path = 'packages/sdk/src/error-codes.gen.ts';
const file = new URL(`../${path}`, import.meta.url);

const quoted = (text: string): string => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;

const lineWidth = 110;

/** One line, or two where the formatter would break it. */
function entry(code: string, text: string): string {
  const line = `  ${code}: ${quoted(text)},`;
  return line.length <= lineWidth ? line : `  ${code}:\n    ${quoted(text)},`;
}

const entries = Object.entries(errors).map(
  ([code, { status, meaning }]) => `  /** ${status}. ${meaning} */\n${entry(code, meaning)}\n`,
);
const fresh = `// Written by scripts/sdk-errors.ts from the contract; run \`npm run generate\` instead of editing.

/**
 * What each error code of the server means. The codes are stable: branch on them, never on an error's text.
 *
 * @example
 * \`\`\`ts
 * errorCodes.session_occupied; // 'Another run holds the session.'
 * \`\`\`
 */
export const errorCodes = {
${entries.join('')}} as const;
`;

if (!process.argv.includes('--check')) await writeFile(file, fresh);
else if ((await readFile(file, 'utf8').catch(() => '')) !== fresh) {
  console.error(`${path} is stale: run \`npm run generate\` and commit it.`);
  process.exitCode = 1;
}
