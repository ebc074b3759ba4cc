/** What one reading of a page finds: lists of records of any mark-up, brought to one shape. */
export interface RecordSet {
  readonly kind: 'table' | 'grid' | 'cards' | 'pairs';
  /** The same list has the same signature on its next page. */
  readonly signature: string;
  readonly title: string;
  /** What it stands under, innermost first. */
  readonly trail: readonly string[];
  readonly headings: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly RecordRow[];
  readonly rowCount: number | null;
  readonly busy: boolean;
  readonly emptyText: string | null;
  readonly totals: readonly StatedTotal[];
  readonly pager: Pager;
  readonly scrollable: boolean;
  readonly doubts: readonly Doubt[];
  /** An error that the page shows by the list. */
  readonly trouble: string | null;
}

export interface RecordRow {
  readonly cells: readonly string[];
  /** What identifies the record in the page's mark-up; `null` when nothing does. */
  readonly key: string | null;
  readonly index: number | null;
}

/** What suggests that a list is only a part of what there is. `atLeast`: no doubt once so many records are read. */
export interface Doubt {
  readonly kind: 'words' | 'control' | 'unnamed' | 'unknown' | 'filter' | 'tab' | 'section';
  readonly text: string;
  readonly atLeast: number | null;
}

/** "21–40 of 47" → from 21, to 40, total 47. "47 invoices" → total 47. "Page 2 of 3" → page 2, pages 3. */
export interface StatedTotal {
  readonly from: number | null;
  readonly to: number | null;
  readonly total: number | null;
  readonly page: number | null;
  readonly pages: number | null;
  /** How sure it is about this list: "1–20 of 47" is its range, "47 invoices" a count, "9 invoices waiting" a mention. */
  readonly basis: 'range' | 'count' | 'mention';
  readonly text: string;
}

export interface Pager {
  /** How the list goes on: a control towards the next page, a button that adds more rows, or nothing. */
  readonly next: PagerControl | null;
  readonly more: PagerControl | null;
  readonly back: PagerControl | null;
  /** Words like "Next" on something that does not look like a control: only a listener makes it one. */
  readonly silent: PagerControl | null;
  readonly current: number | null;
  /** The pages that the pager leads to by their numbers. */
  readonly numbers: readonly number[];
  readonly lastNumber: number | null;
}

export interface PagerControl {
  readonly label: string;
  readonly disabled: boolean;
}
