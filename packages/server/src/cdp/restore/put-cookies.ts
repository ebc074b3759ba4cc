import type { BrowserCookie } from '../../domain/browser-state.ts';
import type { CdpClient } from '../client.ts';

/** Makes these the only cookies of the browser. Resolves to how many it took. */
export async function putCookies(client: CdpClient, cookies: readonly BrowserCookie[]): Promise<number> {
  // Not waited for by itself: a browser that opens its tabs again takes its time for every answer.
  const cleared = client.command('Storage.clearCookies', {});
  const now = Date.now() / 1000;
  const current = cookies.filter(({ expires }) => typeof expires !== 'number' || expires > now);
  try {
    await Promise.all([cleared, client.command('Storage.setCookies', { cookies: current })]);
    return current.length;
  } catch {
    // One that this browser does not take must not cost all others.
    const one = (cookie: BrowserCookie) => client.command('Storage.setCookies', { cookies: [cookie] });
    const taken = await Promise.allSettled(current.map(one));
    return taken.filter(({ status }) => status === 'fulfilled').length;
  }
}
