import { setTimeout as sleep } from 'node:timers/promises';
import { Obstacle } from '../../obstacle.ts';
import type { Sight } from '../../page/sight.ts';
import { fieldsOf, type Scene } from '../scene.ts';
import { asksOneTimeCode, isPassword } from './form.ts';

const OUTCOME_LIMIT = 12_000;
// A form still standing this long after a rejection-free answer has not been accepted.
const UNCHANGED_LIMIT = 5000;
const SIGN_OUT =
  /^(log ?-?out|sign ?-?out|log ?off|abmelden|ausloggen|d[ée]connexion|se d[ée]connecter|cerrar sesi[oó]n|salir|esci|uitloggen)\b/i;
const WELCOME = /success|welcome|signed in|logged in/i;
const REFUSAL =
  /[^.!?\n]{0,120}\b(incorrect|invalid|wrong|not match|doesn['’]t match|failed|denied|unknown (user|account|email)|not recogni[sz]ed|unable to (log|sign)|could not (log|sign)|couldn['’]t (log|sign|find)|can['’]t (log|sign|find)|no (user|account)|too many|locked|disabled|suspended|try again|bad credentials|please enter (a|the) correct|falsch|ung[uü]ltig|incorrect[eo]?|inv[aá]lid[oa])\b[^.!?\n]{0,120}/i;

/** Says how it is evident that somebody is signed in. */
export function signedInEvidence(sight: Sight): string | null {
  const control = sight.elements.find(
    seen => ['link', 'button', 'menuitem'].includes(seen.role) && SIGN_OUT.test(seen.name),
  );
  return control ? `the page offers "${control.name}"` : null;
}

/** Waits for an evident outcome of a sent password: signed in, or refused with the page's own words. */
export async function awaitOutcome(scene: Scene, before: Sight): Promise<string> {
  const startedAt = Date.now();
  for (;;) {
    scene.signal.throwIfAborted();
    const now = await scene.tab.look();
    const waited = Date.now() - startedAt;
    const asksPassword = (await fieldsOf(scene, now)).some(isPassword);
    if (!asksPassword) {
      const evidence = await acceptance(scene, { before, now });
      if (evidence) return evidence;
    } else {
      const words = refusalIn(before, now);
      if (words) throw refused(words);
      if (waited > UNCHANGED_LIMIT) throw refused(null);
    }
    if (waited > OUTCOME_LIMIT) throw unclear(now);
    await sleep(60, undefined, { signal: scene.signal });
    await scene.tab.settle(1500);
  }
}

async function acceptance(
  scene: Scene,
  { before, now }: { before: Sight; now: Sight },
): Promise<string | null> {
  if (await asksOneTimeCode(scene, now)) {
    throw new Obstacle(
      'wrong_page_state',
      'The password was accepted, and the site now asks for a one-time code.',
    );
  }
  if (scene.tab.lastStatus >= 400) {
    throw new Obstacle(
      'navigation_failure',
      `After the sign-in the site answered with status ${scene.tab.lastStatus}.`,
    );
  }
  const words = refusalIn(before, now);
  if (words && !signedInEvidence(now)) throw refused(words);
  const evidence = signedInEvidence(now);
  if (evidence) return `the password field is gone and ${evidence}`;
  if (now.url !== before.url) return `the password field is gone and the address is now ${now.url}`;
  const empty = now.text.trim().length < 20;
  const offersSignIn = now.elements.some(seen => /^(log ?-?in|sign ?-?in)$/i.test(seen.name));
  // A one-page app that shows its inside without a new address: all that asked to sign in must be gone.
  return empty || offersSignIn || now.text === before.text
    ? null
    : 'the sign-in form is gone and other content is shown';
}

/** Words of refusal that were not there before the password was sent; an alert outranks running text. */
function refusalIn(before: Sight, now: Sight): string | null {
  const alerts = now.elements
    .filter(seen => seen.role === 'alert' && seen.name !== '')
    .map(seen => seen.name);
  const alert = alerts.find(name => !before.text.includes(name) && !WELCOME.test(name));
  if (alert && (REFUSAL.test(alert) || now.url === before.url)) return alert;
  const old = new Set(before.elements.map(seen => seen.name));
  const fresh = now.elements
    .filter(seen => !old.has(seen.name) && seen.name.length < 300)
    .map(seen => seen.name);
  const shortest = fresh.filter(name => REFUSAL.test(name)).sort((a, b) => a.length - b.length)[0];
  if (shortest) return shortest.trim();
  const match = REFUSAL.exec(now.text)?.[0].trim();
  return match && !before.text.includes(match) ? match : null;
}

function refused(words: string | null): Obstacle {
  const reason = words
    ? `The site refused the sign-in: "${words}"`
    : 'The site did not accept the sign-in and gave no reason.';
  return new Obstacle('auth_failure', reason, { byTheSite: true });
}

function unclear(now: Sight): Obstacle {
  return new Obstacle(
    'wrong_page_state',
    `After the sign-in, ${now.url} shows neither a session nor a refusal.`,
  );
}
