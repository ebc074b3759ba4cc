import { ApiError, call } from './api.js';
import { element, setText } from './elements.js';
import { forgetKey, storeKey } from './key.js';

/** Puts a form for the API key into `place` and resolves, with the form gone, once the server accepts a key. */
export function askForKey(place, reason) {
  return new Promise(resolve => {
    const problem = element('p', { class: 'problem', role: 'alert', id: 'key-problem' }, reason);
    const input = element('input', {
      id: 'key',
      type: 'password',
      autocomplete: 'off',
      spellcheck: 'false',
      required: true,
      'aria-describedby': 'key-problem key-hint',
    });
    const button = element('button', { type: 'submit' }, 'Continue');
    const form = element('form', { class: 'card key-form' }, ...fields({ input, problem, button }));
    form.addEventListener('submit', async event => {
      event.preventDefault();
      button.disabled = true;
      const refusal = await refusalOf(input.value.trim());
      button.disabled = false;
      setText(problem, refusal ?? '');
      if (refusal !== null) return input.select();
      form.remove();
      resolve();
    });
    place.replaceChildren(form);
    input.focus();
  });
}

function fields({ input, problem, button }) {
  return [
    element('h1', {}, 'Sign in'),
    problem,
    element('label', { for: 'key' }, 'API key'),
    input,
    element(
      'p',
      { class: 'hint', id: 'key-hint' },
      'On the server it is in the file ',
      element('code', {}, 'api-key'),
      ' of the data directory. It stays in this browser tab and is forgotten when you close it.',
    ),
    button,
  ];
}

/** `null`: the key is good, and stored. */
async function refusalOf(key) {
  if (!/^[\x21-\x7e]+$/.test(key)) return 'A key has no spaces and no accents. Check it and try again.';
  storeKey(key);
  try {
    await call('GET', '/v1/browser_sessions');
    return null;
  } catch (fault) {
    forgetKey();
    if (!(fault instanceof ApiError)) throw fault;
    return fault.status === 403
      ? 'The server does not know this key. Check it and try again.'
      : fault.message;
  }
}
