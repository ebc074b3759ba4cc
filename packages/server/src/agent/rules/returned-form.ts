import { Obstacle } from '../obstacle.ts';
import type { ShownDocument } from '../page/shown-document.page.ts';
import type { Seen, Sight } from '../page/sight.ts';
import type { Scene } from './scene.ts';

const TEXTS = /^(paragraph|generic|status|alert|strong|heading|listitem|text)$/;
const TAKEN =
  /success|saved|stored|updated|created|added|sent|submitted|received|done\b|thank|changed|welcome|gespeichert|erfolg|danke|gesendet|aktualisiert|angelegt|enregistré|succès|merci|envoyé|guardad|éxito|gracias|enviad|salvat|grazie|inviat|opgeslagen|bedankt|verzonden|sparad|gemt|lagret|zapisan|kaydedildi|сохранен/i;
// What such a button asks for comes up beside its form.
const ASKS =
  /search|find|filter|show|calculat|convert|translat|check|preview|next|previous|more|\bgo\b|log ?in|sign ?in|such|find|filtern|berechn|anzeig|weiter|cherch|recherch|calcul|suivant|busca|siguiente|cerca|calcol|zoek|bereken/i;
const SHORT = 240;

interface Sent {
  readonly item: Seen;
  readonly label: string;
  readonly before: Sight;
  readonly document: ShownDocument;
}

/**
 * A site that took a form says so or leads on. One that answers the form itself with the same form again, and with a few
 * words that say nothing of success, has most likely not taken it, whatever its language.
 */
export async function refuseReturnedForm(
  scene: Scene,
  { item, label, before, document }: Sent,
): Promise<void> {
  const { arrival } = scene.tab;
  if (arrival?.method !== 'POST' || arrival.redirected || ASKS.test(item.name)) return;
  if ((await scene.tab.document()).since === document.since) return;
  const now = await scene.tab.look();
  const again = now.elements.some(seen => seen.role === item.role && seen.name === item.name);
  if (!again || count(before, FIELD) !== count(now, FIELD) || count(before, RECORD) !== count(now, RECORD))
    return;
  const said = newTexts(before, now);
  if (said.length > SHORT || TAKEN.test(`${said} ${now.title}`)) return;
  throw new Obstacle(
    'wrong_page_state',
    `After ${label} the site shows its form again and does not say that it took it${said ? `: "${said}"` : '.'}`,
  );
}

const FIELD = /^(textbox|searchbox|combobox|spinbutton|checkbox|radio)$/;
const RECORD = /^(row|article)$/;

function count(sight: Sight, roles: RegExp): number {
  return sight.elements.filter(seen => roles.test(seen.role)).length;
}

function newTexts(before: Sight, now: Sight): string {
  const texts = now.elements.filter(
    seen => TEXTS.test(seen.role) && seen.name !== '' && !before.text.includes(seen.name),
  );
  const inner = texts.filter(
    seen =>
      !texts.some(other => other !== seen && other.name !== seen.name && seen.name.includes(other.name)),
  );
  return [...new Set(inner.map(seen => seen.name))].join(' ').trim();
}
