import { PASSWORD_NAMES, USERNAME_NAMES } from './credentials.ts';
import { ARTICLES, COURTESIES, VERB_PHRASES } from './lexicon.ts';

// Signing in, or something secret, in the languages that sites and prompts are most often in.
const ABOUT_ACCESS =
  /(?<!\p{L})((log|sign)(ged|ging|ning|s)?[ -]?(me |us |myself )?(in|on|into|onto)|log(on|ins?)|signin|authori[sz]e|authenticat\w*|credentials?|unlock|pass ?(word|wd|code|phrase|key)?s?|pwd?|secrets?|tokens?|api[ _-]?key|pin|bearer|otp|zugang(sdaten)?|anmeld\w*|melde|einlogg\w*|logg\w*|passwor(t|d)\w*|kennw(o|ö)rt\w*|geheim\w*|connect (me|as|with|using|to)|connecte\w*|connexion|identifi\w*|mots? de passe|contrase[ñn]a|clave|sesi[oó]n|acced\w*|accesso|inlog\w*|wachtwoord|senha|entrar|has[łl]o|lösenord|heslo)(?!\p{L})|пароль|密码|パスワード|비밀번호/iu;
/** `ann:hunter2`, `ann@x.org / hunter2`, `user=ann&pw=x`: two words that one sign joins. */
const PAIR = /(?<![\p{L}/])[\p{L}\p{N}._%+-]+(?:@[\p{L}\p{N}.-]+)?(?:[:=]|\s?[/|]\s?)(?!\/)[^\s/]{3,}/u;
const EMAIL = /^[^\s@:/|]+@[^\s@:/|]+\.[\p{L}]{2,}$/u;
const ADDRESS = /^[a-z][a-z+.-]*:\/\//i;
const EDGES = /^[("'“”‘’`«»[{<,;.!?:=&/|–—-]+|[)"'“”‘’`«»\]}>,;.!?:=&/|–—-]+$/gu;

const VOCABULARY = new Set(
  [
    ...VERB_PHRASES,
    ...COURTESIES,
    ...ARTICLES,
    ...PASSWORD_NAMES,
    ...USERNAME_NAMES,
    `i i'd i'm i'll im me my mine myself you your yours we our us it its it's this that these those here there he she they them
     am are is was were be been being do does did done don't doesn't have has had having can could may might must shall should
     will would won't can't cannot not no yes ok please thanks thank and or nor but if else when while until unless then than so
     because as at by for from in into of off on onto out over to under up upon via with within without about after again
     against all also an another any anything because before behind below beside between both each either every everything
     following how just like likely more most much next now once one only other others own same second some such third too two
     until very what whatever when where whether which who whose why first last new old`,
    `use using uses used entering entered enter typing typed take takes give given gives provided provide make makes try let
     let's lets want wants need needs help find buy order book look check see know show tell keep send go going get getting`,
    `log logged logging login logon logout sign signed signing signin in on into authenticate authentication authorise authorize
     unlock access account accounts credentials credential details detail data information info user users name names username
     email mail e-mail address id customer client member admin administrator demo test guest pass password passwords passwd
     passcode passphrase pwd pw pin code token secret key api bearer otp one-time site website web page pages app application
     portal system form field fields box input button link menu tab settings profile security policy parameters parameter
     values value browser session google facebook github apple microsoft sso saml okta passkey json username/password and/or`,
    `bitte danke und oder als mit mir mich dich sich uns dem den der das die ein eine einem einen einer kannst können könntest
     du sie ich mein meine meinem dein deine lautet ist sind auf bei im zum zur für von dann melde melden logge loggen einloggen
     anmelden anmeldung an ein passwort passworts kennwort benutzer benutzername nutzer nutzername konto zugangsdaten zugang seite`,
    `s'il vous plaît et ou avec en tant que le la les un une des du de mon ma mes votre moi toi vous je est sont pour sur dans
     puis connecte connectez-vous connecte-toi connecter connexion identifiant utilisateur compte mot passe adresse courriel`,
    `por favor y o con como el los las una del al mi tu su es son para en luego inicia iniciar sesión sesion usuario contraseña
     correo cuenta accede acceder accedi accesso e il lo gli nome utente per poi met als en het een van log gebruiker wachtwoord`,
  ]
    .join(' ')
    .toLowerCase()
    .split(/\s+/),
);

/** Whether words speak of signing in or of something secret, or look like a user and a password. */
export function speaksOfAccess(text: string): boolean {
  const words = text.split(/\s+/).filter(piece => !ADDRESS.test(piece));
  return ABOUT_ACCESS.test(text) || PAIR.test(words.join(' '));
}

/**
 * Everything in words without a reading that could be a password. Nothing says which of them is, so it is each one that
 * is not plainly part of the wording: a masked word costs little, a kept password does not.
 */
export function possibleSecrets(text: string): string[] {
  const quoted = [
    ...text.matchAll(/"([^"]+)"|“([^”]+)”|«([^»]+)»|`([^`]+)`|(?<!\p{L})['‘]([^'’]+)['’](?!\p{L})/gu),
  ]
    .map(match => match.slice(1).find(Boolean) ?? '')
    .filter(inside => !isWording(inside));
  return [...quoted, ...text.split(/\s+/).flatMap(piecesOf)].filter(piece => piece.length > 0);
}

/** The word as it stands, and what is left of it without the punctuation that may or may not be a part of it. */
function piecesOf(written: string): string[] {
  if (ADDRESS.test(written) || /^\{\{.*\}\}[.,;:!?]*$/.test(written)) return [];
  const bare = written.replace(EDGES, '');
  if (bare === '' || EMAIL.test(bare)) return [];
  const inner = bare.split(/[:=/|,;"'“”‘’`(){}[\]&]+/u).filter(part => part !== '');
  const secret = inner.filter(part => !isWording(part) && !EMAIL.test(part));
  if (secret.length === 0) return isWording(bare) || inner.length > 1 ? [] : [bare];
  return inner.length === 1
    ? [written.replace(/^[("'“«[{<]+/u, ''), bare, ...secret]
    : [...tailsOf(bare), ...secret];
}

/** "ann:hun:ter2" has its password after the first sign, whatever follows. */
function tailsOf(bare: string): string[] {
  const tail = /^[^:=/|]+[:=/|]+(.+)$/u.exec(bare)?.[1];
  return tail === undefined ? [bare] : [tail];
}

function isWording(text: string): boolean {
  return text
    .toLowerCase()
    .split(/[\s_]+/)
    .every(word => VOCABULARY.has(word.replace(EDGES, '')));
}

/** What an address carries before its host, or by name after it: `https://ann:secret@host/?token=secret`. */
export function secretsInAddresses(text: string): string[] {
  const before = [...text.matchAll(/[a-z][a-z+.-]*:\/\/[^\s/?#"'<>:]*:([^\s/?#"'<>]+)@/gi)];
  const after = [
    ...text.matchAll(
      /[?&#;][^\s=&#]*(?:passw|passphrase|pwd|secret|token|api_?key|auth)[^\s=&#]*=([^\s&#"'<>]+)/gi,
    ),
  ];
  return [...before, ...after].flatMap(([, written = '']) => [written, ...decoded(written)]);
}

function decoded(text: string): string[] {
  try {
    const plain = decodeURIComponent(text);
    return plain === text ? [] : [plain];
  } catch {
    return [];
  }
}
