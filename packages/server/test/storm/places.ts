import type { Ground } from './ground.ts';
import type { Pages } from './pages.ts';

/*
 * The places of a session's browser that a storm puts things into and looks at again, each written down. A tab's place
 * is a `script`: it says where the tab is and what its page's script remembers.
 */

export const tabPlace = (targetId: string): string => `script:${targetId}`;
const browserPlaces = ['cookie', 'local'] as const;

interface Visit {
  readonly ground: Ground;
  readonly session: string;
  readonly pages: Pages;
}

/** Navigates the tab and leaves a mark in the memory of its page. */
export async function markTab(
  { ground: { history, demoOrigin }, session, pages }: Visit,
  { targetId, mark }: { targetId: string; mark: string },
): Promise<void> {
  const place = tabPlace(targetId);
  history.add({ type: 'disturbed', session, place });
  const url = `${demoOrigin}/login?mark=${mark}`;
  await pages.navigate(targetId, url);
  const value = await pages.evaluate(targetId, `window.mark = '${mark}'; ${tabValue}`);
  history.add({ type: 'put', session, place, value });
}

/** Puts the same into a cookie and into localStorage of the demo app. */
export async function markStorage(
  { ground: { history }, session, pages }: Visit,
  { targetId, mark }: { targetId: string; mark: string },
): Promise<void> {
  for (const place of browserPlaces) history.add({ type: 'putting', session, place, value: mark });
  await pages.evaluate(
    targetId,
    `document.cookie = 'mark=${mark}; max-age=86400'; localStorage.setItem('mark', '${mark}')`,
  );
  for (const place of browserPlaces) history.add({ type: 'put', session, place, value: mark });
}

/** Signs in on the demo app with its form, in the given tab. */
export async function signIn(
  { ground: { history, demoOrigin }, session, pages }: Visit,
  targetId: string,
): Promise<void> {
  history.add({ type: 'disturbed', session, place: tabPlace(targetId) });
  history.add({ type: 'putting', session, place: 'login', value: 'signed in' });
  await pages.navigate(targetId, `${demoOrigin}/login`);
  await pages.whenLoaded(targetId);
  // Who is signed in already is led on to the first page.
  await pages.evaluate(targetId, submitLogin);
  for (;;) {
    await pages.whenLoaded(targetId);
    if (await pages.evaluate(targetId, isSignedIn)) break;
  }
  history.add({ type: 'put', session, place: 'login', value: 'signed in' });
}

/** Looks at the given tabs, and through one at the demo app, for what is there now. */
export async function lookAt(
  { ground: { history, demoOrigin }, session, pages }: Visit,
  targetIds: readonly string[],
): Promise<void> {
  const open = new Set((await pages.list()).map(({ targetId }) => targetId));
  for (const targetId of targetIds) {
    const value = open.has(targetId) ? await pages.evaluate(targetId, tabValue) : null;
    history.add({ type: 'seen', session, place: tabPlace(targetId), value });
  }
  const own = await pages.open('about:blank');
  await pages.navigate(own, `${demoOrigin}/invoices`);
  await pages.whenLoaded(own);
  const seen = await pages.evaluate(own, storedValues);
  for (const [place, value] of Object.entries<string | null>(seen)) {
    history.add({ type: 'seen', session, place, value });
  }
  await pages.command('Target.closeTarget', { targetId: own });
}

const tabValue = `location.href + ' ' + window.mark`;

const isSignedIn = `document.body.innerText.includes('Sign out')`;

const submitLogin = `(() => {
  const form = document.querySelector('form[action="/login"]');
  if (form === null) return;
  form.email.value = 'demo@example.com';
  form.password.value = 'harbor-demo';
  form.submit();
})()`;

const storedValues = `({
  cookie: /(?:^|; )mark=([^;]*)/.exec(document.cookie)?.[1] ?? null,
  local: localStorage.getItem('mark'),
  login: ${isSignedIn} ? 'signed in' : null,
})`;
