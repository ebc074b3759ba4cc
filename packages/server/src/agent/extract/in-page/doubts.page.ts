/// <reference lib="dom" />
import type { Doubt } from '../record-set.ts';

declare const isShown: typeof import('./text.page.ts').isShown;
declare const visibleText: typeof import('./text.page.ts').visibleText;
declare const nameOf: typeof import('./text.page.ts').nameOf;

export interface FoundDoubt extends Doubt {
  element: Element;
}

/** What around the lists suggests that a list is only a part: words, controls nobody recognised, filters, closed sections. */
export function findDoubts(
  elements: readonly Element[],
  { rows, controls }: { rows: ReadonlySet<Element>; controls: ReadonlySet<Element> },
): FoundDoubt[] {
  const found: FoundDoubt[] = [];
  for (const element of elements) {
    if (!element.matches(CANDIDATES()) && !/\d|latest|refine|limited/i.test(ownWords(element))) continue;
    if (isElsewhere(element) || !isShown(element)) continue;
    const doubt = doubtOf(element);
    if (doubt && !found.some(each => each.text === doubt.text && each.element.contains(element)))
      found.push({ ...doubt, element });
  }
  return found;

  function CANDIDATES(): string {
    return 'a, button, input, select, details, [role=button], [role=link], [role=tab], [onclick], [class*=tab] .active, [class*=tab] [aria-current]';
  }

  function ownWords(element: Element): string {
    const text = element.textContent ?? '';
    return text.length <= 160 && !/^(SCRIPT|STYLE|OPTION|TITLE)$/.test(element.tagName) ? text : '';
  }

  function isElsewhere(element: Element): boolean {
    if (element.closest('nav [role=menu], footer, th, thead, [role=columnheader], [role=menu], head, svg'))
      return true;
    for (let at: Element | null = element; at; at = at.parentElement) if (rows.has(at)) return true;
    return false;
  }

  function doubtOf(element: Element): Doubt | null {
    if (controls.has(element)) return null;
    if (element instanceof HTMLSelectElement) return selectDoubt(element);
    if (element instanceof HTMLDetailsElement) return detailsDoubt(element);
    if (element instanceof HTMLInputElement && !/^(button|submit)$/.test(element.type))
      return inputDoubt(element);
    if (element.matches('[role=tab], [class*=tab] .active, [class*=tab] [aria-current]'))
      return tabDoubt(element);
    if (element.matches('a, button, input, [role=button], [role=link], [onclick]'))
      return controlDoubt(element);
    return wordsDoubt(element);
  }

  function controlDoubt(element: Element): Doubt | null {
    const label =
      (element instanceof HTMLInputElement ? element.value : visibleText(element)) ||
      nameOf(element) ||
      (element.getAttribute('title') ?? '');
    if (label === '') {
      return element.closest('nav:not([aria-label*=agin]), header, h1')
        ? null
        : { kind: 'unnamed', text: 'a control without a name', atLeast: null };
    }
    if (element.closest('nav') || label.length > 80 || element.matches(':disabled')) return null;
    const more =
      /\b(older|next|following|archived?|earlier|remaining)\b|\b(view|show|see|list|display|browse|load|open) (all|more|\d+|the rest|everything)\b|^(all|more)\b|\bmore (invoices|results|rows|items|entries|records)\b|^continue\b|\b\d+ more\b/i;
    const other = /\b(learn|read|find out) more\b|\bmore (actions|options|info\w*)\b|^continue$/i;
    return more.test(label) && !other.test(label) ? { kind: 'control', text: label, atLeast: null } : null;
  }

  function selectDoubt(select: HTMLSelectElement): Doubt | null {
    const options = [...select.options].map(option => option.text.trim());
    const chosen = select.selectedOptions[0]?.text.trim() ?? '';
    const numbers = options.map(text =>
      Number(/^(?:page )?(\d+)(?: of \d+)?$/i.exec(text)?.[1] ?? Number.NaN),
    );
    if (options.length > 1 && numbers.every((number, at) => number === at + 1))
      return { kind: 'control', text: `a choice of pages 1 to ${options.length}`, atLeast: null };
    const all = /^(all|any|every|alle|tous|todos)\b|^[-–—]*$/i;
    const isFilter = options.some(text => all.test(text)) && !all.test(chosen);
    return isFilter && !numbers.some(number => number > 0)
      ? { kind: 'filter', text: chosen, atLeast: null }
      : null;
  }

  function inputDoubt(input: HTMLInputElement): Doubt | null {
    if (!/^(text|search|date|month)$/.test(input.type) || input.value.trim() === '') return null;
    const method = input.form?.getAttribute('method') ?? 'get';
    return /post/i.test(method) ? null : { kind: 'filter', text: input.value.trim(), atLeast: null };
  }

  function tabDoubt(tab: Element): Doubt | null {
    const isTab = tab.getAttribute('role') === 'tab';
    if (isTab && tab.getAttribute('aria-selected') !== 'true' && !tab.matches('.active, .selected'))
      return null;
    const company = tab.closest('[role=tablist], [class*=tabs]')?.querySelectorAll('[role=tab], a, button');
    const text = visibleText(tab);
    if (!company || company.length < 2 || /^all\b/i.test(text)) return null;
    return { kind: 'tab', text, atLeast: null };
  }

  function detailsDoubt(details: HTMLDetailsElement): Doubt | null {
    const summary = details.querySelector('summary');
    if (details.open || !details.querySelector('table, ul, ol, [role=row]')) return null;
    return { kind: 'section', text: summary ? visibleText(summary) : 'Details', atLeast: null };
  }

  function wordsDoubt(element: Element): Doubt | null {
    const text = visibleText(element);
    if (text === '' || text.length > 140) return null;
    if (
      /\b(?:and|plus|\+)\s*[\d,.]+ (?:more|others?)\b|^\W*\d+ more\b|\bonly the (?:latest|last|first|newest|most recent|top)\b|refine your|(?:list|results?) (?:is|are) (?:limited|truncated)|(?:latest|newest|first|most recent|top) \d+ [^.]{0,30}(?:shown|listed|displayed)|(?:showing|displaying) (?:only )?the (?:latest|last|first|newest|most recent|top)/i.test(
        text,
      )
    )
      return { kind: 'words', text, atLeast: null };
    const bound = boundIn(text, /^(H[1-6]|CAPTION|LEGEND|SUMMARY)$/.test(element.tagName));
    return bound === null ? null : { kind: 'words', text, atLeast: bound };
  }

  /** The least number of records a text speaks of, "about 1,000" and "1,000+" included. */
  function boundIn(text: string, isHeading: boolean): number | null {
    if (/\b(days?|hours?|minutes?|seconds?|weeks?|months?|years?|MB|KB)\b|[%$€£]/i.test(text)) return null;
    const number = String.raw`(\d{1,3}(?:[,.\u00a0\u202f]\d{3})+|\d+)`;
    const patterns = [
      String.raw`(?:\bof|out of|\/)\s*(?:about|over|more than|approximately|approx\.?|some|nearly|almost|at least|~|≈|>)?\s*${number}`,
      String.raw`(?:about|over|more than|approximately|approx\.?|nearly|almost|at least|~|≈)\s*${number}\s*\p{L}`,
      String.raw`${number}\+?\s*(?:\p{L}+\s)?(?:in total|total|altogether|overall)\b`,
      String.raw`${number}\+\s*\p{L}`,
      String.raw`\btotal(?: \p{L}+)?:?\s*${number}(?![.,]\d)`,
      ...(isHeading ? [String.raw`\(${number}\+?\)\s*$`, String.raw`^${number}\+?\s+\p{L}+$`] : []),
    ];
    const bounds = patterns.flatMap(pattern => {
      const match = /\bpage\b/i.test(text) ? null : new RegExp(pattern, 'iu').exec(text);
      return match?.[1] ? [Number(match[1].replace(/\D/g, ''))] : [];
    });
    return bounds.length > 0 ? Math.max(...bounds) : null;
  }
}

/** Whether an element stands directly before or after a list, or the box around it. */
export function isAdjacent(element: Element, root: Element): boolean {
  let at: Element | null = root;
  for (let depth = 0; at && at !== document.body && depth < 3; depth += 1) {
    const sides = [
      at.nextElementSibling,
      at.nextElementSibling?.nextElementSibling,
      at.previousElementSibling,
    ];
    if (sides.some(side => side?.contains(element))) return true;
    at = at.parentElement;
  }
  return false;
}
