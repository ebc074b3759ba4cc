import type { Field } from '../../match/elements.ts';
import type { Sight } from '../../page/sight.ts';
import { signOutOf } from './evidence.ts';
import { type Button, SIGN_IN } from './registration.ts';

// What else a site asks for a password for: each of these sends it away, or makes something of it that is no session.
const OTHERS = [
  '(delete|close|closing|deactivate|terminate|remove|erase|cancel|leave|transfer|upgrade|downgrade)\\b.{0,30}(account|profile|membership|subscription|workspace|team|data|everything)|danger zone|cannot be undone',
  '(import|migrate|move|fetch|copy|connect|link|attach|sync|integrate|add)\\b.{0,40}(mail ?box|mailbox|e-?mail|account|provider|contacts|calendar|bank|server|service|store|wallet|device)|old (mail ?box|account|provider|password)|(another|external|third.party|previous|other) (provider|account|service|site|mail ?box)',
  '(change|update|reset|recover|renew|edit|new)\\b.{0,20}(password|passphrase|e-?mail|pin|security)|(confirm|verify|re-?enter|repeat|type)\\b.{0,25}(identity|password|it.?s you|that it)|re-?authenticat|to (make|save|confirm|apply) (this|these|the|your) changes?|sensitive (action|area)|sudo mode',
  '\\b(smtp|imap|pop3|ftp|sftp|webdav|database|wi-?fi|wlan|network key|proxy|vpn|ldap)\\b|(protect|encrypt|decrypt|export|share|download|sign)\\b.{0,25}(file|document|archive|vault|backup|link|pdf|key)',
  'newsletter|subscribe|stay in (the loop|touch)|mailing list|keep me (posted|updated|informed)|notify me|early access|wait(ing)? ?list|get (a )?(quote|demo|updates)|contact us',
  '(konto|profil|mitgliedschaft) (löschen|schließen|kündigen|auflösen)|passwort (ändern|zurücksetzen|bestätigen)|postfach|(konto|anbieter) (verbinden|verknüpfen|importieren)|importieren|bestätigen sie ihr',
  '(supprimer|fermer|clôturer|résilier|relier|importer|connecter) (votre |mon |un |le )?(autre )?(compte|bo[iî]te|profil)|(changer|modifier|réinitialiser|confirmer) .{0,15}mot de passe|(eliminar|cerrar|borrar|vincular|importar) (tu |su |mi |la |una )?(cuenta|perfil|correo)|(cambiar|restablecer|confirmar) .{0,15}contrase[nñ]a',
];
const OTHER_PURPOSE = new RegExp(`(?<!\\p{L})(?:${OTHERS.join('|')})`, 'iu');
// Beside a form that signs in, as links and hints: none of them is what the form is for.
const BESIDE = /(forgot|forgotten|lost|reset|recover|trouble|vergessen|oublié|olvid)[^.?!]{0,40}[.?!]?/giu;
const SIGN_IN_WAY =
  /(?<!\p{L})(log[-_]?in|log[-_]?on|sign[-_]?in|sign[-_]?on|sessions?|auth|sso|anmelden|connexion)(?!\p{L})/iu;

interface Purposed {
  /** The password, or the user name of a form that asks for it alone. */
  readonly field: Field;
  readonly buttons: readonly Button[];
  readonly sight: Sight;
}

/**
 * What a form wants a password for where that is not to sign in, in the words of the page; `null` for a sign-in. The
 * button tells most, then what stands above the form, then the words inside: a site takes a password for many things.
 */
export function otherPurpose({ field, buttons, sight }: Purposed): string | null {
  const { headings, formText } = field.facts;
  const names = buttons.map(button => button.seen.name);
  const odd = names.find(name => isOther(name));
  if (odd) return odd;
  if (names.some(saysSignIn) || headings.some(saysSignIn)) return null;
  const heading = headings.find(isOther);
  if (!heading && saysSignIn(sight.title)) return null;
  const words = heading ?? [sight.title, formText, ...leadOf(field, sight)].find(isOther);
  if (words) return words;
  const session = signOutOf(sight);
  // A password that is asked for within a session is wanted for something else.
  return session ? (headings[0] ?? session.name) : null;
}

/** A user name alone may be wanted for anything: the page has to say that it is for signing in. */
export function evidentlySignsIn({ field, buttons, sight }: Purposed): boolean {
  const { headings, formText, action, names, autocomplete } = field.facts;
  const path = URL.canParse(sight.url) ? new URL(sight.url).pathname : '';
  const said = [...buttons.map(button => button.seen.name), ...headings, sight.title, formText];
  const named = [...names, field.seen.name].some(name =>
    /user|login|benutzer|utilisateur|identifiant|usuario/i.test(name),
  );
  return (
    said.some(saysSignIn) ||
    SIGN_IN_WAY.test(`${action} ${path}`) ||
    named ||
    /username|webauthn/.test(autocomplete)
  );
}

function saysSignIn(text: string): boolean {
  return SIGN_IN.test(text) && !/\bwith (google|github|facebook|apple|microsoft|sso)/i.test(text);
}

function isOther(text: string): boolean {
  return OTHER_PURPOSE.test(text.replace(BESIDE, ' '));
}

/** The few words that stand between the last heading and the form. */
function leadOf({ seen }: Field, { elements }: Sight): string[] {
  const before = elements.filter(each => each.order < seen.order);
  const from = before.findLastIndex(each => each.role === 'heading');
  const texts = before
    .slice(Math.max(from, 0))
    .filter(
      each => /^(heading|paragraph|generic|alert|status|note)$/.test(each.role) && each.name.length < 300,
    );
  // What holds the field itself is no lead to it.
  return texts.map(each => each.name).filter(name => seen.name === '' || !name.includes(seen.name));
}
