import type { Field } from '../../match/elements.ts';
import type { FieldFacts } from '../../page/field-facts.page.ts';
import type { Seen } from '../../page/sight.ts';

const REGISTER =
  /sign.?up|regist(er|r)|create (an |your |my |a new )?(account|profile|login)|new (customer|user|account|member|here)|join (now|us|free|today)|\bjoin\b|enrol|get started|open an account|konto (anlegen|erstellen|eröffnen)|neukunde|s['’]inscrire|inscription|cr[ée]er (un|votre|mon) compte|nouveau client|crear (una )?cuenta|reg[ií]strate|nuevo cliente|crea (un )?account/i;
const REGISTER_ACTION =
  /\b(reg|regist\w*|sign-?_?up|join|enrol\w*|create|new[-_]?(account|user|customer)|users\/new|inscription|konto-anlegen)\b/i;
export const SIGN_IN =
  /log ?-?in\b|sign ?-?in\b|log ?-?on\b|sign ?-?on\b|returning|existing (customer|user|member)|already (have|registered|a (customer|member))|anmelden|einloggen|anmeldung|se connecter|connexion|iniciar sesi[oó]n|acced/i;

export interface Button {
  readonly seen: Seen;
  readonly facts: FieldFacts;
}

interface PasswordForm {
  readonly password: Field;
  /** All that names the password field. */
  readonly words: string;
  readonly fields: readonly Field[];
  readonly buttons: readonly Button[];
}

/**
 * Whether a form with one password makes an account instead of opening one. What its button says outranks what stands
 * above it, and that outranks the words inside: a sign-in may well mention that one can register.
 */
export function isRegistration({ password, words, fields, buttons }: PasswordForm): boolean {
  const { autocomplete, action, headings, formText } = password.facts;
  if (autocomplete === 'new-password') return true;
  if (/confirm|repeat|again|new.?password|choose|create/i.test(words)) return true;
  const names = buttons.map(button => button.seen.name);
  if (names.some(name => SIGN_IN.test(name) && !/\bwith\b|show/i.test(name))) return false;
  if (names.some(name => REGISTER.test(name))) return true;
  if (REGISTER_ACTION.test(action) && !/log-?_?in|sign-?_?in|auth/i.test(action)) return true;
  if (headings.some(text => REGISTER.test(text) && !SIGN_IN.test(text))) return true;
  return fields.length > 3 && REGISTER.test(formText);
}
