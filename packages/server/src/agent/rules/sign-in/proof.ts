import { type AskedAgain, askedAgain, statusWithout } from '../../page/asked-again.page.ts';
import { inPage } from '../../page/page-script.ts';
import type { Sight } from '../../page/sight.ts';
import { withoutQuery } from '../../page/tab.ts';
import type { Scene } from '../scene.ts';

const ONE_TIME = /[?&](code|state|token|ticket|nonce)=/i;

/**
 * Where no control ends the session: how the site itself treats whoever is signed in. What a page says or links to is no
 * proof, as it says as much to anybody; that it opens for this session alone is.
 */
export async function proofOfSession(
  scene: Scene,
  { before, now, identities }: { before: Sight; now: Sight; identities: number },
): Promise<string | null> {
  if (await needsIdentity(scene, identities)) return 'the site answers to an identity that it just gave';
  const signInPage = before.url.replace(/#.*$/s, '');
  const asked = await again(scene, signInPage, now);
  if (asked?.without.asksPassword && isOpen(asked) && !asked.withSession.asksPassword) {
    return 'the sign-in page no longer asks this session for a password';
  }
  const shown = await again(scene, now.url.replace(/#.*$/s, ''), now);
  if (!shown || !isOpen(shown) || shown.withSession.asksPassword) return null;
  const { withSession, without } = shown;
  const led = withoutQuery(without.url) === withoutQuery(signInPage);
  const kept = without.asksPassword || without.status === 401 || without.status === 403 || led;
  const stays = withoutQuery(withSession.url) === withoutQuery(now.url) && !samePage(signInPage, now.url);
  return kept && stays ? 'the page on show opens for this session only' : null;
}

/** A token that a site takes proves nothing where the site answers the same without one. */
async function needsIdentity({ tab }: Scene, known: number): Promise<boolean> {
  for (const url of tab.askedWithIdentity(known)) {
    const status = await inPage<number>(tab.page.mainFrame(), [statusWithout], { url }).catch(() => null);
    if (status !== null && (status === 0 || status === 401 || status === 403)) return true;
  }
  return false;
}

function isOpen({ withSession }: AskedAgain): boolean {
  return withSession.status < 400;
}

function samePage(left: string, right: string): boolean {
  return withoutQuery(left) === withoutQuery(right);
}

/** Only addresses of the page's own site, and none that is good for one visit. */
async function again({ tab }: Scene, url: string, now: Sight): Promise<AskedAgain | null> {
  if (!URL.canParse(url) || new URL(url).origin !== new URL(now.url).origin || ONE_TIME.test(url))
    return null;
  // A page that goes away meanwhile is looked at again.
  return inPage<AskedAgain | null>(tab.page.mainFrame(), [askedAgain], { url }).catch(() => null);
}
