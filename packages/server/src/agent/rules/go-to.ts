import { setTimeout as sleep } from 'node:timers/promises';
import type { Instruction, Phrase } from '../language/instruction.ts';
import { type Candidate, type Choice, choose, noChoice } from '../match/choose.ts';
import { clickCandidates } from '../match/elements.ts';
import { similarity } from '../match/similarity.ts';
import { contentStems, stemsOf } from '../match/words.ts';
import { Obstacle } from '../obstacle.ts';
import type { Seen, Sight } from '../page/sight.ts';
import { refuseErrorAnswer } from './answer.ts';
import { changeBetween } from './change.ts';
import { refuseDenial, refuseMissing } from './denial.ts';
import { explore } from './explore.ts';
import { isBare, isBlank, refuseKeptBack } from './kept-back.ts';
import { headings, mainHeading } from './page-head.ts';
import type { Scene } from './scene.ts';

const BARE_STAYS = 1600;
const DATA_LIMIT = 6000;

type GoTo = Extract<Instruction, { kind: 'go-to' }>;

/** Follows what the page itself offers. An address is never guessed. */
export async function goTo(scene: Scene, instruction: GoTo): Promise<void> {
  let sight = await scene.tab.look();
  let choice = chooseWay(sight, instruction);
  const already = alreadyThere(sight, instruction, choice);
  if (already) {
    const plan = { action: 'goto', instruction: instruction.text, element: null };
    return scene.journal.step(plan, async () => already);
  }
  if (choice.kind === 'none') {
    const found = await explore(scene, instruction.text, seen => {
      const there = chooseWay(seen, instruction);
      return there.kind === 'none' ? null : there;
    });
    if (found) [sight, choice] = [found.sight, found.result];
  }
  if (choice.kind !== 'chosen') throw noChoice(`the page "${instruction.page.text}"`, choice);
  await follow(scene, { instruction, sight, way: choice.candidate });
}

async function follow(
  scene: Scene,
  { instruction, sight, way }: { instruction: GoTo; sight: Sight; way: Candidate<Seen> },
): Promise<void> {
  await scene.journal.step(
    { action: 'click', instruction: instruction.text, element: way.label },
    async () => {
      const document = await scene.tab.document();
      const since = Date.now();
      await scene.tab.click(scene.tab.locate(way.item));
      await refuseErrorAnswer(scene, { before: document, label: way.label });
      return arrival(scene, { page: instruction.page, before: sight, way: way.item, since });
    },
  );
}

interface Way {
  readonly page: Phrase;
  readonly before: Sight;
  readonly way: Seen;
  readonly since: number;
}

/** Late pages get a little time to show that they are the right one, and to show that they are not. */
async function arrival(scene: Scene, { page, before, way, since }: Way): Promise<string> {
  const deadline = Date.now() + 4000;
  for (;;) {
    scene.signal.throwIfAborted();
    let now = await scene.tab.look();
    const seemsThere = evidenceOf(now, page, way) !== null && changeBetween(before, now) && !isBlank(now);
    if (seemsThere) now = await atRest(scene, { now, since });
    const evidence = evidenceOf(now, page, way);
    const changed = changeBetween(before, now);
    if (changed) {
      refuseMissing({ label: page.text, before, now });
      await refuseDenial(scene, { page, before, now });
      refuseKeptBack({ page, before, now });
    }
    if (evidence && changed && !isBlank(now)) return evidence;
    if (Date.now() > deadline) {
      const what = changed ? `it shows "${now.title}" at ${now.url}` : 'nothing on the page changed';
      throw new Obstacle(
        'wrong_page_state',
        `After following it, the page is not evidently "${page.text}": ${what}.`,
      );
    }
    await scene.tab.settle(1000);
  }
}

/** What a site sends away again, it sends away soon after it came up, or when it has asked for the data of the page. */
async function atRest(scene: Scene, { now, since }: { now: Sight; since: number }): Promise<Sight> {
  const startedAt = Date.now();
  const isMoving = () => scene.tab.page.url() !== now.url;
  while (!isMoving()) {
    const age = Date.now() - startedAt;
    const awaits = age < DATA_LIMIT && scene.tab.awaitsDataSince(since);
    if (!awaits && age > (isBare(now) ? BARE_STAYS : 0)) break;
    await sleep(100, undefined, { signal: scene.signal });
  }
  await scene.tab.settle(1000);
  return scene.tab.look();
}

function chooseWay(sight: Sight, { page, saysPage }: GoTo): Choice<Seen> {
  const target = { phrase: page, kind: null, row: null };
  const candidates = clickCandidates(sight, target).map(each => ({
    ...each,
    score: each.score + bonus(each.item),
  }));
  return choose(candidates);

  /** Pages are reached by links and menus; a main menu outranks a link in the text. */
  function bonus(seen: Seen): number {
    const leads = seen.role === 'link' || seen.role === 'menuitem' || seen.role === 'tab';
    const inMenu =
      seen.within.includes('navigation') || seen.within.includes('menubar') || seen.within.includes('menu');
    return (leads && saysPage ? 0.02 : 0) + (inMenu ? 0.08 : 0) - (seen.within.includes('row') ? 0.1 : 0);
  }
}

/** A link to the page one is on, or a main heading of that name where no link leads anywhere else. */
function alreadyThere(sight: Sight, { page }: GoTo, choice: Choice<Seen>): string | null {
  if (choice.kind === 'chosen') {
    const { item } = choice.candidate;
    if (!item.url || absolute(item.url, sight.url) !== sight.url) return null;
    return `already at ${sight.url}`;
  }
  if (choice.kind === 'ambiguous') return null;
  const heading = mainHeading(sight);
  if (heading && similarity(page.text, heading.name) >= 0.88)
    return `already there: heading "${heading.name}"`;
  return similarity(page.text, lastSegment(sight.url)) >= 0.88 ? `already at ${sight.url}` : null;
}

function evidenceOf(sight: Sight, page: Phrase, way: Seen): string | null {
  const words = contentStems(page.text);
  const has = (text: string) => {
    const there = stemsOf(text);
    return words.every(word => there.includes(word));
  };
  const heading = headings(sight).find(each => has(each.name));
  if (heading) return `heading "${heading.name}"`;
  if (has(sight.title)) return `title "${sight.title}"`;
  const path = decodeURIComponent(new URL(sight.url).pathname + new URL(sight.url).hash);
  if (has(path)) return `address ${sight.url}`;
  if (way.url && absolute(way.url, sight.url) === sight.url) return `address ${sight.url} of the link`;
  const tab = sight.elements.find(each => each.selected && similarity(page.text, each.name) >= 0.88);
  return tab ? `selected ${tab.role} "${tab.name}"` : null;
}

function lastSegment(url: string): string {
  const segments = new URL(url).pathname.split('/').filter(Boolean);
  return segments.at(-1) ?? '';
}

function absolute(url: string, base: string): string {
  return URL.canParse(url, base) ? new URL(url, base).href : url;
}
