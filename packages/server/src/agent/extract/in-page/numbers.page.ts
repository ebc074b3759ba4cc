/// <reference lib="dom" />
import type { FoundControl } from './pagers.page.ts';

export interface NumberedPage {
  element: Element;
  number: number;
  current: boolean;
  disabled: boolean;
  label: string;
}

/** The numbered pages of a pager, and which of them is on show, by what the page marks or what stands out. */
export function numberedPages(controls: readonly FoundControl[]): {
  pages: NumberedPage[];
  current: number | null;
} {
  const numbers = controls.filter(control => control.role === 'number');
  const pages = (numbers.some(each => each.until !== null) ? byRange() : plain()).filter(isPage);
  const current = pages.length === 0 ? null : currentOf();
  return isSequence() ? { pages, current } : { pages: [], current: null };

  function plain(): NumberedPage[] {
    return numbers.flatMap(each => (each.number === null ? [] : [{ ...each, number: each.number }]));
  }

  /** "1–10 | 11–20": a page has a place by the records on it. */
  function byRange(): NumberedPage[] {
    const ranges = numbers.flatMap(({ number, until, ...rest }) =>
      number === null || until === null || until < number ? [] : [{ ...rest, from: number, until }],
    );
    const size = Math.max(...ranges.map(({ from, until }) => until - from + 1));
    return ranges
      .filter(({ from }) => (from - 1) % size === 0)
      .map(({ from, until, ...rest }) => ({ ...rest, number: (from - 1) / size + 1 }));
  }

  /** Years are no pages. */
  function isPage({ number }: NumberedPage): boolean {
    return number >= 1 && (number < 1900 || number > 2100);
  }

  /** 10, 25, 50 are sizes of a page, 1, 2, 3 are pages. */
  function isSequence(): boolean {
    const all = new Set([...pages.map(({ number }) => number), ...(current === null ? [] : [current])]);
    return [...all].some(number => all.has(number + 1));
  }

  function currentOf(): number | null {
    const marked = pages.find(each => each.current);
    if (marked) return marked.number;
    const here = pages.filter(({ element }) => element instanceof HTMLAnchorElement && isHere(element));
    if (here.length === 1) return here[0]?.number ?? null;
    return withoutLink() ?? standingOut();
  }

  function isHere(anchor: HTMLAnchorElement): boolean {
    return !/^(#|$)/.test(anchor.getAttribute('href') ?? '') && anchor.href === location.href;
  }

  /** "[1] 2 3": the number that is text alone. */
  function withoutLink(): number | null {
    let around: Element | null = pages[0]?.element.parentElement ?? null;
    while (around && !pages.every(({ element }) => around?.contains(element))) around = around.parentElement;
    const last = Math.max(...pages.map(({ number }) => number));
    const loose = [...(around?.childNodes ?? [])]
      .filter(node => node.nodeType === Node.TEXT_NODE)
      .flatMap(node => (node.nodeValue ?? '').match(/\d+/g) ?? [])
      .map(Number)
      .filter(number => number >= 1 && number <= last + 1 && pages.every(each => each.number !== number));
    return loose.length === 1 ? (loose[0] ?? null) : null;
  }

  /** The only one of several with a look of its own. */
  function standingOut(): number | null {
    const looks = pages.map(({ element }) => {
      const { fontWeight, color, backgroundColor } = getComputedStyle(element);
      return [element.tagName, element.className, fontWeight, color, backgroundColor].join('|');
    });
    const alone = pages.filter((_, at) => looks.filter(look => look === looks[at]).length === 1);
    return pages.length > 2 && alone.length === 1 ? (alone[0]?.number ?? null) : null;
  }
}
