import { type Field, fieldLabel } from '../../match/elements.ts';
import { Obstacle } from '../../obstacle.ts';
import type { FieldFacts } from '../../page/field-facts.page.ts';
import type { Seen, Sight } from '../../page/sight.ts';
import { fieldsOf, type Scene } from '../scene.ts';
import { evidentlySignsIn, otherPurpose } from './purpose.ts';
import { type Button, isRegistration } from './registration.ts';

export interface SignInForm {
  readonly username: Field | null;
  readonly password: Field | null;
  readonly submit: Seen | null;
  readonly captcha: string | null;
}

const USER =
  /user|login|log-in|account|e-?mail|^id$|uid|member|benutzer|anmelde|usuario|correo|utilisateur|identifiant|courriel|utente|usu[aá]rio/i;
const NOT_USER =
  /search|query|newsletter|subscribe|coupon|promo|captcha|otp|one.?time|first.?name|last.?name|full.?name/i;
const NOT_PASSWORD = /hint|captcha|otp|one.?time|totp|verification|security.?code|\bpin\b/i;
const ONE_TIME =
  /one.?time|otp|totp|mfa|2fa|two.?factor|verification code|authenticat\w* code|security code/i;
const SUBMIT =
  /^(log ?-?in|sign ?-?in|log ?on|sign ?-?on|enter|continue|next|submit|go|proceed|log me in|sign me in|anmelden|einloggen|weiter|se connecter|connexion|suivant|iniciar sesi[oó]n|entrar|acceder|accedi|inloggen)\b/i;
const NOT_SUBMIT =
  /show|hide|reveal|forgot|reset|remember|with (google|github|facebook|apple|microsoft|sso|saml|a passkey|passkey)|google|github|facebook|apple|microsoft|sso\b|passkey|register|sign.?up|create|guest|cancel|back|help|magic/i;

/**
 * The sign-in form on show, if there is one. Registration, search and newsletter forms are none, nor is any that wants
 * a password for something else. What comes after a user name that was sent (`goesOn`) needs no words for what it is.
 */
export async function findSignInForm(
  scene: Scene,
  sight: Sight,
  { goesOn = false }: { goesOn?: boolean } = {},
): Promise<SignInForm | null> {
  const fields = (await fieldsOf(scene, sight)).filter(field => field.facts.editable);
  const buttons = await buttonsOf(scene, sight);
  const captcha = captchaIn(sight, fields);
  const passwords = fields.filter(isPassword);
  const candidates = groups(passwords).flatMap(([password, ...more]) => {
    if (!password || more.length > 0) return [];
    const own = (each: Field | Button) => formOf(each) === formOf(password);
    const words = wordsOf(password.seen, password.facts);
    const form = { password, words, fields: fields.filter(own), buttons: buttons.filter(own) };
    const isOther = !goesOn && otherPurpose({ field: password, buttons: form.buttons, sight }) !== null;
    return isRegistration(form) || isOther ? [] : [password];
  });
  const password = onlyOne(candidates);
  if (password) {
    const username = usernameBefore(password, fields);
    return { username, password, submit: submitOf(password, buttons), captcha };
  }
  return passwords.length > 0 ? null : loneUsername(sight, { fields, buttons, captcha });
}

/** What the page wants a password for instead, in its own words. */
export async function passwordWantedFor(scene: Scene, sight: Sight): Promise<string | null> {
  const buttons = await buttonsOf(scene, sight);
  for (const field of (await fieldsOf(scene, sight)).filter(isPassword)) {
    const own = buttons.filter(button => formOf(button) === formOf(field));
    const purpose = otherPurpose({ field, buttons: own, sight });
    if (purpose !== null) return purpose;
  }
  return null;
}

/** What the form cannot be sent without, and nobody has given. */
export async function wantedBesides(scene: Scene, form: SignInForm, sight: Sight): Promise<string | null> {
  const known = [form.username, form.password].map(field => field?.seen.ref);
  const anchor = form.password ?? form.username;
  const others = (await fieldsOf(scene, sight)).filter(
    field => anchor && formOf(field) === formOf(anchor) && !known.includes(field.seen.ref),
  );
  const wanted = others.find(({ facts }) => facts.required && facts.editable && facts.value === '');
  return wanted ? fieldLabel(wanted) : null;
}

/** A form that asks for a one-time code after the password. */
export async function asksOneTimeCode(scene: Scene, sight: Sight): Promise<boolean> {
  const fields = await fieldsOf(scene, sight);
  return fields.some(
    ({ facts, seen }) => facts.autocomplete === 'one-time-code' || ONE_TIME.test(wordsOf(seen, facts)),
  );
}

export function isPassword({ seen, facts }: Field): boolean {
  if (NOT_PASSWORD.test(wordsOf(seen, facts))) return false;
  return facts.type === 'password' || facts.autocomplete === 'current-password';
}

/** A field for a password that is yet to be: who is asked for it has been let in that far. */
export function isRenewal(field: Field): boolean {
  const words = wordsOf(field.seen, field.facts);
  return (
    isPassword(field) &&
    (field.facts.autocomplete === 'new-password' ||
      /\bnew.?passw|neues (passwort|kennwort)|nouveau mot|nueva contra/i.test(words))
  );
}

/** A password goes into one form only: two that send to different places are not told apart by guessing. */
function onlyOne(passwords: readonly Field[]): Field | null {
  const [first, ...others] = passwords;
  if (!first) return null;
  const same = others.every(each => each.facts.action !== '' && each.facts.action === first.facts.action);
  if (same) return first;
  const names = passwords.map(each => `"${each.facts.headings[0] ?? each.facts.formText.slice(0, 40)}"`);
  throw new Obstacle(
    'ambiguous_target',
    `The page has several forms that could sign in: ${names.join(', ')}. Nothing was typed.`,
  );
}

async function buttonsOf(scene: Scene, sight: Sight): Promise<Button[]> {
  const seen = sight.elements
    .filter(each => (each.role === 'button' || isDrawnButton(each)) && !each.within.includes('row'))
    .slice(0, 40);
  const buttons = await Promise.all(
    seen.map(async each => {
      const facts = await scene.tab.facts(each).catch(() => null);
      return facts ? { seen: each, facts } : null;
    }),
  );
  return buttons.filter(button => button !== null);
}

/** A link that leads nowhere, or any element that reacts to the pointer, may well be the button of a form. */
function isDrawnButton(seen: Seen): boolean {
  const leads = seen.url !== null && !/^(#|javascript:|$)/i.test(seen.url);
  const reacts = seen.role === 'link' || seen.pointer;
  return reacts && !leads && SUBMIT.exec(seen.name.trim())?.[0].length === seen.name.trim().length;
}

function groups(passwords: readonly Field[]): Field[][] {
  return [...Map.groupBy(passwords, formOf).values()];
}

function usernameBefore(password: Field, fields: readonly Field[]): Field | null {
  const texts = fields.filter(field => isTextual(field) && formOf(field) === formOf(password));
  const declared = texts.find(({ facts }) => /\b(username|email)\b/.test(facts.autocomplete));
  if (declared) return declared;
  const named = texts.filter(
    field => USER.test(wordsOf(field.seen, field.facts)) && !NOT_USER.test(ownNames(field)),
  );
  if (named.length > 0) return nearestBefore(password, named) ?? named[0] ?? null;
  return nearestBefore(
    password,
    texts.filter(field => !NOT_USER.test(wordsOf(field.seen, field.facts))),
  );
}

function nearestBefore(password: Field, fields: readonly Field[]): Field | null {
  return fields.filter(field => field.seen.order < password.seen.order).at(-1) ?? null;
}

/** The first of two steps: a user name alone, and a button that goes on. */
function loneUsername(
  sight: Sight,
  {
    fields,
    buttons,
    captcha,
  }: { fields: readonly Field[]; buttons: readonly Button[]; captcha: string | null },
): SignInForm | null {
  const named = fields.filter(field => {
    const words = wordsOf(field.seen, field.facts);
    return isTextual(field) && USER.test(words) && !NOT_USER.test(words);
  });
  for (const username of named) {
    const own = fields.filter(field => formOf(field) === formOf(username) && isTextual(field));
    const submit = submitOf(username, buttons);
    const besides = /newsletter|subscribe|search|reset|forgot|recover/i.test(username.facts.formText);
    const saysSignIn = /log ?-?in|sign ?-?in|continue|next|weiter|suivant/i.test(submit?.name ?? '');
    const purposed = {
      field: username,
      buttons: buttons.filter(button => formOf(button) === formOf(username)),
      sight,
    };
    if (
      own.length === 1 &&
      submit &&
      saysSignIn &&
      evidentlySignsIn(purposed) &&
      otherPurpose(purposed) === null &&
      !(besides && !/log ?in|sign ?in/i.test(username.facts.formText))
    ) {
      return { username, password: null, submit, captcha };
    }
  }
  return null;
}

function submitOf(field: Field, buttons: readonly Button[]): Seen | null {
  const own = buttons.filter(
    button => formOf(button) === formOf(field) && !NOT_SUBMIT.test(button.seen.name),
  );
  const real = own.filter(button => button.seen.role === 'button');
  const named = real.filter(button => SUBMIT.test(button.seen.name));
  const typed = real.filter(button => button.facts.type === 'submit' || button.facts.type === 'image');
  const both = named.find(button => typed.includes(button));
  if (both) return both.seen;
  if (named[0]) return named[0].seen;
  const after = typed.find(button => button.seen.order > field.seen.order);
  // Above the fields the same words are a way to this form; below them they send it.
  const drawn = own.find(button => button.seen.role !== 'button' && button.seen.order > field.seen.order);
  return (after ?? drawn)?.seen ?? null;
}

function captchaIn(sight: Sight, fields: readonly Field[]): string | null {
  const box = sight.elements.find(
    seen => seen.role === 'checkbox' && /i.?m not a robot|i am human|verify you are human/i.test(seen.name),
  );
  if (box) return box.name;
  const field = fields.find(({ seen, facts }) => /captcha/i.test(wordsOf(seen, facts)));
  if (field) return field.seen.name || 'captcha';
  return /verify (that )?you are (a )?human|checking your browser before/i.exec(sight.text)?.[0] ?? null;
}

function isTextual({ facts, seen }: Field): boolean {
  return (
    ['text', 'email', 'tel', 'number', ''].includes(facts.type) &&
    (seen.role === 'textbox' || seen.role === 'combobox')
  );
}

function formOf({ facts, seen }: { facts: FieldFacts; seen: Seen }): string {
  // References of framed elements begin with the frame: equal paths in two frames are two forms.
  return `${/^f\d+/.exec(seen.ref)?.[0] ?? ''}/${facts.form}`;
}

function ownNames({ seen, facts }: Field): string {
  return [seen.name, ...facts.names, facts.autocomplete].join(' ');
}

function wordsOf(seen: Seen, facts: FieldFacts): string {
  return [seen.name, ...facts.labels, facts.placeholder, ...facts.names, facts.autocomplete].join(' ');
}
