import type { Phrase } from '../language/instruction.ts';
import { Obstacle } from '../obstacle.ts';
import type { Sight } from '../page/sight.ts';
import { fieldsOf, type Scene } from './scene.ts';
import { isPassword } from './sign-in/form.ts';

const DENIED =
  /access (is |was )?(denied|restricted)|permission denied|(do not|don['’]t|no|insufficient|not) (have )?(the )?(permissions?|rights|access)\b|not (authori[sz]ed|allowed|permitted) to|forbidden|page (was |is )?(not found|unavailable)|page .{0,40}(could not|cannot|can['’]t) be found|^(not found|unauthori[sz]ed|error)\b|zugriff verweigert|keine berechtigung|nicht gefunden|accès refusé|introuvable|acceso denegado|no encontrad/i;
const SIGN_IN_PAGE = /log ?-?in|log ?on|sign ?-?in|sign ?-?up|account|password|regist/i;

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
  const asks = (await fieldsOf(scene, now)).some(isPassword);
  if (asks && !(await hadPassword(before))) {
    throw new Obstacle('auth_failure', `Instead of "${page.text}" the site shows a form to sign in.`);
  }

  async function hadPassword(sight: Sight): Promise<boolean> {
    return sight.elements.some(seen => seen.role === 'textbox' && /passw|kennwort/i.test(seen.name));
  }
}
