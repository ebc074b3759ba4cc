/// <reference lib="dom" />

/** All elements of a document, those of open shadow roots included. */
export function everyElement(root: Document | ShadowRoot = document): Element[] {
  const all: Element[] = [];
  for (const element of root.querySelectorAll('*')) {
    all.push(element);
    if (element.shadowRoot) all.push(...everyElement(element.shadowRoot));
  }
  return all;
}

export function isShown(element: Element): boolean {
  if (!element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: false })) return false;
  return element.getClientRects().length > 0 || getComputedStyle(element).display === 'contents';
}

/** The parent across shadow boundaries. */
export function parentOf(element: Element): Element | null {
  if (element.parentElement) return element.parentElement;
  const root = element.getRootNode();
  return root instanceof ShadowRoot ? root.host : null;
}

export function liesIn(element: Element, container: Element): boolean {
  for (let at: Element | null = element; at; at = parentOf(at)) if (at === container) return true;
  return false;
}

/**
 * The text a reader sees, in the source's letter case (`innerText` would apply CSS capitals), without decoration: what is
 * hidden from assistive technology, letters in avatars, text for screen readers only.
 */
export function visibleText(root: Element): string {
  return textWithout(root, null);
}

/** The value that a cell holds, without the buttons and marks beside it. */
export function valueText(cell: Element): string {
  const beside = 'button, [role=button], [class*=badge], [class*=chip], [class*=pill]';
  return textWithout(cell, beside) || visibleText(cell);
}

export function textWithout(root: Element, skipped: string | null): string {
  const parts: string[] = [];
  collect(root);
  const text = whole(parts.join('').replace(/\s+/g, ' ').trim());
  return text || (root.querySelector('img[alt]')?.getAttribute('alt') ?? '').trim();

  function collect(node: Node): void {
    if (node.nodeType === Node.TEXT_NODE) parts.push(node.nodeValue ?? '');
    if (!(node instanceof Element)) return;
    if (node !== root && (isDecoration(node) || (skipped !== null && node.matches(skipped)))) return;
    if (node instanceof HTMLInputElement) {
      if (!/^(checkbox|radio|hidden|password|button|submit)$/.test(node.type)) parts.push(node.value);
      return;
    }
    if (node instanceof HTMLSelectElement) {
      parts.push(node.selectedOptions[0]?.text ?? '');
      return;
    }
    const inline = node === root || /^(inline|contents)/.test(getComputedStyle(node).display);
    if (!inline || node.tagName === 'BR') parts.push(' ');
    const slotted = node instanceof HTMLSlotElement ? node.assignedNodes({ flatten: true }) : [];
    const children = slotted.length > 0 ? slotted : (node.shadowRoot ?? node).childNodes;
    for (const child of children) collect(child);
    if (!inline) parts.push(' ');
  }

  /** A text that the page cut short, as its title gives it in full. */
  function whole(shown: string): string {
    const start = /^(.*\S)\s*(?:…|\.{3})$/.exec(shown)?.[1];
    if (!start) return shown;
    const titles = [root, ...root.querySelectorAll('[title]')].map(each => each.getAttribute('title') ?? '');
    return titles.find(title => title.startsWith(start) && title.length > start.length) ?? shown;
  }

  function isDecoration(element: Element): boolean {
    if (/^(script|style|template|noscript|svg|option)$/i.test(element.tagName)) return true;
    if (element.getAttribute('aria-hidden') === 'true') return true;
    if (!element.checkVisibility({ visibilityProperty: true })) return true;
    if (/avatar/i.test(element.getAttribute('class') ?? '') && (element.textContent ?? '').trim().length <= 2)
      return true;
    const box = element.getBoundingClientRect();
    return box.width <= 1 && box.height <= 1 && getComputedStyle(element).position === 'absolute';
  }
}

export function nameOf(element: Element): string {
  const labelled = (element.getAttribute('aria-labelledby') ?? '')
    .split(/\s+/)
    .map(id => (id ? (document.getElementById(id)?.textContent ?? '') : ''))
    .join(' ')
    .trim();
  return labelled || (element.getAttribute('aria-label') ?? '').trim();
}
