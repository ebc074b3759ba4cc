/// <reference lib="dom" />
import type { Doubt } from '../record-set.ts';
import type { FoundSet } from './found.page.ts';

declare const isShown: typeof import('./text.page.ts').isShown;
declare const visibleText: typeof import('./text.page.ts').visibleText;
declare const choiceDoubt: typeof import('./choices.page.ts').choiceDoubt;
declare const sectionDoubt: typeof import('./sections.page.ts').sectionDoubt;
declare const nameOf: typeof import('./text.page.ts').nameOf;

export interface FoundDoubt extends Doubt {
  element: Element;
}

/** What around the lists suggests that a list is only a part: words, controls nobody recognised, filters, closed sections. */
export function findDoubts(
  elements: readonly Element[],
  {
    rows,
    controls,
    sets,
  }: { rows: ReadonlySet<Element>; controls: ReadonlySet<Element>; sets: readonly FoundSet[] },
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
    return 'a, button, input, select, details, b, strong, em, span, [role=button], [role=link], [role=tab], [onclick], [aria-expanded], [aria-pressed], [aria-current], .active, .selected, .current';
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
    if (element.matches('details, [aria-expanded]')) return sectionDoubt(element, sets);
    const isButton = element.matches('input:is([type=button], [type=submit], [type=image])');
    const choice = isButton ? null : choiceDoubt(element, controls);
    if (choice) return choice;
    if (element.matches('select, input') && !isButton) return null;
    if (element.matches('a, button, input, [role=button], [role=link], [onclick]'))
      return controlDoubt(element);
    return wordsDoubt(element);
  }

  function controlDoubt(element: Element): Doubt | null {
    const label =
      (element instanceof HTMLInputElement ? element.value || element.alt : visibleText(element)) ||
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
    if (more.test(label) && !other.test(label)) return { kind: 'control', text: label, atLeast: null };
    if (/^(19|20)\d\d$/.test(label)) return { kind: 'control', text: label, atLeast: null };
    return isUnknown(element, label) ? { kind: 'unknown', text: label, atLeast: null } : null;
  }

  /** A control that does not say what else it does, where a control for more records would stand. */
  function isUnknown(element: Element, label: string): boolean {
    const known =
      /^(\+|add|new|create|export|download|print|save|store|delete|remove|cancel|back|close|edit|update|send|submit|apply|refresh|reload|help|pay|import|share|copy|(de)?select|check|filter|search|sort|log|sign|contact|subscribe|upload|reset|clear|archive|mark|approve|reject|place|order|buy|invite|manage|settings|configure|customi[sz]e|feedback|report|learn|read|terms|privacy|accept|confirm|ok|yes|no|done|undo|home|up|top|hide|collapse|show less|less|csv|pdf|excel|json|xml|rss|retry|try again|clear|go to|return|make|start|enable|disable|call|e-?mail|chat|ask|compare|rename|move|duplicate|restore|sync|test|run|stop|pause|join|leave|follow|like|vote|rate|review|reply|comment|open a|request)\b/i;
    if (known.test(label) || element.closest('dialog, [role=dialog], header, aside')) return false;
    const form = element.closest('form');
    if (form?.querySelector('textarea, input:not([type=hidden], [type=submit], [type=image], [type=button])'))
      return false;
    return !(element instanceof HTMLAnchorElement) || leadsOn(element);
  }

  /** The same address with another query, or none at all. */
  function leadsOn(anchor: HTMLAnchorElement): boolean {
    const href = anchor.getAttribute('href') ?? '';
    if (/^(#!?|javascript:.*|)$/i.test(href) || anchor.hasAttribute('onclick')) return true;
    const { origin, pathname, search } = new URL(anchor.href);
    return origin === location.origin && pathname === location.pathname && search !== location.search;
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

/** Whether a small control stands just after a list. */
export function isJustAfter(element: Element, root: Element): boolean {
  let at: Element | null = root;
  for (let depth = 0; at && at !== document.body && depth < 3; depth += 1) {
    const next: Element | null = at.nextElementSibling;
    for (const side of [next, next?.nextElementSibling])
      if (side?.contains(element) && (side.textContent ?? '').trim().length < 120) return true;
    at = at.parentElement;
  }
  return false;
}
