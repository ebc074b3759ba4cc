/// <reference lib="dom" />
import type { StatedTotal } from '../record-set.ts';

declare const isShown: typeof import('./text.page.ts').isShown;
declare const visibleText: typeof import('./text.page.ts').visibleText;

export interface FoundTotal extends StatedTotal {
  element: Element;
}

/** Short texts outside the records that state how many there are: "1–20 of 47", "47 invoices", "Page 2 of 3". */
export function findTotals(elements: readonly Element[]): FoundTotal[] {
  const found: FoundTotal[] = [];
  for (const element of elements) {
    if (!/\d/.test(element.textContent ?? '') || (element.textContent ?? '').length > 160) continue;
    if (/^(SCRIPT|STYLE|OPTION|SELECT|TD|TH|TITLE|A|BUTTON)$/.test(element.tagName) || !isShown(element))
      continue;
    const stated = parse(visibleText(element));
    // The innermost element with the statement is nearest to its list.
    if (!stated) continue;
    const outer = found.findIndex(each => each.element.contains(element) && same(each, stated));
    if (outer !== -1) found.splice(outer, 1);
    found.push({ ...stated, element });
  }
  return found;

  function same(a: StatedTotal, b: StatedTotal): boolean {
    return a.total === b.total && a.from === b.from && a.page === b.page && a.pages === b.pages;
  }

  function parse(text: string): StatedTotal | null {
    if (
      text.length > 140 ||
      /selected|ausgewählt|seconds?\b|minutes?\b|days?\b|stars?\b|MB\b|KB\b/i.test(text)
    )
      return null;
    const number = String.raw`(\d{1,3}(?:[,.\u00a0\u202f]\d{3})+|\d+)`;
    const nothing: StatedTotal = {
      from: null,
      to: null,
      total: null,
      page: null,
      pages: null,
      basis: 'mention',
      text,
    };
    const pages = new RegExp(String.raw`\bpage:?\s*${number}\s*(?:of|\/|out of)\s*${number}`, 'i').exec(text);
    const rest = pages ? text.replace(pages[0], ' ') : text;
    const range = new RegExp(
      String.raw`${number}\s*(?:[-–—]|to|through)\s*${number}\s*(?:of|\/|out of|von|de|sur)\s*(?!about|over)${number}(?!\+)`,
      'i',
    ).exec(rest);
    if (range)
      return {
        ...nothing,
        from: value(range[1]),
        to: value(range[2]),
        total: value(range[3]),
        basis: 'range',
        ...paging(pages),
      };
    const some = new RegExp(
      String.raw`(?:showing|displaying|viewing|shown|loaded)\D{0,20}${number}\s*(?:of|\/|out of)\s*${number}(?!\+)`,
      'i',
    ).exec(rest);
    if (some) return { ...nothing, total: value(some[2]), basis: 'range', ...paging(pages) };
    const total = countIn(rest, number);
    if (total !== null)
      return { ...nothing, total, basis: isPlain(rest) ? 'count' : 'mention', ...paging(pages) };
    return pages ? { ...nothing, ...paging(pages) } : null;
  }

  function paging(pages: RegExpExecArray | null): { page: number | null; pages: number | null } {
    return { page: pages ? value(pages[1]) : null, pages: pages ? value(pages[2]) : null };
  }

  /** "47 invoices", "Total: 47", "47 results found", and Django's "1 2 3 47 invoices". */
  function countIn(text: string, number: string): number | null {
    if (/[~≈+]|about|over|more than|per page|rows per/i.test(text)) return null;
    const labelled = new RegExp(
      String.raw`^(?:total|count|results|records|entries|items|found)(?: \w+)?\s*:?\s*${number}$`,
      'i',
    ).exec(text);
    if (labelled) return value(labelled[1]);
    // "1 result (47 total)": the list is what was found, not all there is.
    const results = new RegExp(String.raw`(?:^|\s)${number} (?:results?|matches|hits)\b`, 'i').exec(text);
    if (results) return value(results[1]);
    const counted = new RegExp(
      String.raw`(?:^|\s|\()${number}\s+(\p{L}[\p{L}-]+(?:\s\p{L}[\p{L}-]+)?)(?:\s(?:found|in total|total|available))?\s*\)?\.?(?:\s*show all)?$`,
      'iu',
    ).exec(text);
    if (!counted?.[1] || !counted[2]) return null;
    if (
      /^(per|of|page|pages|more|new|next|px|usd|eur|gbp|am|pm|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)/i.test(
        counted[2],
      )
    )
      return null;
    return value(counted[1]);
  }

  /** "47 invoices", "Total: 47": no word beside the number that could narrow it down. */
  function isPlain(text: string): boolean {
    return /^[\d\s.,()]*(\p{L}+:?\s*)?[\d,.]*( (?:found|in total|total|available))?\)?\.?$/iu.test(
      text.trim(),
    );
  }

  function value(text: string | undefined): number {
    return Number((text ?? '').replace(/\D/g, ''));
  }
}
