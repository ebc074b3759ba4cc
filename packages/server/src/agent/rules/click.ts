import type { Instruction, Target } from '../language/instruction.ts';
import { type Choice, choose, noChoice } from '../match/choose.ts';
import { clickCandidates, labelOf } from '../match/elements.ts';
import { Obstacle } from '../obstacle.ts';
import type { ShownDocument } from '../page/shown-document.page.ts';
import type { Seen, Sight } from '../page/sight.ts';
import { refuseErrorAnswer } from './answer.ts';
import { type Cause, watchCause } from './cause.ts';
import { changeBetween } from './change.ts';
import { complaintsOn, refuseComplaint } from './complaint.ts';
import { refuseMissing, refuseSignInDemand } from './denial.ts';
import { explore } from './explore.ts';
import { refuseReturnedForm } from './returned-form.ts';
import type { Scene } from './scene.ts';
import { refuseRefusedSending } from './sent.ts';

const CHANGE_LIMIT = 3000;
const IRREVERSIBLE =
  /^(delete|remove|erase|destroy|wipe|purge|drop|pay|buy|order|purchase|check ?out|transfer|terminate|deactivate|close account|unsubscribe|löschen|entfernen|bezahlen|kaufen|supprimer|payer|eliminar|pagar)(?!\p{L})/iu;

export async function click(
  scene: Scene,
  instruction: Extract<Instruction, { kind: 'click' }>,
): Promise<void> {
  await clickTarget(scene, { text: instruction.text, target: instruction.target });
}

export async function clickTarget(
  scene: Scene,
  { text, target }: { text: string; target: Target },
): Promise<void> {
  const choice = await chooseTarget(scene, { text, target });
  if (choice.kind !== 'chosen') {
    const row = target.row ? ` in the row "${target.row.text}"` : '';
    throw noChoice(`${target.kind ?? 'the element'} "${target.phrase.text}"${row}`, choice);
  }
  const { item, label } = choice.candidate;
  await scene.journal.step({ action: 'click', instruction: text, element: label }, async () => {
    if (item.disabled) throw new Obstacle('element_blocked', `${label} is disabled.`);
    const old = await complaintsOn(scene);
    const before = await scene.tab.look();
    const document = await scene.tab.document();
    scene.tab.takeDownload(); // of an earlier action
    scene.tab.takeDialogs();
    const cause = await watchCause(scene, item);
    const since = Date.now();
    await scene.tab.click(scene.tab.locate(item));
    await refuseErrorAnswer(scene, { before: document, label });
    await refuseRefusedSending(scene, { since, label });
    const change = await awaitVisibleChange(scene, { before, label, cause, document });
    await refuseRefusedSending(scene, { since, label });
    await refuseComplaint(scene, { before, old, label });
    await refuseReturnedForm(scene, { item, label, before, document });
    const now = await scene.tab.look();
    await refuseSignInDemand(scene, { label, before, now });
    refuseMissing({ label, before, now });
    return change;
  });
}

async function chooseTarget(
  scene: Scene,
  { text, target }: { text: string; target: Target },
): Promise<Choice<Seen>> {
  const sight = await scene.tab.look();
  const choice = visibleChoice(sight, target);
  // What cannot be taken back is pressed where it is in sight, never looked for behind something closed.
  if (choice.kind !== 'none' || IRREVERSIBLE.test(target.phrase.text)) return choice;
  const found = await explore(scene, text, seen => {
    const there = choose(clickCandidates(seen, target));
    return there.kind === 'none' ? null : there;
  });
  return found?.result ?? choice;
}

/** What a click would mean on the page as it is, without opening anything. */
export function visibleChoice(sight: Sight, target: Target): Choice<Seen> {
  const choice = choose(clickCandidates(sight, target));
  if (choice.kind !== 'none') return choice;
  return onlyOne(sight, target) ?? inNamedRow(sight, target) ?? choice;
}

/** "Archive for ACME Holding", where no label says so: the Archive of that row. */
function inNamedRow(sight: Sight, { phrase, kind, row }: Target): Choice<Seen> | null {
  const parts = phrase.quoted || row ? null : /^(.+) (?:for|of|beside) (?:the )?(.+)$/i.exec(phrase.text);
  if (!parts?.[1] || !parts[2]) return null;
  const named = { text: parts[1], quoted: false };
  const choice = choose(
    clickCandidates(sight, { phrase: named, kind, row: { text: parts[2], quoted: false } }),
  );
  return choice.kind === 'none' ? null : choice;
}

/** "Click the button" where there is one button. */
function onlyOne(sight: Sight, { phrase, row }: Target): Choice<Seen> | null {
  if (phrase.quoted || row || !/^(button|link|checkbox)$/i.test(phrase.text)) return null;
  const [only, ...others] = sight.elements.filter(
    seen => seen.role === phrase.text.toLowerCase() && !seen.disabled,
  );
  if (!only || others.length > 0) return null;
  return { kind: 'chosen', candidate: { item: only, score: 1, label: labelOf(only), target: only.ref } };
}

/** A click that changes nothing has not done what was asked. */
export async function awaitVisibleChange(
  scene: Scene,
  {
    before,
    label,
    cause,
    document,
  }: { before: Sight; label: string; cause?: Cause; document?: ShownDocument },
): Promise<string> {
  const deadline = Date.now() + CHANGE_LIMIT;
  for (;;) {
    const now = await scene.tab.look();
    const change = changeBetween(before, now);
    if (change && (now.url !== before.url || !cause || (await cause.isClick()))) return change;
    const download = scene.tab.takeDownload();
    if (download !== null) return `the download of "${download}" began`;
    if (document && (await leadsBack(scene, document)))
      return 'the form was sent, and the site leads back to the page';
    if (Date.now() > deadline) {
      const asked = scene.tab.takeDialogs().find(({ kind }) => kind === 'question');
      const why = asked ? ` The page asked "${asked.message}", which was answered with Cancel.` : '';
      throw new Obstacle('wrong_page_state', `Nothing on the page changed after ${label} was clicked.${why}`);
    }
    await scene.tab.settle(500);
  }
}

/** Sites lead away from a form that they took, if only to the page it is on. */
async function leadsBack({ tab }: Scene, before: ShownDocument): Promise<boolean> {
  return tab.arrival?.leadsFromForm === true && (await tab.document()).since !== before.since;
}
