import { Obstacle } from '../obstacle.ts';
import { inPage } from '../page/page-script.ts';
import { complaintTexts } from '../page/side-texts.page.ts';
import type { Sight } from '../page/sight.ts';
import type { Scene } from './scene.ts';

const FAILURES = [
  "\\berror\\b|fail(ed|ure)\\b|must (not )?be\\b|(is|are) (required|invalid|missing)|can(not|['’]t)|could(n['’]t| not)|went wrong|not saved|try again|invalid|denied|not allowed|please (enter|fill|correct|provide|choose)",
  "\\b(nope|oops|whoops|sorry|unfortunately)\\b|unable to|not (available|possible|enough|valid|found|accepted)|already (taken|in use|exists?|used|registered)|\\b(is|was|are) taken\\b|too (short|long|weak|large|big|small|many|few)\\b|(did|does|was|were)(n['’]t| not) (work|go|save|saved|sent|accepted)",
  'fehler|fehlgeschlagen|darf nicht|erforderlich|ungültig|leider|bereits vergeben|nicht (möglich|gespeichert|verfügbar)|mislukt|ongeldig|verplicht|kon niet|fout\\b',
  'erreur|échoué|obligatoire|désolé|impossible|déjà (pris|utilisé)|inválid|obligatori[oa]|no se (ha )?pud[oe]|lo sentimos|ya existe|errore|impossibile|non (valido|riuscit[oa])|não foi|misslyckades|ogiltig',
];
const FAILURE = new RegExp(FAILURES.join('|'), 'i');
// In running text, which may speak of anything, only what is evidently about the action just done.
const SENTENCE =
  /^error\b|^failed\b|must not be (empty|blank)|can(not|['’]t) be (empty|blank)|(is|are) required\b|could not (be )?(save|send|delete|update|creat|complet|process)|failed to \w+|\w+ failed\b|went wrong|was not saved|not (be )?saved/i;

interface Complaints {
  readonly marked: readonly string[];
  readonly said: readonly string[];
}

export async function complaintsOn(scene: Scene): Promise<Complaints> {
  // A page that is just leaving complains about nothing.
  const all = await inPage<ReturnType<typeof complaintTexts>>(scene.tab.page.mainFrame(), [
    complaintTexts,
  ]).catch(() => []);
  return {
    marked: all.filter(each => each.marked).map(each => each.text),
    said: all.map(each => each.text).filter(text => FAILURE.test(text)),
  };
}

/** An action that the page answers with a complaint has changed the page, and has not done what was asked. */
export async function refuseComplaint(
  scene: Scene,
  { before, old, label }: { before: Sight; old: Complaints; label: string },
): Promise<void> {
  await scene.tab.settle(800);
  const now = await scene.tab.look();
  const { marked, said } = await complaintsOn(scene);
  const known = new Set([...old.marked, ...old.said]);
  const words =
    [...said, ...marked].find(text => !known.has(text)) ?? sentenceIn(before, now) ?? titleOf(before, now);
  if (words) throw new Obstacle('wrong_page_state', `After ${label} the page says: "${words}"`);
}

/** Plain texts of the same page: another page may speak of failures without being one. */
function sentenceIn(before: Sight, now: Sight): string | null {
  if (before.url !== now.url) return null;
  const old = new Set(before.elements.map(seen => seen.name));
  const texts = now.elements.filter(
    seen =>
      /^(paragraph|generic|status|alert|alertdialog|dialog|strong|heading)$/.test(seen.role) &&
      !old.has(seen.name),
  );
  const said = texts.filter(seen => seen.name.length < 200 && SENTENCE.test(seen.name));
  return said.sort((a, b) => a.name.length - b.name.length)[0]?.name ?? null;
}

/** "Error: Profile" as the title of the page that was "Profile". */
function titleOf(before: Sight, now: Sight): string | null {
  return before.title !== now.title && /^(error|fehler|erreur|errore?)\b/i.test(now.title) ? now.title : null;
}
