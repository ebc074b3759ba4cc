import { account } from '../account.ts';
import { html } from '../web/html.ts';
import { ownPath } from '../web/own-path.ts';
import { page, type Reply, redirect } from '../web/reply.ts';
import type { SignedInVisit, Visit } from '../web/route.ts';
import type { Sessions } from '../web/sessions.ts';
import { visitorLayout } from './layout.ts';

export function showLogin(visit: Visit): Reply {
  const next = ownPath(visit.url.searchParams.get('next'));
  if (visit.session !== undefined) return redirect(next);
  return loginPage({ next, email: '', isWrong: false });
}

export function signIn(visit: Visit, sessions: Sessions): Reply {
  const next = ownPath(visit.form.get('next'));
  const email = visit.form.get('email')?.trim() ?? '';
  const isRight = email.toLowerCase() === account.email && visit.form.get('password') === account.password;
  if (!isRight) return loginPage({ next, email, isWrong: true });
  return redirect(next, { 'set-cookie': sessions.begin() });
}

export function signOut(visit: SignedInVisit, sessions: Sessions): Reply {
  return redirect('/login', { 'set-cookie': sessions.end(visit.session) });
}

function loginPage(form: { next: string; email: string; isWrong: boolean }): Reply {
  const alert = html`<p class="alert" role="alert">Wrong email or password.</p>`;
  const body = html`<h1>Sign in</h1>
${form.isWrong && alert}
<form method="post" action="/login">
  <input type="hidden" name="next" value="${form.next}">
  <div class="field">
    <label for="email">Email</label>
    <input id="email" name="email" type="email" autocomplete="username" required value="${form.email}">
  </div>
  <div class="field">
    <label for="password">Password</label>
    <input id="password" name="password" type="password" autocomplete="current-password" required>
  </div>
  <button class="wide">Sign in</button>
</form>
<p class="hint">This is a demo. Username: <code>${account.email}</code> — password: <code>${account.password}</code></p>`;
  return page(visitorLayout({ title: 'Sign in', body }), form.isWrong ? 401 : 200);
}
