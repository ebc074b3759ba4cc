import type { Phrase } from '../language/instruction.ts';
import { Obstacle } from '../obstacle.ts';
import type { Sight } from '../page/sight.ts';
import { fieldsOf, type Scene } from './scene.ts';
import { isPassword } from './sign-in/form.ts';

const DENIED =
  /access (is |was )?(denied|restricted)|permission denied|(do not|don['’]t|no|insufficient|not) (have )?(the )?(permissions?|rights|access)\b|not (authori[sz]ed|allowed|permitted) to|forbidden|page (was |is )?(not found|unavailable)|page .{0,40}(could not|cannot|can['’]t) be found|^(not found|unauthori[sz]ed|error)\b|zugriff verweigert|keine berechtigung|nicht gefunden|accès refusé|introuvable|acceso denegado|no encontrad/i;
// As the name of a page: an answer with status 200 may be an error all the same.
const MISSING =
  /^(error |http )?(40[0-9]|410|50[0-9])(\s*$|\s*[-–:|·]|\s+(not|page|error|forbidden|unauthori|internal|bad|service|gone))|^oops\b|\b(page|file|resource|document|site) (was |is |could |can)?(not |n['’]t )+(be )?(found|available)\b|^(sorry, )?(page )?not found\b|page .{0,20}(does not|doesn['’]t) exist|no longer exists|internal server error|bad gateway|service unavailable|something went wrong|there is nothing here|seite nicht gefunden|page introuvable/i;
const SIGN_IN_PAGE =
  /log ?-?in|log ?on|sign ?-?in|sign ?-?up|account|password|regist|join|get started|anmeld|einlogg|konto|passwort|connexion|connecter|compte|cuenta|sesi[oó]n|acced/i;
const SIGN_IN_WORDS =
  /^(please )?(log ?-?in|log ?on|sign ?-?in|sign ?-?on|anmelden|anmeldung|einloggen|se connecter|connexion|iniciar sesi[oó]n|accedi|inloggen)(?!\p{L})/iu;

/** An address and a title can be those of the page that was asked for while the site keeps it back. */
export async function refuseDenial(
  scene: Scene,
  { page, before, now }: { page: Phrase; before: Sight; now: Sight },
): Promise<void> {
  const old = new Set(before.elements.map(seen => seen.name));
  const said = now.elements
    .filter(seen => !old.has(seen.name) && /^(heading|alert|paragraph|generic|status|main)$/.test(seen.role))
    .filter(seen => seen.name.length < 200 && DENIED.test(seen.name) && !DENIED.test(page.text))
    .sort((a, b) => a.name.length - b.name.length)[0];
  if (said) {
    throw new Obstacle('wrong_page_state', `The site does not show "${page.text}", it says: "${said.name}"`);
  }
  if (SIGN_IN_PAGE.test(page.text) || now.url === before.url) return;
  if (await newlyAsksPassword(scene, before, now)) {
    throw new Obstacle('auth_failure', `Instead of "${page.text}" the site shows a form to sign in.`);
  }
}

/** An action that was answered with the way in: the session has ended, or there never was one. */
export async function refuseSignInDemand(
  scene: Scene,
  { label, before, now }: { label: string; before: Sight; now: Sight },
): Promise<void> {
  if (SIGN_IN_PAGE.test(label) || now.url === before.url) return;
  const named = now.elements.filter(seen => /^(heading|button)$/.test(seen.role)).map(seen => seen.name);
  const saysSignIn = [now.title, ...named].some(text => SIGN_IN_WORDS.test(text));
  if (!saysSignIn || !(await newlyAsksPassword(scene, before, now))) return;
  throw new Obstacle('auth_failure', `After ${label} the site shows a form to sign in: nothing was done.`);
}

async function newlyAsksPassword(scene: Scene, before: Sight, now: Sight): Promise<boolean> {
  const had = before.elements.some(seen => seen.role === 'textbox' && /passw|kennwort/i.test(seen.name));
  return !had && (await fieldsOf(scene, now)).some(isPassword);
}

/** A page that an action led to, and whose title or heading says that it is none. */
export function refuseMissing({ label, before, now }: { label: string; before: Sight; now: Sight }): void {
  if (before.url === now.url) return;
  const headings = now.elements.filter(seen => seen.role === 'heading' && seen.level <= 2);
  const said = [...headings.map(seen => seen.name), now.title].find(
    text => text.length < 80 && MISSING.test(text) && !MISSING.test(label),
  );
  if (said) throw new Obstacle('navigation_failure', `${label} led to a page that says: "${said}"`);
}
