import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

const keyBytes = 32;

/** Reads the key of an earlier run, or makes one. */
export async function readSigningKey(path: string): Promise<Buffer> {
  const made = randomBytes(keyBytes);
  try {
    await writeFile(path, made.toString('hex'), { flag: 'wx', mode: 0o600 });
    return made;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
  const key = Buffer.from((await readFile(path, 'utf8')).trim(), 'hex');
  if (key.byteLength !== keyBytes) {
    throw new Error(`${path} holds no signing key of the demo. Delete it to have a new one made.`);
  }
  return key;
}
