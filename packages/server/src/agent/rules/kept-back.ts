import type { Phrase } from '../language/instruction.ts';
import { Obstacle } from '../obstacle.ts';
import type { Sight } from '../page/sight.ts';
import { mainHeading } from './page-head.ts';

/** What sites say in the place of a page that they do not show: to be paid for, to be let in, closed, or not there. */
const KEPT_BACK = new RegExp(
  [
    '\\b(unlock|upgrade (to|your|now|today)|go (pro|premium))\\b|part of (the|our|a) .{1,30}\\b(plan|tier|edition|package)|(only|not) (available|included) (in|on|with|for)|trial (has|is|period|ended|expired|over)|(subscription|licen[cs]e|plan|account|membership|session) (has |is |was )?(ended|expired|over|suspended|inactive)|(add|enter) a (card|payment)|(choose|pick|select) (a|your) plan|subscribe to (see|view|read|unlock|continue)',
    "maintenance|\\bback (soon|shortly|at \\d|in a)|returns? (at|on|soon|in) |sprucing|under construction|coming soon|(temporarily|currently) (unavailable|closed|offline|down)|try again later|just a (moment|second)|(verify|confirm|prove) (that )?you( are|['’]re) |not a robot",
    '(you )?(need|require)s? (the|a|an|to have|to be|higher) .{0,40}\\b(role|permissions?|rights?|licen[cs]e|access|invit|approv|admin)|(role|permissions?|rights) .{0,20}(required|needed|missing)|(ask|contact) (your|an|the) .{0,20}(admin|owner|manager)|request access|no access\\b|members only|(sign|log) in (to|first|again|before)\\b|please (sign|log) in|not (yours|for you)',
    "page (is gone|moved|has moved|no longer)|does(n['’]t| not) exist|nothing (here|to see)|(can|could)(n['’]t| ?not) (find|show|load|open)|lost\\?|\\b(oops|whoops|uh-oh)\\b",
    'freischalten|wartung|gleich (wieder|zurück)|(existiert|gibt es) .{0,20}nicht|hoppla|kein(en)? zugriff|keine (rechte|berechtigung)|nicht (verfügbar|freigegeben|berechtigt)|abgelaufen|bitte (melden|loggen) sie|(rolle|recht|berechtigung) .{0,30}(nötig|benötigt|erforderlich)|nur (für|mit) .{0,30}(tarif|mitglied|abo)',
    "n['’]existe (pas|plus)|\\boups\\b|(veuillez|connectez)[ -]vous|essai .{0,20}(terminé|expiré)|en maintenance|accès réservé|réservée? aux|pas (accès|disponible)|no existe|ya no (existe|está)|\\bups\\b|mantenimiento|caducad[oa]|inicia(r)? sesión para|sin (acceso|permiso)|non esiste|manutenzione|accedi per|bestaat niet|onderhoud|log in om|finns inte|findes ikke|não existe|manutenção|nie istnieje",
  ].join('|'),
  'iu',
);
// A page that says little says that: what is said among much else may be about anything.
const LITTLE = 300;
const TEXTS = /^(paragraph|generic|status|alert|heading|strong|main|text)$/;

/** A page can bear the title and the address that were asked for, and say that it is not shown. */
export function refuseKeptBack({ page, before, now }: { page: Phrase; before: Sight; now: Sight }): void {
  const old = new Set(before.elements.map(seen => seen.name));
  const isNews = (text: string) => text !== '' && !old.has(text) && !KEPT_BACK.test(page.text);
  const main = mainHeading(now)?.name ?? '';
  const inLittle = hasRecords(now) || proseOf(now).length > LITTLE ? [] : texts(now);
  // A sentence says more than the "Oops" above it.
  const said = [...inLittle.filter(text => text !== main), main].find(
    text => isNews(text) && KEPT_BACK.test(text),
  );
  if (said) {
    throw new Obstacle(
      'wrong_page_state',
      `The site does not show "${page.text}", it says: "${said.slice(0, 200)}"`,
    );
  }
}

/** Whether a page shows anything yet beside what leads around on it. */
export function isBlank(sight: Sight): boolean {
  const prose = proseOf(sight).replace(
    /\b(loading|please wait|one moment|wird geladen|bitte warten|chargement|cargando)\b/gi,
    '',
  );
  const hasFields = sight.elements.some(seen =>
    /^(textbox|combobox|img|button|tab|checkbox)$/.test(seen.role),
  );
  return !hasRecords(sight) && !hasFields && !/\p{L}|\d/u.test(prose) && own(sight) === 0;
}

/** A page without content of its own may still be about to lead elsewhere. */
export function isBare(sight: Sight): boolean {
  return !hasRecords(sight) && proseOf(sight).length < 200;
}

function own(sight: Sight): number {
  return sight.elements.filter(
    seen =>
      /^(link|heading)$/.test(seen.role) &&
      !/navigation|banner|contentinfo|menubar/.test(seen.within.join(' ')),
  ).length;
}

function hasRecords(sight: Sight): boolean {
  return sight.elements.some(
    seen => /^(row|article|listitem)$/.test(seen.role) && !seen.within.includes('navigation'),
  );
}

function proseOf(sight: Sight): string {
  return sight.prose
    .replace(/\u241e/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}

function texts(sight: Sight): string[] {
  return sight.elements
    .filter(seen => TEXTS.test(seen.role) && seen.name.length < LITTLE)
    .map(seen => seen.name)
    .sort((a, b) => a.length - b.length);
}
