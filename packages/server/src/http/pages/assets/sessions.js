import { ApiError, call } from './api.js';
import { element, setText } from './elements.js';
import { repeat } from './repeat.js';
import { sessionTable } from './session-table.js';
import { signedIn, signInAgain } from './signed-in.js';

const refreshInterval = 3000;

const main = document.getElementById('main');
const count = element('p', { class: 'soft', role: 'status' });
const problem = element('p', { class: 'notice bad', role: 'alert', hidden: true });
const create = element('button', { type: 'button', click: createSession }, 'New session');
const list = element('div', {}, element('p', { class: 'notice' }, 'Loading…'));

await signedIn(main);
show();
await repeat(refreshInterval, refresh);

function show() {
  const title = element('div', { class: 'title' }, element('h1', {}, 'Sessions'), count, create);
  main.replaceChildren(title, problem, list);
}

async function refresh() {
  await guarded(async () => {
    const sessions = await call('GET', '/v1/browser_sessions');
    setText(count, sessions.length === 0 ? '' : `${sessions.length} live`);
    list.replaceChildren(sessions.length === 0 ? emptyState() : sessionTable(sessions));
  });
}

async function createSession() {
  create.disabled = true;
  setText(create, 'Starting…');
  await guarded(async () => {
    const session = await call('POST', '/v1/browser_sessions', {});
    location.assign(`/browser-session/${encodeURIComponent(session.browser_session_id)}`);
  });
  create.disabled = false;
  setText(create, 'New session');
}

/** A key that is refused is asked for again; other problems are shown until something works. */
async function guarded(action) {
  try {
    await action();
    problem.hidden = true;
  } catch (fault) {
    if (!(fault instanceof ApiError)) throw fault;
    if (fault.code === 'invalid_credentials') {
      await signInAgain(main);
      return show();
    }
    setText(problem, fault.status === 0 ? `${fault.message} Trying again…` : fault.message);
    problem.hidden = false;
  }
}

function emptyState() {
  const command = `curl -X POST ${location.origin}/v1/browser_sessions -H "x-api-key: $BERTH_API_KEY"`;
  return element(
    'section',
    { class: 'card empty' },
    element('h2', {}, 'No live sessions'),
    element('p', {}, 'A session appears here as soon as a script, an agent or the button above starts one:'),
    element('pre', { tabindex: '0' }, element('code', {}, command)),
  );
}
