/// <reference lib="dom" />
import type { Doubt, RecordSet, StatedTotal } from '../record-set.ts';
import type { FoundSet } from './found.page.ts';
import type { FoundControl } from './pagers.page.ts';

declare const everyElement: typeof import('./text.page.ts').everyElement;
declare const isShown: typeof import('./text.page.ts').isShown;
declare const liesIn: typeof import('./text.page.ts').liesIn;
declare const parentOf: typeof import('./text.page.ts').parentOf;
declare const visibleText: typeof import('./text.page.ts').visibleText;
declare const findHeadings: typeof import('./headings.page.ts').findHeadings;
declare const titleOf: typeof import('./headings.page.ts').titleOf;
declare const trailOf: typeof import('./headings.page.ts').trailOf;
declare const findTables: typeof import('./tables.page.ts').findTables;
declare const findGrids: typeof import('./grids.page.ts').findGrids;
declare const findCards: typeof import('./cards.page.ts').findCards;
declare const findTotals: typeof import('./totals.page.ts').findTotals;
declare const findDoubts: typeof import('./doubts.page.ts').findDoubts;
declare const isJustAfter: typeof import('./doubts.page.ts').isJustAfter;
declare const isAdjacent: typeof import('./doubts.page.ts').isAdjacent;
declare const emptyTextOf: typeof import('./emptiness.page.ts').emptyTextOf;
declare const troubleNear: typeof import('./emptiness.page.ts').troubleNear;
declare const numberedPages: typeof import('./numbers.page.ts').numberedPages;
declare const findControls: typeof import('./pagers.page.ts').findControls;

export interface Survey {
  sets: FoundSet[];
  signatures: string[];
  /** The controls and totals of each list: those that lie nearer to it than to any other. */
  controls: FoundControl[][];
  totals: StatedTotal[][];
  doubts: Doubt[][];
}

/** Finds every list of the document, and which pager and which stated total belong to which list. */
export function survey(): Survey {
  const elements = everyElement();
  const tables = [...findTables(elements), ...findGrids(elements)];
  const sets = [...tables, ...findCards(elements, tables)];
  const rows = new Set(
    sets.flatMap(set => set.rows.map(row => row.element).filter(element => element !== set.root)),
  );
  const tableRows = new Set(
    tables.flatMap(set => set.rows.map(row => row.element).filter(element => element !== set.root)),
  );
  const controls: FoundControl[][] = sets.map(() => []);
  const totals: StatedTotal[][] = sets.map(() => []);
  // Numbered pagers are lists of siblings themselves, so only rows of tables hide a control.
  const found = findControls(elements, tableRows);
  for (const control of found) {
    for (const at of nearest(control.element)) controls[at]?.push(control);
  }
  for (const { element, ...stated } of findTotals(elements)) {
    if ([...rows].some(row => tableRows.has(row) && liesIn(element, row))) continue;
    for (const at of nearest(element)) totals[at]?.push(stated);
  }
  const doubts: Doubt[][] = sets.map(() => []);
  const known = { rows: tableRows, controls: new Set(found.map(({ element }) => element)), sets };
  for (const { element, ...doubt } of findDoubts(elements, known)) {
    for (const at of nearest(element)) {
      const root = sets[at]?.root;
      if (root && standsRight(doubt.kind, element, root)) doubts[at]?.push(doubt);
    }
  }
  const seen = new Map<string, number>();
  const signatures = sets.map(set => {
    const base = `${set.kind}|${set.columns.join('¦').slice(0, 300)}|${set.kind === 'cards' ? set.shape : ''}`;
    const count = (seen.get(base) ?? 0) + 1;
    seen.set(base, count);
    return `${base}|${count}`;
  });
  return { sets, signatures, controls, totals, doubts };

  /** Lists whose common ancestor with the element is deepest; lists that hold the element inside a record do not count. */
  function nearest(element: Element): number[] {
    for (let at = parentOf(element); at; at = parentOf(at)) {
      const here = sets.flatMap((set, index) =>
        at && liesIn(set.root, at) && !holds(set, element) ? [index] : [],
      );
      const big = here.filter(index => tables.includes(sets[index] ?? tables[0] ?? emptySet()));
      if (here.length > 0) return big.length > 0 ? big : here;
    }
    return [];
  }

  /** What says nothing counts only where it stands. */
  function standsRight(kind: Doubt['kind'], element: Element, root: Element): boolean {
    if (kind === 'unnamed') return isAdjacent(element, root);
    return kind !== 'unknown' || isJustAfter(element, root);
  }

  function holds(set: FoundSet, element: Element): boolean {
    return (
      liesIn(element, set.root) &&
      (set.kind === 'cards' ? true : set.rows.some(row => liesIn(element, row.element)))
    );
  }

  function emptySet(): FoundSet {
    return { kind: 'pairs', root: document.body, columns: [], rows: [], emptyText: null, shape: '' };
  }
}

/** The readable form of a survey. */
export function readRecordSets(): RecordSet[] {
  const found = survey();
  const headings = findHeadings(everyElement());
  const main = headings.filter(heading => heading.tagName === 'H1').map(visibleText);
  const isTable = (set: FoundSet) => set.kind !== 'cards';
  return found.sets.map((set, at) => ({
    kind: set.kind,
    signature: found.signatures[at] ?? '',
    title: titleOf(set.root, headings),
    trail: trailOf(set.root, {
      headings,
      // A list of links beside a heading takes no table's heading away.
      roots: found.sets.filter(each => isTable(each) || !isTable(set)).map(({ root }) => root),
    }),
    headings: [...main, document.title],
    columns: set.columns,
    rows: set.rows.map(({ cells, key, index }) => ({ cells, key, index })),
    rowCount: rowCountOf(set.root),
    busy: isBusy(set.root),
    emptyText: emptyTextOf(set, [titleOf(set.root, headings), ...main, ...set.columns]),
    totals: found.totals[at] ?? [],
    pager: pagerOf(found.controls[at] ?? []),
    scrollable: scrollerOf(set.root) !== null,
    doubts: found.doubts[at] ?? [],
    trouble: troubleNear(set.root),
  }));

  /** `aria-rowcount` counts the header row too, where there is one. */
  function rowCountOf(root: Element): number | null {
    const count = Number(root.getAttribute('aria-rowcount') ?? 0);
    return count > 0 ? count - (root.querySelector('[role=columnheader], th') ? 1 : 0) : null;
  }

  function isBusy(root: Element): boolean {
    if (root.closest('[aria-busy=true]') || root.querySelector('[aria-busy=true]')) return true;
    const around = root.parentElement?.parentElement ?? root.parentElement ?? root;
    const signs =
      '[role=progressbar]:not([aria-valuenow]), [class*=skeleton], [class*=spinner], [class*=loading]';
    return [...around.querySelectorAll(signs)].some(
      sign => sign !== root && isShown(sign) && !sign.contains(root),
    );
  }
}

/** What the controls of one list amount to. */
export function pagerOf(controls: readonly FoundControl[]): RecordSet['pager'] {
  const chosen = chooseControls(controls);
  const plain = (control: { label: string; disabled: boolean } | null) =>
    control ? { label: control.label, disabled: control.disabled } : null;
  return {
    next: plain(chosen.next),
    more: plain(chosen.more),
    back: plain(chosen.back),
    silent: plain(chosen.silent),
    current: chosen.current,
    numbers: chosen.pages.filter(each => !each.disabled).map(each => each.number),
    lastNumber: chosen.lastNumber,
  };
}

export function chooseControls(controls: readonly FoundControl[]) {
  const { pages, current } = numberedPages(controls);
  const following = current === null ? null : pages.find(each => each.number === current + 1);
  const firstNumber = pages.find(each => each.number === 1 && each.number !== current);
  const find = (role: FoundControl['role']) =>
    controls.find(each => each.role === role && !each.disabled) ??
    controls.find(each => each.role === role) ??
    null;
  const stepBack = find('back');
  return {
    // Numbers say where they lead; a bare arrow may lead to the last page.
    next: following ?? find('next') ?? null,
    more: find('more'),
    silent: find('silent'),
    // Page 1 is the quickest way to the start; on page 1 there is nothing to go back to.
    back: current === 1 ? null : (firstNumber ?? find('first') ?? stepBack),
    current,
    pages,
    lastNumber: pages.length > 0 ? Math.max(current ?? 0, ...pages.map(each => each.number)) : null,
  };
}

/** What scrolls the list: a box around it (or within), or the document. */
export function scrollerOf(root: Element): Element | null {
  const scrolls = (element: Element) =>
    element.scrollHeight > element.clientHeight + 20 &&
    /auto|scroll/.test(getComputedStyle(element).overflowY);
  for (let at: Element | null = root; at && at !== document.body; at = parentOf(at))
    if (scrolls(at)) return at;
  const inner = [...root.querySelectorAll('*')].find(scrolls);
  if (inner) return inner;
  const page = document.scrollingElement;
  return page && page.scrollHeight > page.clientHeight + 20 ? page : null;
}

/** The element to click: `which` of the pager of the list with this signature. */
export function pagerElement({
  signature,
  which,
}: {
  signature: string;
  which: 'next' | 'more' | 'back' | 'silent' | number;
}): Element | null {
  const found = survey();
  const chosen = chooseControls(found.controls[found.signatures.indexOf(signature)] ?? []);
  if (typeof which !== 'number') return chosen[which]?.element ?? null;
  return chosen.pages.find(page => page.number === which)?.element ?? null;
}

/** Scrolls a list on by most of a screenful (or to its start); says whether there was anywhere to go. */
export function scrollList({ signature, toStart }: { signature: string; toStart: boolean }): boolean {
  const found = survey();
  const root = found.sets[found.signatures.indexOf(signature)]?.root;
  const scroller = root ? scrollerOf(root) : null;
  if (!scroller) return false;
  const before = scroller.scrollTop;
  scroller.scrollTop = toStart ? 0 : before + Math.max(40, scroller.clientHeight * 0.8);
  scroller.dispatchEvent(new Event('scroll'));
  return scroller.scrollTop !== before;
}
