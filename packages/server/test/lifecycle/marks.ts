import { type CdpClient, openCdp } from '../fixtures/cdp-client.ts';
import type { Mark } from './model.ts';

/* A mark is a session cookie: what a browser holds in memory only. */

const site = 'https://mark.example/';

/** The other side went before it answered. */
export class CutOff extends Error {}

/** The status of the answer when the door stays shut. */
export async function connect(address: string, key: string): Promise<CdpClient | number> {
  try {
    return await openCdp(address, key);
  } catch (fault) {
    const status = /Unexpected server response: (\d+)/.exec(String(fault))?.[1];
    if (status !== undefined) return Number(status);
    throw new CutOff(String(fault));
  }
}

export async function writeMark(client: CdpClient, mark: string): Promise<void> {
  await answered(client, 'Storage.setCookies', { cookies: [{ name: 'mark', value: mark, url: site }] });
}

export async function readMark(client: CdpClient): Promise<Mark> {
  return markIn((await answered(client, 'Storage.getCookies', {})).cookies);
}

export const markIn = (cookies: readonly { name: string; value: string }[]): Mark =>
  cookies.find(({ name }) => name === 'mark')?.value ?? null;

async function answered(
  client: CdpClient,
  method: string,
  params: object,
): Promise<{ readonly cookies: readonly { name: string; value: string }[] }> {
  const closed = client.closed.then(code => Promise.reject(new CutOff(`closed with ${code}`)));
  const { error, result } = await Promise.race([client.command(method, params), closed]);
  closed.catch(() => undefined); // it is closed now
  client.close();
  if (error !== undefined) throw new CutOff(error.message);
  return result;
}
