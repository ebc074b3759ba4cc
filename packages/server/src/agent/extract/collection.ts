import type { RecordRow, RecordSet, StatedTotal } from './record-set.ts';

/** Records gathered over the pages of one list. */
export class Collection {
  #rows: RecordRow[] = [];
  #signatures = new Set<string>();
  #stated: StatedTotal | null = null;
  #rowCount: number | null = null;
  pages = 0;

  get rows(): readonly RecordRow[] {
    return this.#rows;
  }

  /** How many records there are by the page's own words. */
  get total(): number | null {
    return this.#stated?.total ?? this.#rowCount;
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
    this.#rows.push(...set.rows);
  }

  /** The list grew in place: the latest reading holds everything. */
  replace(set: RecordSet): void {
    this.#note(set);
    this.#rows = [...set.rows];
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
    let overlap = Math.min(known.length, fresh.length);
    while (overlap > 0 && known.slice(-overlap).join('\n') !== fresh.slice(0, overlap).join('\n'))
      overlap -= 1;
    this.#rows.push(...set.rows.slice(overlap));
  }

  /**
   * The records, each once. The same key on two pages is one record that moved while paging; equal rows without a key are
   * two records. Where the page states a total, the total decides.
   */
  settle(): RecordRow[] {
    const distinct = new Map<string, RecordRow>();
    for (const [at, row] of this.#rows.entries()) {
      const identity = row.key === null ? `row ${at}` : identityOf(row);
      if (!distinct.has(identity)) distinct.set(identity, row);
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

/** The statement that says most: a range with a total before a bare count. */
export function statementOf(set: RecordSet): StatedTotal | null {
  const useful = set.totals.filter(each => each.total !== null || each.pages !== null);
  const ranges = useful.filter(each => each.from !== null);
  // A bare count smaller than what is on show counts something else.
  const counts = useful.filter(
    each => each.total !== null && (each.total >= set.rows.length || ranges.length > 0),
  );
  const pages = useful.find(each => each.pages !== null) ?? null;
  const best = ranges[0] ?? counts[0] ?? null;
  if (!best) return pages;
  return { ...best, page: best.page ?? pages?.page ?? null, pages: best.pages ?? pages?.pages ?? null };
}

export function contentOf(set: RecordSet): string {
  return set.rows.map(identityOf).join('\n');
}

function identityOf(row: RecordRow): string {
  return `${row.key ?? ''}|${row.cells.join('|')}`;
}
