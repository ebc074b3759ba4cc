/// <reference lib="dom" />
import type { FoundSet } from './found.page.ts';

declare const isShown: typeof import('./text.page.ts').isShown;
declare const valueText: typeof import('./text.page.ts').valueText;
declare const visibleText: typeof import('./text.page.ts').visibleText;
declare const keyOf: typeof import('./found.page.ts').keyOf;

export function findTables(elements: readonly Element[]): FoundSet[] {
  const tables = elements.filter(element => element instanceof HTMLTableElement && isShown(element));
  const found: FoundSet[] = [];
  let headerOnly: FoundSet | null = null;
  for (const table of tables) {
    if (!(table instanceof HTMLTableElement) || isLayout(table) || isPager(table)) continue;
    const set = readTable(table);
    // A fixed header is often a table of its own, just before the one with the rows.
    if (headerOnly && set.columns.every(name => name === '') && width(set) === headerOnly.columns.length) {
      set.columns = headerOnly.columns;
      found.splice(found.indexOf(headerOnly), 1);
    }
    headerOnly = set.rows.length === 0 && set.columns.length > 0 ? set : null;
    if (set.rows.length > 0 || set.columns.some(name => name !== '')) found.push(set);
  }
  return found;

  function isLayout(table: HTMLTableElement): boolean {
    if (/^(presentation|none)$/.test(table.getAttribute('role') ?? '')) return true;
    const nested = [...table.querySelectorAll('table')];
    if (nested.length === 0) return false;
    // A table with a header of its own holds others as details or as its pager, in rows of a single cell.
    const hasHeader = [...table.rows].some(row => row.cells.length > 1 && row.querySelector(':scope > th'));
    return !hasHeader || nested.some(each => (each.parentElement?.closest('tr')?.cells.length ?? 0) !== 1);
  }

  /** Nothing but the numbers and arrows that lead to the pages of the table around it. */
  function isPager(table: HTMLTableElement): boolean {
    if (!table.parentElement?.closest('table')) return false;
    const texts = [...table.querySelectorAll('td')].map(visibleText);
    return texts.every(text =>
      /^(\d{1,4}|[«»‹›<>.…|\s]*|next|previous|prev|first|last|weiter|zurück)$/i.test(text),
    );
  }

  function width(set: FoundSet): number {
    return Math.max(0, ...set.rows.map(row => row.cells.length));
  }

  function readTable(table: HTMLTableElement): FoundSet {
    const lines = expand(table);
    const headerAt = headerIndex(lines);
    const header = lines[headerAt];
    const columns = header
      ? header.cells.map(cell => (cell ? visibleText(cell) || hiddenName(cell) : ''))
      : [];
    const body = lines.filter((line, at) => at !== headerAt && !isHeaderLine(line) && !line.foot);
    if (!header && isPairs(body)) return pairsOf(table, body);
    const set: FoundSet = { kind: 'table', root: table, columns, rows: [], emptyText: null, shape: '' };
    const span = Math.max(columns.length, ...body.map(line => new Set(line.cells).size));
    const unmarked = withoutMarks(body);
    for (const [at, line] of body.entries()) {
      const distinct = new Set(line.cells);
      if (span > 1 && distinct.size === 1 && !isTorn(line, body)) {
        set.emptyText ??= visibleText(line.element) || null;
        continue;
      }
      const cells = unmarked[at] ?? [];
      if (isSummary(cells, at === body.length - 1) || cells.join() === columns.join()) continue;
      set.rows.push({ element: line.element, cells, key: keyOf(line.element), index: null });
    }
    return set;
  }

  /** One plain cell among full rows is a record that lacks the others; one over all columns is a heading or a message. */
  function isTorn({ cells }: ReturnType<typeof expand>[number], body: ReturnType<typeof expand>): boolean {
    const [only, ...others] = cells;
    const isPlain =
      only?.tagName === 'TD' && only.colSpan === 1 && !only.querySelector('b, strong, h2, h3, h4, h5');
    return isPlain && others.length === 0 && body.some(line => line.cells.length > 1);
  }

  /** Rows as positions: a cell that spans rows or columns stands at each of its places. */
  function expand(table: HTMLTableElement) {
    const lines: {
      element: HTMLTableRowElement;
      cells: (HTMLTableCellElement | null)[];
      head: boolean;
      foot: boolean;
    }[] = [];
    const carried: { cell: HTMLTableCellElement; left: number }[] = [];
    for (const row of table.rows) {
      if (!isShown(row)) continue;
      const cells: (HTMLTableCellElement | null)[] = [];
      const takeCarried = () => {
        for (let slot = carried[cells.length]; slot && slot.left > 0; slot = carried[cells.length]) {
          slot.left -= 1;
          cells.push(slot.cell);
        }
      };
      for (const cell of row.cells) {
        takeCarried();
        if (getComputedStyle(cell).display === 'none') continue;
        for (let span = Math.min(cell.colSpan, 50); span > 0; span -= 1) {
          if (cell.rowSpan > 1) carried[cells.length] = { cell, left: cell.rowSpan - 1 };
          cells.push(cell);
        }
      }
      takeCarried();
      const section = row.parentElement?.tagName;
      if (cells.length > 0)
        lines.push({ element: row, cells, head: section === 'THEAD', foot: section === 'TFOOT' });
    }
    return lines;
  }

  function headerIndex(lines: ReturnType<typeof expand>): number {
    const heads = lines.flatMap((line, at) => (line.head ? [{ at, named: named(line) }] : []));
    if (heads.length > 0) return heads.reduce((best, next) => (next.named >= best.named ? next : best)).at;
    const first = lines[0];
    return first && isHeaderLine(first) ? 0 : -1;
  }

  function named(line: ReturnType<typeof expand>[number]): number {
    return new Set(line.cells.filter(cell => cell && visibleText(cell) !== '')).size;
  }

  function isHeaderLine(line: ReturnType<typeof expand>[number]): boolean {
    const cells = line.cells.filter(cell => cell !== null);
    const heads = cells.filter(cell => cell.tagName === 'TH' && cell.getAttribute('scope') !== 'row');
    const blank = cells.filter(cell => cell.tagName === 'TD' && visibleText(cell) === '');
    return line.head || (heads.length > 0 && heads.length + blank.length === cells.length);
  }

  function isPairs(lines: ReturnType<typeof expand>): boolean {
    return lines.length > 0 && lines.every(({ cells }) => cells.length === 2 && isLabel(cells[0]));
  }

  function isLabel(cell: HTMLTableCellElement | null | undefined): boolean {
    return Boolean(cell) && (cell?.tagName === 'TH' || /:$/.test(visibleText(cell ?? document.body)));
  }

  function pairsOf(table: HTMLTableElement, lines: ReturnType<typeof expand>): FoundSet {
    const columns = lines.map(({ cells }) => (cells[0] ? visibleText(cells[0]).replace(/:$/, '') : ''));
    const cells = lines.map(line => (line.cells[1] ? visibleText(line.cells[1]) : ''));
    const rows = [{ element: table, cells, key: null, index: null }];
    return { kind: 'pairs', root: table, columns, rows, emptyText: null, shape: '' };
  }

  /** The values of the cells. Where a column holds bare codes, a word behind one of them is a mark beside it. */
  function withoutMarks(lines: ReturnType<typeof expand>): string[][] {
    const texts = lines.map(line => line.cells.map(cell => (cell ? valueText(cell) : '')));
    const leads = lines.map(line => line.cells.map(cell => (cell ? leadOf(cell) : '')));
    const isCode = (text: string) => /\d/.test(text) && !/\s/.test(text);
    return texts.map((row, at) =>
      row.map((text, column) => {
        const lead = leads[at]?.[column] ?? '';
        if (lead === text || !isCode(lead) || !text.startsWith(`${lead} `)) return text;
        const others = texts.filter((_, other) => other !== at).map(each => each[column] ?? '');
        return others.filter(isCode).length * 2 > others.length ? lead : text;
      }),
    );
  }

  function leadOf(cell: Element): string {
    const first = [...cell.childNodes].find(node => /\S/.test(node.textContent ?? ''));
    if (first instanceof Element) return visibleText(first);
    return (first?.nodeValue ?? '').replace(/\s+/g, ' ').trim();
  }

  function isSummary(cells: readonly string[], isLast: boolean): boolean {
    const filled = cells.filter(text => text !== '');
    if (filled.length >= cells.length) return false;
    const [first = ''] = filled;
    if (/^(grand |sub)?-?\s?total:?$|^sum:?$/i.test(first)) return true;
    return isLast && /^(\p{L}+ )?(sub-?)?(totals?|sum|summe|gesamt|average)( \p{L}+)?:?$/iu.test(first);
  }

  /** A header shown as an icon, or for screen readers only. */
  function hiddenName(cell: Element): string {
    return (cell.getAttribute('aria-label') ?? cell.getAttribute('title') ?? cell.textContent ?? '')
      .replace(/\s+/g, ' ')
      .trim();
  }
}
