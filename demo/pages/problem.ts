import { html } from '../web/html.ts';
import type { Refusal } from '../web/refusal.ts';
import { page, type Reply } from '../web/reply.ts';
import type { Session } from '../web/sessions.ts';
import { appLayout, visitorLayout } from './layout.ts';

export function showProblem(refusal: Refusal, session: Session | undefined): Reply {
  const { title, status } = refusal;
  const body = html`<h1>${title}</h1>
<p>${refusal.message}</p>
<p><a href="/">Back to the dashboard</a></p>`;
  const layout = session === undefined ? visitorLayout : appLayout;
  const reply = page(layout({ title, body }), status);
  return { ...reply, headers: { ...reply.headers, ...refusal.headers } };
}
