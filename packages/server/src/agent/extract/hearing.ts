import { sourceOf } from '../page/page-script.ts';
import type { Tab } from '../page/tab.ts';
import { HEARING } from './in-page/kits.ts';
import type { Hearing } from './in-page/listening.page.ts';
import type { Locus } from './reader.ts';

/** Who hears a click on the words beside a list that lead on. Only the debugging protocol can tell. */
export async function hearing(tab: Tab, { frame, signature }: Locus): Promise<Hearing> {
  // Listeners can be asked for in the main document only: elsewhere a click has to show what it does.
  if (frame !== tab.page.mainFrame()) return 'own';
  const session = await tab.page.context().newCDPSession(tab.page);
  try {
    const { result } = await session.send('Runtime.evaluate', {
      expression: sourceOf(HEARING, { signature }),
      includeCommandLineAPI: true,
      returnByValue: true,
    });
    return result.value === 'own' || result.value === 'none' ? result.value : 'around';
  } finally {
    // The page may be gone, and the session with it.
    await session.detach().catch(() => undefined);
  }
}
