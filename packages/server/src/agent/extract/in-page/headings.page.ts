/// <reference lib="dom" />

declare const isShown: typeof import('./text.page.ts').isShown;
declare const liesIn: typeof import('./text.page.ts').liesIn;
declare const nameOf: typeof import('./text.page.ts').nameOf;
declare const parentOf: typeof import('./text.page.ts').parentOf;
declare const visibleText: typeof import('./text.page.ts').visibleText;

export function findHeadings(elements: readonly Element[]): Element[] {
  return elements.filter(element => /^(H[1-6]|LEGEND|CAPTION)$/.test(element.tagName) && isShown(element));
}

/** The name of a list: its own, else the heading before it. */
export function titleOf(root: Element, headings: readonly Element[]): string {
  const own = ownName(root);
  if (own) return own;
  const last = headings.filter(heading => stands(heading, root)).at(-1);
  return last ? visibleText(last) : '';
}

/** What a list stands under, innermost first: its own name, and every heading whose part of the page it lies in. */
export function trailOf(
  root: Element,
  { headings, roots }: { headings: readonly Element[]; roots: readonly Element[] },
): string[] {
  const trail = [ownName(root)];
  let level = 10;
  for (const heading of headings.filter(each => stands(each, root)).reverse()) {
    const rank = Number(/^H(\d)$/.exec(heading.tagName)?.[1] ?? 7);
    if (rank >= level) continue;
    level = rank;
    if (liesIn(root, partOf(heading, roots))) trail.push(visibleText(heading));
  }
  for (let at = parentOf(root); at; at = parentOf(at)) {
    if (/^(SECTION|FIELDSET|ARTICLE)$/.test(at.tagName) || at.getAttribute('role') === 'region')
      trail.push(nameOf(at));
    if (at instanceof HTMLDetailsElement) trail.push(visibleText(at.querySelector('summary') ?? at));
  }
  return trail.filter(text => text !== '');
}

export function ownName(root: Element): string {
  const caption = root.querySelector('caption');
  return nameOf(root) || (caption ? visibleText(caption) : '');
}

/** Headings in the document order before a list, not in it. */
export function stands(heading: Element, root: Element): boolean {
  return (
    Boolean(heading.compareDocumentPosition(root) & Node.DOCUMENT_POSITION_FOLLOWING) &&
    !root.contains(heading)
  );
}

/** The part of the page that a heading is about: the smallest box around it that holds a list. */
export function partOf(heading: Element, roots: readonly Element[]): Element {
  let part = parentOf(heading) ?? heading;
  for (let at: Element | null = part; at; at = parentOf(at)) {
    part = at;
    if (roots.some(root => at && liesIn(root, at))) return part;
  }
  return part;
}
