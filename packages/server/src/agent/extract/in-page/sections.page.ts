/// <reference lib="dom" />
import type { Doubt } from '../record-set.ts';
import type { FoundSet } from './found.page.ts';

declare const isShown: typeof import('./text.page.ts').isShown;
declare const visibleText: typeof import('./text.page.ts').visibleText;

/** A closed part of the page that holds records, or stands in one row with the open part that holds the list. */
export function sectionDoubt(trigger: Element, sets: readonly FoundSet[]): Doubt | null {
  const isOpen = trigger instanceof HTMLDetailsElement ? trigger.open : isExpanded(trigger);
  if (isOpen || trigger.matches('[aria-haspopup]:not([aria-haspopup=false]), [role=combobox], :disabled'))
    return null;
  if (trigger.closest('nav, header, [role=navigation]')) return null;
  const region = regionOf(trigger);
  if (region && isOverlay(region)) return null;
  if (!(region && holdsRecords(region)) && !hasOpenCompany(trigger)) return null;
  const summary = trigger.querySelector('summary');
  return { kind: 'section', text: visibleText(summary ?? trigger) || 'Details', atLeast: null };

  function isExpanded(element: Element): boolean {
    return element.getAttribute('aria-expanded') === 'true';
  }

  function regionOf(element: Element): Element | null {
    if (element instanceof HTMLDetailsElement) return element;
    const controlled = document.getElementById(element.getAttribute('aria-controls') ?? '');
    if (controlled) return controlled;
    for (let at: Element | null = element, depth = 0; at && depth < 3; at = at.parentElement, depth += 1)
      if (at.nextElementSibling) return isShown(at.nextElementSibling) ? null : at.nextElementSibling;
    return null;
  }

  /** What opens above the page is a menu or a dialog. */
  function isOverlay(region: Element): boolean {
    return /absolute|fixed/.test(getComputedStyle(region).position);
  }

  function holdsRecords(region: Element): boolean {
    if (region.querySelector('table, ul, ol, [role=row]')) return true;
    return sets.some(({ rows: [first] }) => {
      if (!first || first.element.classList.length === 0) return false;
      const name = [...first.element.classList].find(each => !/active|selected|first|last/.test(each));
      return name !== undefined && region.querySelector(`.${CSS.escape(name)}`) !== null;
    });
  }

  /** An accordion: the same kind of trigger is open, over the list itself. */
  function hasOpenCompany(closed: Element): boolean {
    const isDetails = closed instanceof HTMLDetailsElement;
    const open = isDetails ? 'details[open]' : `${closed.tagName}[aria-expanded=true]`;
    const level = closed.parentElement?.tagName;
    return [...document.querySelectorAll(open)].some(other => {
      if (other.parentElement?.tagName !== level) return false;
      const region = isDetails ? other : openRegionOf(other);
      return sets.some(set => set.rows.length > 0 && region?.contains(set.root));
    });
  }

  function openRegionOf(element: Element): Element | null {
    const controlled = document.getElementById(element.getAttribute('aria-controls') ?? '');
    return controlled ?? element.nextElementSibling ?? element.parentElement?.nextElementSibling ?? null;
  }
}
