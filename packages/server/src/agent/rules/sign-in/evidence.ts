import type { Seen, Sight } from '../../page/sight.ts';

const SIGN_OUT =
  /^(log ?-?out|sign ?-?out|log ?off|abmelden|ausloggen|d[ée]connexion|se d[ée]connecter|cerrar sesi[oó]n|salir|esci|uitloggen)(?!\p{L})/iu;
const ASSENT =
  /^(i |yes, i )?(agree|accept)( (and|&) (continue|proceed|go on))?$|^(accept|agree to) (the |our )?(new |updated )?(terms|conditions|policy)|^(ich )?(stimme zu|akzeptiere)|^j['’]accepte|^acepto|^accetto/i;
export const OFFERS_SIGN_IN =
  /(?<!\p{L})(log ?-?in|sign ?-?in|log ?on|sign ?on|anmelden|anmeldung|einloggen|se connecter|connexion|iniciar sesi[oó]n|acceder|accedi|inloggen)(?!\p{L})/iu;
const SIGNED_IN_AS =
  /(?:(?:signed|logged) in as|angemeldet als|eingeloggt als|connecté(?:e)? en tant que|sesión iniciada como):? +(?<name>[^\s·|,()]+(?: \p{Lu}\p{Ll}+(?! out| off))?)/iu;
const CONTROLS = new Set(['link', 'button', 'menuitem', 'tab']);

/** Says how it is evident that somebody is signed in: only a session offers to end itself. */
export function signedInEvidence(sight: Sight): string | null {
  const control = signOutOf(sight);
  return control ? `the page offers "${control.name}"` : null;
}

/** The same, where the page before the password did not show it. */
export function newSession(before: Sight, now: Sight): string | null {
  return signOutOf(before) ? null : signedInEvidence(now);
}

/** Evidence that counts only on a page that came to rest, asks for nothing and says nothing else. */
export function restingEvidence(
  { before, now }: { before: Sight; now: Sight },
  username: string | null,
): string | null {
  const named = SIGNED_IN_AS.exec(now.text);
  if (username === null || !named || before.text.includes(named[0])) return null;
  return shows(named[0], username) ? `the page says "${named[0]}"` : null;
}

/** A page that offers to sign in, or wants to be agreed to, is not what comes after a sign-in. */
export function asksForMore(sight: Sight): string | null {
  const controls = sight.elements.filter(seen => CONTROLS.has(seen.role) && seen.name !== '');
  const asking = controls.find(seen => OFFERS_SIGN_IN.test(seen.name) || ASSENT.test(seen.name));
  return asking?.name ?? null;
}

/** Who else is signed in, where the page says who it is. */
export function somebodyElse(sight: Sight, username: string): string | null {
  const frame = sight.elements.filter(
    seen => seen.within.includes('banner') || seen.within.includes('navigation') || seen.role === 'banner',
  );
  const email = /[^\s@()<>]+@[^\s@()<>]+\.[a-z]{2,}/i.exec(frame.map(seen => seen.name).join(' '))?.[0];
  if (email && username.includes('@')) return email.toLowerCase() === username.toLowerCase() ? null : email;
  const named = SIGNED_IN_AS.exec(sight.text)?.groups?.name?.trim() ?? email;
  if (!named) return null;
  const local = username.split('@')[0]?.toLowerCase() ?? '';
  const words = (text: string) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return named.toLowerCase().includes(username.toLowerCase()) || words(named).includes(local) ? null : named;
}

const WAY_IN =
  /^(?:(?:already|bereits|déjà|ya|have|got|existing|returning|a|an|registered|registriert|member|account|customers?|konto|compte|cuenta|[?!,.:])[\s?!,.:]*)*(?:log ?-?in|sign ?-?in|log ?on|sign ?on|anmelden|einloggen|login|se connecter|s['’]identifier|connexion|iniciar sesi[oó]n|acceder|accedi|inloggen|aanmelden|entrar|logga in|log ind)(?: (?:here|now|hier|ici|aquí|to (?:your|my|the) account|instead|page))?$/iu;

/** A link or button whose whole name says that it leads to the sign-in. */
export function leadsToSignIn({ role, name }: Seen): boolean {
  return CONTROLS.has(role) && WAY_IN.test(name.trim().replace(/[\s→›»>.!]+$/u, ''));
}

export function signOutOf(sight: Sight): Seen | undefined {
  return sight.elements.find(seen => ['link', 'button', 'menuitem'].includes(seen.role) && signsOut(seen));
}

/** "Sign out", "Log out (ann)" and "Log out of Desk", but not "Sign-out sheets", which only begin alike. */
function signsOut({ name, url }: Seen): boolean {
  const rest = SIGN_OUT.exec(name) ? name.replace(SIGN_OUT, '') : null;
  if (rest === null) return false;
  if (/^\P{L}*$/u.test(rest) || /^\s*[([:·|–,-]/u.test(rest) || /@/.test(rest)) return true;
  if (/^ (of|from|now|all|here|everywhere|as|and|aus|von|de|du)(?!\p{L})/iu.test(rest)) return true;
  return (
    /^ \p{Lu}/u.test(rest) && (url === null || /out|off|exit|session|quit|abmeld|deconn|salir/i.test(url))
  );
}

/** Whether a text has this name as a word of its own. */
export function shows(text: string, name: string): boolean {
  const literal = name.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
  return name.length > 2 && new RegExp(`(?<![\\p{L}\\p{N}])${literal}(?![\\p{L}\\p{N}])`, 'iu').test(text);
}
