import { readFile } from 'node:fs/promises';

/* What the examples need to know about the server of `npm start`. */

// Somebody who tries an example wants to read what went wrong, not where in the code.
process.on('uncaughtException', fault => {
  console.error(fault.message);
  process.exit(1);
});

/** The key in the environment, else the one that the server wrote at its first start. */
export const apiKey = process.env.BERTH_API_KEY || (await readKeyFile());

/** The demo app: something to sign in to. */
export const demo = process.env.BERTH_DEMO_URL || 'http://127.0.0.1:8001';

async function readKeyFile(): Promise<string> {
  const file = `${process.env.BERTH_DATA_DIR || 'data'}/api-key`;
  try {
    return (await readFile(file, 'utf8')).trim();
  } catch (cause) {
    throw new Error(`There is no ${file}: start the server with \`npm start\`, or set BERTH_API_KEY.`, {
      cause,
    });
  }
}
