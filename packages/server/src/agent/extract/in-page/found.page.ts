/// <reference lib="dom" />

/** A list as found in the document, still with its elements. Only lives inside the page. */
export interface FoundSet {
  kind: 'table' | 'grid' | 'cards' | 'pairs';
  root: Element;
  columns: string[];
  rows: { element: Element; cells: string[]; key: string | null; index: number | null }[];
  emptyText: string | null;
  shape: string;
}

/** What the mark-up gives a record for an identity: an id of its own, or the address it leads to. */
export function keyOf(row: Element): string | null {
  for (const name of [
    'data-id',
    'data-key',
    'data-row-key',
    'data-pk',
    'data-uid',
    'data-item-id',
    'row-id',
  ]) {
    const value = row.getAttribute(name);
    if (value) return `${name}=${value}`;
  }
  if (/\d/.test(row.id)) return `id=${row.id}`;
  const link = row.querySelector('a[href]');
  const href = link?.getAttribute('href') ?? '';
  return href && !/^(#|javascript:|mailto:|tel:)/i.test(href) ? `href=${href}` : null;
}
