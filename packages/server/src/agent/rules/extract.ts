import { setTimeout as sleep } from 'node:timers/promises';
import type { RunOutputCompleteness } from '@berth/contract';
import { closedDoubt } from '../extract/closed.ts';
import { type Gathered, gatherAll, gatherThisPage } from '../extract/paging.ts';
import { type Answer, answerOf, type Question, undecidedColumns } from '../extract/question.ts';
import { type FramedSet, readAll } from '../extract/reader.ts';
import type { RecordRow } from '../extract/record-set.ts';
import { choosesAmong, listsUnder } from '../extract/section.ts';
import type { Phrase } from '../language/instruction.ts';
import { Obstacle } from '../obstacle.ts';
import type { ClosedPart } from '../page/closed-part.page.ts';
import { closedParts } from '../page/closed-parts.ts';
import type { Scene } from './scene.ts';

const APPEARANCE_LIMIT = 5000;
const COLUMNS_NAMED = 12;

interface Found extends FramedSet {
  readonly answer: Answer;
}

export interface Extracted {
  readonly output: unknown;
  readonly completeness: RunOutputCompleteness;
}

/** Reads a list to its end, and says so when the end is not evident: part of a list never counts as the list. */
export async function extract(scene: Scene, question: Question): Promise<Extracted> {
  let output: unknown = null;
  let completeness: RunOutputCompleteness = 'as_shown';
  await scene.journal.step({ action: 'extract', instruction: question.text, element: null }, async () => {
    const found = await findList(scene, question);
    const { frame, set, answer } = found;
    // Of the first page only what lies in its records: the end of the list is on the last.
    const early = await closedDoubtOn(scene, { found, isProven: true });
    const walk = {
      tab: scene.tab,
      locus: { frame, signature: set.signature },
      columns: answer.columns,
      signal: scene.signal,
      enough: question.limit,
      section: question.section,
      startedAt: Date.now(),
    };
    const gathered = question.onlyThisPage ? await gatherThisPage(walk, set) : await gatherAll(walk, set);
    const rows = gathered.collection.settle();
    output = project(question.limit === null ? rows : rows.slice(0, question.limit), answer);
    const claim = verdict({ question, gathered, found, output, count: rows.length });
    if (isProvenBy(question, gathered)) completeness = 'proven';
    const isProven =
      gathered.collection.total === rows.length || (question.limit !== null && rows.length >= question.limit);
    const doubt = early ?? (await closedDoubtOn(scene, { found, isProven }));
    if (doubt) throw new Obstacle('incomplete_data', `What was read may not be all: ${doubt}.`, { output });
    return claim;
  });
  return { output, completeness };
}

/** Whether all that was asked for was evidently read. */
function isProvenBy({ limit, onlyThisPage }: Question, { collection, isEndStated }: Gathered): boolean {
  if (onlyThisPage || isEndStated || collection.total === 0) return true;
  return limit !== null && collection.settle().length >= limit;
}

/** What lies in a closed shadow root is in no reading, and may be a value, a row or a way on. */
async function closedDoubtOn(
  { tab }: Scene,
  { found, isProven }: { found: Found; isProven: boolean },
): Promise<string | null> {
  return closedDoubt(await closedParts(tab.page), { document: found.frame.url(), isProven });
}

interface Result {
  readonly question: Question;
  readonly gathered: Gathered;
  readonly found: Found;
  readonly output: unknown;
  readonly count: number;
}

/** What makes the result complete, or the obstacle that it is not. */
function verdict({ question, gathered, found, output, count }: Result): string {
  const { collection, stopped } = gathered;
  const { total, pages, statedPages } = collection;
  if (count === 0) return emptiness(found, total);
  if (question.onlyThisPage) return `${count} records on this page`;
  if (question.limit !== null && count >= question.limit) return `the first ${question.limit} records`;
  if (total !== null && count !== total) {
    const why = stopped ? `: ${stopped}` : '';
    throw new Obstacle(
      'incomplete_data',
      `Found ${count} records, and the page states ${total} ("${collection.statedText}")${why}.`,
      { output },
    );
  }
  if (stopped) {
    throw new Obstacle(
      'incomplete_data',
      `Found ${count} records on ${pages} pages, and the list may be longer: ${stopped}.`,
      { output },
    );
  }
  if (total === null && statedPages !== null && pages < statedPages) {
    throw new Obstacle(
      'incomplete_data',
      `Read ${pages} of ${statedPages} stated pages (${count} records).`,
      { output },
    );
  }
  if (total === null && pages === 1) return `the ${count} records that the page shows; it states no total`;
  return total === null
    ? `${count} records on ${pages} pages, up to the end of the list`
    : `${count} of ${total} stated records`;
}

function emptiness({ set }: Found, total: number | null): string {
  if (total === 0) return 'the page states 0 records';
  if (set.emptyText) return `the page says "${set.emptyText}"`;
  throw new Obstacle(
    'data_extraction_failure',
    'The list has no rows, and the page does not say that it is empty.',
  );
}

/** The list that answers best. Lists may arrive late; and none is taken when two answer equally well. */
async function findList(scene: Scene, question: Question): Promise<Found> {
  const deadline = Date.now() + APPEARANCE_LIMIT;
  for (;;) {
    const everything = await readAll(scene.tab);
    const all = question.section ? listsUnder(everything, question.section) : everything;
    const found = rank(all, question, scene.tab.page.url());
    const ready = found.find(each => each.set.rows.length > 0 && !each.set.busy) ?? null;
    const isEmpty = found.some(each => each.set.emptyText !== null && !each.set.busy);
    const [top, second] = found;
    if (top && (ready === top || isEmpty || Date.now() > deadline)) {
      if (question.section && choosesAmong(top.set, question.section)) throw choosing(question.section);
      if (second && isTie(top, second)) throw tie(found.filter(each => each === top || isTie(top, each)));
      return top;
    }
    if (Date.now() > deadline) {
      if (question.section && all.length === 0) throw nothingUnder(question.section, everything);
      throw nothingAnswers(all, question, {
        url: scene.tab.page.url(),
        closed: await closedParts(scene.tab.page),
      });
    }
    await sleep(80, undefined, { signal: scene.signal });
    await scene.tab.settle(1000);
  }
}

function rank(all: readonly FramedSet[], question: Question, url: string): Found[] {
  const found = all.flatMap(framed => {
    const answer = answerOf(framed.set, question, url);
    return answer ? [{ ...framed, answer }] : [];
  });
  return found.sort((a, b) => weight(b) - weight(a));
}

/** Tables are what they seem; repeated mark-up is a guess, and a single record seldom is "all". */
function weight({ set, answer }: Found): number {
  const kind = set.kind === 'cards' ? -0.1 : set.kind === 'pairs' ? -0.15 : 0;
  return answer.score + kind + Math.min(set.rows.length, 20) / 400;
}

function isTie(top: Found, second: Found): boolean {
  if (top.set.kind === 'cards' || top.set.kind !== second.set.kind) return false;
  return top.answer.score - second.answer.score < 0.05 && second.set.rows.length > 0;
}

function tie(lists: readonly Found[]): Obstacle {
  const names = lists.map(({ set }) => `"${set.title || set.columns.join(', ')}"`);
  const headed = new Set(names).size === names.length && lists.every(({ set }) => set.title !== '');
  const advice = headed ? ` Name one by its heading, as in: under ${names[0]}.` : '';
  return new Obstacle(
    'ambiguous_target',
    `${lists.length === 2 ? 'Two' : lists.length} lists on the page answer equally well: ${names.join(' and ')}.${advice}`,
  );
}

function choosing({ text }: Phrase): Obstacle {
  return new Obstacle(
    'data_extraction_failure',
    `"${text}" heads the list, and some of its records hold it as a value: it may choose among them, and only all can be read.`,
  );
}

function nothingUnder(section: Phrase, all: readonly FramedSet[]): Obstacle {
  const titles = [...new Set(all.map(({ set }) => set.title).filter(title => title !== ''))];
  const there = titles.slice(0, COLUMNS_NAMED).map(title => `"${title}"`);
  return new Obstacle(
    'data_extraction_failure',
    `No list on the page stands under "${section.text}".${there.length > 0 ? ` There are lists under ${there.join(', ')}.` : ''}`,
  );
}

function nothingAnswers(
  all: readonly FramedSet[],
  question: Question,
  { url, closed }: { url: string; closed: readonly ClosedPart[] },
): Obstacle {
  const asked = question.attributes.map(attribute => attribute.text).join(', ');
  const undecided = all
    .map(({ set }) => undecidedColumns(set, question, url))
    .find(columns => columns.length > 0);
  if (undecided) {
    const names = undecided.map(name => `"${name}"`).join(' and ');
    return new Obstacle(
      'data_extraction_failure',
      `"${asked}" could mean the columns ${names}. Name one of them exactly.`,
    );
  }
  const tables = all.filter(({ set }) => set.kind !== 'cards');
  const shown = (tables.length > 0 ? tables : all).slice(0, 3).map(({ set }) => describe(set.columns));
  const there = shown
    .filter(text => text !== '')
    .map(text => `[${text}]`)
    .join(' and ');
  const hidden = closed.find(part => !part.isAside && (part.hasRecords || part.text !== ''));
  const beyond = hidden ? ` A part of the page (${hidden.host}) is closed to reading.` : '';
  const reason = `${there ? `The page lists ${there}.` : 'The page shows no list.'}${beyond}`;
  return new Obstacle(
    'data_extraction_failure',
    `No column of a list on the page evidently holds "${asked}". ${reason}`,
  );
}

function describe(columns: readonly string[]): string {
  return columns
    .filter(name => name !== '')
    .slice(0, COLUMNS_NAMED)
    .join(', ');
}

/** An empty cell of a record is `null`: nothing moves into its place. */
function project(rows: readonly RecordRow[], { columns, names, single }: Answer): unknown {
  if (single) return rows.map(row => row.cells[columns[0] ?? 0] ?? '');
  return rows.map(row =>
    Object.fromEntries(
      columns.map((column, at) => [names[at] ?? `column_${at + 1}`, row.cells[column] || null]),
    ),
  );
}
