import { element, setText } from './elements.js';
import { badge, isLive, statusName } from './status.js';
import { formatDuration, formatInstant } from './time.js';

/** What is known of a session beside its picture. */
export function factSheet() {
  const values = {};
  const fact = (key, name) => {
    values[key] = element('dd', {}, '–');
    return element('div', {}, element('dt', {}, name), values[key]);
  };
  const node = element(
    'dl',
    { class: 'facts' },
    fact('status', 'Status'),
    fact('left', 'Time left'),
    fact('started', 'Started'),
    fact('expires', 'Expires'),
    fact('generation', 'Browser'),
    fact('run', 'Run'),
    fact('tags', 'Tags'),
    fact('id', 'Session id'),
  );
  values.id.classList.add('mono');
  values.run.classList.add('mono');

  function update(session) {
    const live = isLive(session);
    if (values.status.textContent !== statusName(session.status)) {
      values.status.replaceChildren(badge(session.status));
    }
    setText(values.left, live && session.expires_at !== null ? timeLeft(session.expires_at) : '–');
    setText(values.started, formatInstant(session.started_at));
    setText(values.expires, formatInstant(session.expires_at));
    setText(values.generation, generationText(session));
    setText(values.run, session.runnable_id ?? 'None');
    setText(values.id, session.browser_session_id);
    values.tags.parentElement.hidden = session.tags.length === 0;
    setText(values.tags, session.tags.join(', '));
  }

  return { node, update };
}

/** How often another browser had to take the place of one that died. */
function generationText({ generation }) {
  if (generation === 1) return 'The first';
  return generation === 2 ? 'Restored once' : `Restored ${generation - 1} times`;
}

const timeLeft = instant => formatDuration(Date.parse(instant) - Date.now());
