import type { RecordRow, RecordSet, StatedTotal } from './record-set.ts';

/** Records gathered over the pages of one list. */
export class Collection {
  #rows: RecordRow[] = [];
  #repeated = new Set<RecordRow>();
  #signatures = new Set<string>();
  #stated: StatedTotal | null = null;
  #rowCount: number | null = null;
  #place: number | null = null;
  #placesSeen = new Set<number>();
  #placesOffered = new Set<number>();
  pages = 0;

  get rows(): readonly RecordRow[] {
    return this.#rows;
  }

  /** How many records there are by the page's own words. */
  get total(): number | null {
    const counted = this.#stated;
    // A bare number that the list outgrew counted something else.
    const isOutgrown =
      counted !== null && counted.basis !== 'range' && (counted.total ?? 0) < this.#rows.length;
    return (isOutgrown ? null : counted?.total) ?? this.#rowCount;
  }

  /** Whether a total that belongs to the list says that this was all. */
  get isProven(): boolean {
    return this.#basis !== 'mention' && this.total === this.settle().length;
  }

  /** Whether the list's own range, or its count of rows, says that it ends here. */
  get isAtEnd(): boolean {
    return this.#basis === 'range' && this.total === this.settle().length;
  }

  get #basis(): StatedTotal['basis'] {
    if (this.#stated && this.#stated.total !== null) return this.#stated.basis;
    return this.#rowCount === null ? 'mention' : 'range';
  }

  /** The number of the page that was read last, by its pager or by the number that was clicked. */
  get place(): number | null {
    return this.#place;
  }

  /** The lowest page that the pager leads to and that was never read. */
  get unseenPlace(): number | null {
    const isSeen = (number: number) =>
      this.#placesSeen.size > 0 ? this.#placesSeen.has(number) : number <= this.pages;
    const unseen = [...this.#placesOffered].filter(number => !isSeen(number));
    return unseen.length > 0 ? Math.min(...unseen) : null;
  }

  /** Notes which page is on show: its pager may not say so itself. */
  arriveAt(number: number | null, { pager }: RecordSet): void {
    this.#place = number;
    if (number !== null) this.#placesSeen.add(number);
    for (const offered of pager.numbers) this.#placesOffered.add(offered);
  }

  get statedPages(): number | null {
    return this.#stated?.pages ?? null;
  }

  get statedText(): string {
    return this.#stated?.text ?? (this.#rowCount === null ? '' : `${this.#rowCount} rows`);
  }

  hasSeen(set: RecordSet): boolean {
    return this.#signatures.has(contentOf(set));
  }

  addPage(set: RecordSet): void {
    this.#note(set);
    const known = this.#rows.map(identityOf);
    const overlap = overlapOf(known, set.rows.map(identityOf));
    // A page of the very same rows may be another page by right; a part that stands on both pages has moved.
    if (overlap < set.rows.length) for (const row of set.rows.slice(0, overlap)) this.#repeated.add(row);
    this.#rows.push(...set.rows);
  }

  /** Whether records stood on two pages: the list changed meanwhile, and others may have been missed. */
  get hasMoved(): boolean {
    return this.#rows.length !== this.settle().length;
  }

  /** The list grew in place: the latest reading holds everything. */
  replace(set: RecordSet): void {
    this.#note(set);
    this.#rows = [...set.rows];
  }

  /** The page that was read last holds more by now. */
  replaceLast(before: RecordSet, set: RecordSet): void {
    this.#note(set);
    this.pages -= 1;
    this.#rows = [...this.#rows.slice(0, this.#rows.length - before.rows.length), ...set.rows];
  }

  /** A window over a longer list: the part that overlaps with what is known is not new. */
  addWindow(set: RecordSet): void {
    this.#note(set);
    if (set.rows.every(row => row.index !== null)) {
      const byIndex = new Map(this.#rows.map(row => [row.index, row]));
      for (const row of set.rows) byIndex.set(row.index, row);
      this.#rows = [...byIndex.values()].sort((a, b) => (a.index ?? 0) - (b.index ?? 0));
      return;
    }
    const known = this.#rows.map(identityOf);
    const fresh = set.rows.map(identityOf);
    this.#rows.push(...set.rows.slice(overlapOf(known, fresh)));
  }

  /**
   * The records, each once. The same key on two pages, or the end of one page at the start of the next, is a record that
   * moved while paging; other equal rows without a key are two records. Where the page states a total, the total decides.
   */
  settle(): RecordRow[] {
    const distinct = new Map<string, RecordRow>();
    for (const [at, row] of this.#rows.entries()) {
      const identity = row.key === null ? `row ${at}` : identityOf(row);
      if (!distinct.has(identity) && !this.#repeated.has(row)) distinct.set(identity, row);
    }
    if (this.#rows.length === this.total) return [...this.#rows];
    return [...distinct.values()];
  }

  #note(set: RecordSet): void {
    this.pages += 1;
    this.#signatures.add(contentOf(set));
    this.#stated = statementOf(set) ?? this.#stated;
    this.#rowCount = set.rowCount ?? this.#rowCount;
  }
}

/** How many records at the end of what is known are the first of what is new. */
function overlapOf(known: readonly string[], fresh: readonly string[]): number {
  let overlap = Math.min(known.length, fresh.length);
  while (overlap > 0 && known.slice(-overlap).join('\n') !== fresh.slice(0, overlap).join('\n')) overlap -= 1;
  return overlap;
}

/** The statement that says most: a range with a total before a bare count. */
export function statementOf(set: RecordSet): StatedTotal | null {
  const useful = set.totals.filter(each => each.total !== null || each.pages !== null);
  const ranges = useful.filter(each => each.from !== null);

  // A bare count smaller than what is on show counts something else.
  const counts = useful.filter(
    each =>
      each.total !== null && (each.total >= set.rows.length || ranges.length > 0) && !countsOthers(each, set),
  );
  const pages = useful.find(each => each.pages !== null) ?? null;
  const best = ranges[0] ?? counts.find(each => each.basis !== 'mention') ?? counts[0] ?? null;
  if (!best) return pages;
  return { ...best, page: best.page ?? pages?.page ?? null, pages: best.pages ?? pages?.pages ?? null };
}

const STATES =
  /^(open|closed|paid|unpaid|draft|overdue|pending|active|inactive|archived|done|new|sent|cancell?ed|failed|solved)$/;

/** "25 open tickets" over a list of closed ones: both name a state, and not the same. */
function countsOthers({ text }: StatedTotal, { title, headings }: RecordSet): boolean {
  const statesIn = (words: string) =>
    words
      .toLowerCase()
      .split(/[^\p{L}]+/u)
      .filter(word => STATES.test(word));
  const counted = statesIn(text);
  const own = statesIn([title, ...headings].join(' '));
  return counted.length > 0 && own.length > 0 && !counted.some(word => own.includes(word));
}

export function contentOf(set: RecordSet): string {
  return set.rows.map(identityOf).join('\n');
}

function identityOf(row: RecordRow): string {
  return `${row.key ?? ''}|${row.cells.join('|')}`;
}
