import type { Ground } from './ground.ts';
import type { Pages } from './pages.ts';
import { signIn } from './places.ts';

/*
 * What a storm over browsers puts into them: a login of the demo app, tabs, and in each storage the number of a beat.
 * All of it comes back with the next browser, save the changes of the last five seconds.
 */

interface Visit {
  readonly ground: Ground;
  readonly session: string;
  readonly pages: Pages;
}

const beaten = ['cookie', 'session_cookie', 'local', 'session'] as const;
const tabs = ['/invoices?tab=1', '/customers?tab=2', '/settings?tab=3'];

/** Signs in and opens the tabs. */
export async function moveIn(visit: Visit): Promise<void> {
  const { ground, session, pages } = visit;
  const { history, demoOrigin } = ground;
  const first = (await pages.list())[0]?.targetId ?? '';
  await signIn(visit, first);
  const urls = tabs.map(path => `${demoOrigin}${path}`);
  for (const [place, url] of urls.entries()) {
    const targetId = place === 0 ? first : await pages.open('about:blank');
    await pages.navigate(targetId, url);
    await pages.whenLoaded(targetId);
  }
  history.add({ type: 'put', session, place: 'tabs', value: urls.toSorted().join(' ') });
}

/** Puts the same number into cookies and storages. */
export async function beat({ ground, session, pages }: Visit, number: number): Promise<void> {
  const { history } = ground;
  const targetId = await firstTab({ ground, pages });
  if (targetId === null) return;
  const value = String(number);
  for (const place of beaten) history.add({ type: 'putting', session, place, value });
  await pages.evaluate(
    targetId,
    `document.cookie = 'mark=${value}; max-age=86400';
     document.cookie = 'beat=${value}';
     localStorage.setItem('mark', '${value}');
     sessionStorage.setItem('mark', '${value}')`,
  );
  for (const place of beaten) history.add({ type: 'put', session, place, value });
}

/** Looks at all of it, in the tabs as they came back. */
export async function lookAround({ ground, session, pages }: Visit): Promise<void> {
  const { history } = ground;
  const urls = (await pages.list()).map(({ url }) => url).toSorted();
  history.add({ type: 'seen', session, place: 'tabs', value: urls.join(' ') });
  const targetId = await firstTab({ ground, pages });
  if (targetId === null) return;
  await pages.whenLoaded(targetId);
  const seen = await pages.evaluate(targetId, values);
  for (const [place, value] of Object.entries<string | null>(seen)) {
    history.add({ type: 'seen', session, place, value });
  }
}

async function firstTab({ ground, pages }: { ground: Ground; pages: Pages }): Promise<string | null> {
  const url = `${ground.demoOrigin}${tabs[0]}`;
  return (await pages.list()).find(page => page.url === url)?.targetId ?? null;
}

const values = `({
  cookie: /(?:^|; )mark=([^;]*)/.exec(document.cookie)?.[1] ?? null,
  session_cookie: /(?:^|; )beat=([^;]*)/.exec(document.cookie)?.[1] ?? null,
  local: localStorage.getItem('mark'),
  session: sessionStorage.getItem('mark'),
  login: document.body.innerText.includes('Sign out') ? 'signed in' : null,
})`;
