import { forgetKey, storedKey } from './key.js';
import { askForKey } from './key-form.js';

const signOut = document.getElementById('sign-out');
signOut.addEventListener('click', () => {
  forgetKey();
  location.reload();
});

/**
 * Resolves once this tab has a key, which may still turn out to be an old one. The page stays where it is: whoever
 * follows a link to a session sees that session after the key.
 */
export async function signedIn(place, reason = '') {
  signOut.hidden = true;
  if (storedKey() === null) await askForKey(place, reason);
  signOut.hidden = false;
}

/** For a key that the server refused. */
export function signInAgain(place) {
  forgetKey();
  return signedIn(place, 'The key is no longer valid. Enter it again, or use another one.');
}
