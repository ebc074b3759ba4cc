import { ApiError, call, sessionPath } from './api.js';
import { element, setText } from './elements.js';

/** Closes the session after a second thought. `onClosed` is called when nothing of its browser is left. */
export function closeButton(sessionId, onClosed) {
  const problem = element('p', { class: 'problem', role: 'alert' });
  const confirm = element('button', { type: 'button', class: 'danger' }, 'Close session');
  const dialog = element(
    'dialog',
    { class: 'card', 'aria-labelledby': 'close-title' },
    element('h2', { id: 'close-title' }, 'Close this session?'),
    element(
      'p',
      { class: 'warning' },
      'Its browser ends, with all tabs and logins in it. This cannot be undone.',
    ),
    problem,
    element(
      'div',
      { class: 'actions' },
      element(
        'button',
        { type: 'button', class: 'quiet', autofocus: true, click: () => dialog.close() },
        'Keep it',
      ),
      confirm,
    ),
  );
  confirm.addEventListener('click', async () => {
    confirm.disabled = true;
    setText(problem, '');
    try {
      await call('POST', `${sessionPath(sessionId)}/close`);
      dialog.close();
      onClosed();
    } catch (fault) {
      if (!(fault instanceof ApiError)) throw fault;
      setText(problem, fault.message);
    }
    confirm.disabled = false;
  });
  const button = element(
    'button',
    { type: 'button', class: 'danger quiet', click: () => dialog.showModal() },
    'Close session',
  );
  return {
    node: element('div', {}, button, dialog),
    hide: () => {
      button.hidden = true;
      dialog.close();
    },
  };
}
