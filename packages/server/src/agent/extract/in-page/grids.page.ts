/// <reference lib="dom" />
import type { FoundSet } from './found.page.ts';

declare const isShown: typeof import('./text.page.ts').isShown;
declare const liesIn: typeof import('./text.page.ts').liesIn;
declare const visibleText: typeof import('./text.page.ts').visibleText;
declare const nameOf: typeof import('./text.page.ts').nameOf;
declare const keyOf: typeof import('./found.page.ts').keyOf;

/** Tables made of roles instead of table mark-up. */
export function findGrids(elements: readonly Element[]): FoundSet[] {
  const roots = elements.filter(
    element =>
      /^(table|grid|treegrid)$/.test(element.getAttribute('role') ?? '') &&
      element.tagName !== 'TABLE' &&
      isShown(element),
  );
  return roots.map(readGrid).filter(set => set.rows.length > 0 || set.columns.length > 0);

  function readGrid(root: Element): FoundSet {
    const own = elements.filter(element => element !== root && liesIn(element, root));
    const headers = own.filter(
      element => element.getAttribute('role') === 'columnheader' && isShown(element),
    );
    const columns = aligned(headers, each => visibleText(each) || nameOf(each));
    const set: FoundSet = { kind: 'grid', root, columns, rows: [], emptyText: null, shape: '' };
    const byIndex = new Map<string, Element[]>();
    for (const row of own.filter(element => element.getAttribute('role') === 'row' && isShown(element))) {
      if (row.querySelector('[role=columnheader]')) continue;
      // Pinned columns split a row into several elements that share an index.
      const index =
        row.getAttribute('aria-rowindex') ?? row.getAttribute('row-index') ?? `at ${byIndex.size}`;
      byIndex.set(index, [...(byIndex.get(index) ?? []), row]);
    }
    for (const [index, parts] of byIndex) addRow(set, index, parts);
    return set;
  }

  function addRow(set: FoundSet, index: string, parts: readonly Element[]): void {
    const cells = parts
      .flatMap(part => [...part.querySelectorAll('[role=gridcell], [role=cell], [role=rowheader]')])
      .filter(isShown);
    const [first] = parts;
    if (!first || cells.length === 0) return;
    const texts = aligned(cells, visibleText);
    if (cells.length === 1 && set.columns.length > 1) {
      set.emptyText ??= texts[0] ?? null;
      return;
    }
    set.rows.push({
      element: first,
      cells: texts,
      key: keyOf(first),
      index: /^\d+$/.test(index) ? Number(index) : null,
    });
  }

  /** By column index where every cell has one, as some grids leave columns out of the document. */
  function aligned(cells: readonly Element[], read: (cell: Element) => string): string[] {
    const positions = cells.map(cell => Number(cell.getAttribute('aria-colindex') ?? Number.NaN));
    if (positions.some(position => !(position >= 1 && position < 500))) return cells.map(read);
    const texts: string[] = [];
    for (const [at, cell] of cells.entries()) texts[(positions[at] ?? 1) - 1] = read(cell);
    return Array.from(texts, text => text ?? '');
  }
}
