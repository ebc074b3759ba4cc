// From a request to a reply: finds the route, guards it, and turns what went wrong into a page.
import type { IncomingMessage } from 'node:http';
import { showProblem } from '../pages/problem.ts';
import { isOwnOrigin, readForm, urlOf } from './incoming.ts';
import { Refusal } from './refusal.ts';
import { type Reply, redirect } from './reply.ts';
import type { Route } from './route.ts';
import type { Session, Sessions } from './sessions.ts';

type Site = { readonly routes: readonly Route[]; readonly sessions: Sessions };

export async function answer(request: IncomingMessage, site: Site): Promise<Reply> {
  const session = site.sessions.find(request.headers.cookie);
  try {
    return await visit(request, { routes: site.routes, session });
  } catch (error) {
    if (error instanceof Refusal) return showProblem(error, session);
    console.error(error);
    return showProblem(new Refusal('failed'), session);
  }
}

async function visit(
  request: IncomingMessage,
  site: { routes: readonly Route[]; session: Session | undefined },
): Promise<Reply> {
  const { session } = site;
  const url = urlOf(request);
  const route = findRoute(site.routes, { method: request.method, path: url.pathname });
  if (route.method === 'POST' && !isOwnOrigin(request)) throw new Refusal('foreign-origin');
  const form = route.method === 'POST' ? await readForm(request) : new URLSearchParams();
  const params = route.path.exec(url.pathname)?.groups ?? {};

  if (route.access === 'public') return route.reply({ url, params, form, session });
  if (session === undefined) return redirect(loginPath(route, url));
  return route.reply({ url, params, form, session });
}

function findRoute(routes: readonly Route[], wanted: { method: string | undefined; path: string }): Route {
  const atPath = routes.filter(route => route.path.test(wanted.path));
  if (atPath.length === 0) throw new Refusal('not-found');
  const method = wanted.method === 'HEAD' ? 'GET' : wanted.method;
  const route = atPath.find(candidate => candidate.method === method);
  if (route === undefined) {
    const allowed = atPath.flatMap(({ method }) => (method === 'GET' ? ['GET', 'HEAD'] : [method]));
    throw new Refusal('wrong-method', { allow: allowed.join(', ') });
  }
  return route;
}

/** A form that was posted is lost at the sign-in, so only pages are worth coming back to. */
function loginPath(route: Route, url: URL): string {
  const next = url.pathname + url.search;
  if (route.method === 'POST' || next === '/') return '/login';
  return `/login?${new URLSearchParams({ next })}`;
}
