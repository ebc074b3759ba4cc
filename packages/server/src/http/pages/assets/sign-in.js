import { ApiError, call } from './api.js';
import { element } from './elements.js';
import { forgetKey, storeKey } from './key.js';
import { askForKey } from './key-form.js';

/* The ticket is in the fragment of the link, which browsers do not send: it never gets into a log. */
const main = document.getElementById('main');
const ticket = new URLSearchParams(location.hash.slice(1)).get('ticket');
history.replaceState(null, '', location.pathname);

try {
  forgetKey();
  if (ticket === null) await askForKey(main, '');
  else await redeem();
} catch (fault) {
  if (!(fault instanceof ApiError)) throw fault;
  await askForKey(main, refusal(fault));
}
location.replace('/sessions');

async function redeem() {
  main.append(element('p', { class: 'notice', role: 'status' }, 'Signing in…'));
  const { api_key: key } = await call('POST', '/v1/sign_in', { ticket });
  storeKey(key);
}

function refusal(fault) {
  if (fault.code !== 'ticket_invalid') return `Signing in did not work: ${fault.message}`;
  return 'This sign-in link has been used or has expired: each works once. Enter the API key instead.';
}
