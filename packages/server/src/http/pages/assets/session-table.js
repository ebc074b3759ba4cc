import { element } from './elements.js';
import { badge } from './status.js';
import { formatDuration, formatInstant } from './time.js';

const columns = ['Session', 'Status', 'Run', 'Age', 'Time left'];

export function sessionTable(sessions) {
  const focused = document.activeElement?.closest('[data-session]')?.dataset.session;
  const rows = sessions.map(rowOf);
  // The table is made anew at each refresh; who tabs through it must not be thrown out.
  const again = rows.find(row => row.dataset.session === focused)?.querySelector('a');
  if (again) queueMicrotask(() => again.focus({ preventScroll: true }));
  return element(
    'table',
    { class: 'sessions' },
    element('caption', { class: 'unseen' }, 'Live sessions, newest first'),
    element('thead', {}, element('tr', {}, ...columns.map(name => element('th', { scope: 'col' }, name)))),
    element('tbody', {}, ...rows),
  );
}

function rowOf(session) {
  const id = session.browser_session_id;
  const link = element('a', { href: `/browser-session/${encodeURIComponent(id)}` }, session.name ?? id);
  const under = session.name === null ? null : element('span', { class: 'soft mono' }, id);
  const tags = session.tags.map(tag => element('span', { class: 'tag' }, tag));
  const cells = [
    [link, under, ...tags],
    [badge(session.status)],
    [session.runnable_id === null ? '–' : element('span', { class: 'mono' }, session.runnable_id)],
    [since(session.started_at ?? session.created_at)],
    [session.expires_at === null ? '–' : until(session.expires_at)],
  ];
  return element(
    'tr',
    { 'data-session': id },
    ...cells.map((cell, index) => element('td', { 'data-label': columns[index] }, ...cell)),
  );
}

const since = instant =>
  element(
    'time',
    { datetime: instant, title: formatInstant(instant) },
    formatDuration(Date.now() - Date.parse(instant)),
  );

const until = instant =>
  element(
    'time',
    { datetime: instant, title: formatInstant(instant) },
    formatDuration(Date.parse(instant) - Date.now()),
  );
