import { ApiError, call, sessionPath } from './api.js';
import { closeButton } from './close-button.js';
import { connectPanel } from './connect.js';
import { element, setText } from './elements.js';
import { factSheet } from './facts.js';
import { LiveConnection } from './live.js';
import { repeat } from './repeat.js';
import { signedIn, signInAgain } from './signed-in.js';
import { createStage } from './stage.js';
import { isLive, reasonText, statusName } from './status.js';

const refreshInterval = 3000;

const id = decodeURIComponent(location.pathname.split('/')[2] ?? '');
const main = document.getElementById('main');
const heading = element('h1', {}, 'Session');
const problem = element('p', { class: 'notice bad', role: 'alert', hidden: true });
const facts = factSheet();
const connect = connectPanel();
const stage = createStage(tabId => live.show(tabId));
const close = closeButton(id, () => void refresh());
const live = new LiveConnection(id, { ...stage, refused: onRefused });
let session = null;
let refreshing = null;
let isViewRefused = false;

await signedIn(main);
show();
if ((await refresh()) !== false) {
  const ticking = setInterval(() => session && facts.update(session), 1000);
  openView();
  await repeat(refreshInterval, refresh);
  clearInterval(ticking);
}

function show() {
  const aside = element('aside', { 'aria-label': 'About the session' }, facts.node, close.node, connect.node);
  const title = element('div', { class: 'title' }, heading);
  main.replaceChildren(title, problem, element('div', { class: 'session' }, stage.node, aside));
}

/** `false`: nothing will change any more. One at a time, so that the key is asked for once. */
function refresh() {
  refreshing ??= readSession().finally(() => {
    refreshing = null;
  });
  return refreshing;
}

async function readSession() {
  try {
    update(await call('GET', sessionPath(id)));
    problem.hidden = true;
    if (isLive(session) && isViewRefused) openView();
    return isLive(session);
  } catch (fault) {
    if (!(fault instanceof ApiError)) throw fault;
    return onFault(fault);
  }
}

function update(answer) {
  session = answer;
  const name = session.name ?? 'Session';
  setText(heading, name);
  document.title = `${session.name ?? id} · Berth`;
  facts.update(session);
  connect.update(session);
  if (isLive(session)) return;
  live.close();
  close.hide();
  stage.state('ended');
  stage.cover(`${statusName(session.status)}: the session has ended`, endText(session));
}

function endText({ end_reason: reason }) {
  return `${reasonText(reason)} Its browser is gone.`.trim();
}

async function onFault(fault) {
  if (fault.code === 'invalid_credentials') {
    await signInAgain(main);
    show();
    isViewRefused = true;
    return true;
  }
  if (fault.status === 404) return showUnknown();
  setText(problem, fault.status === 0 ? `${fault.message} Trying again…` : fault.message);
  problem.hidden = false;
}

/** The next refresh tells what became of the session, or that the key is no longer good. */
function onRefused() {
  stage.state('lost');
  isViewRefused = true;
}

function openView() {
  isViewRefused = false;
  void live.open();
}

function showUnknown() {
  live.close();
  main.replaceChildren(
    element(
      'section',
      { class: 'card empty' },
      element('h1', {}, 'No such session for this key'),
      element('p', {}, 'It belongs to another key, or it never existed: ', element('code', {}, id)),
      element('p', {}, element('a', { class: 'button', href: '/sessions' }, 'All sessions')),
    ),
  );
  return false;
}
