/// <reference lib="dom" />

/** A part of the page that its author closed to scripts. */
export interface ClosedPart {
  readonly host: string;
  /** The address of the document that it is in. */
  readonly document: string;
  readonly text: string;
  readonly hasControls: boolean;
  readonly hasRecords: boolean;
  /** Whether it lies in one of several like elements: it may be a value of a record. */
  readonly inRecord: boolean;
  /** It lies over the page, or in its head or foot: no part of a list. */
  readonly isAside: boolean;
}

/** Runs inside the page, on a closed shadow root. */
export function closedPartFacts(this: ShadowRoot): ClosedPart {
  const { host } = this;
  const shown = (element: Element) => element.checkVisibility({ visibilityProperty: true });
  const contents = [...this.children].filter(
    element => !/^(STYLE|SCRIPT|LINK|TEMPLATE|SLOT)$/.test(element.tagName) && shown(element),
  );
  const texts = [...this.childNodes].filter(node => node.nodeType === Node.TEXT_NODE);
  const text = shown(host)
    ? [...texts, ...contents]
        .map(node => node.textContent ?? '')
        .join(' ')
        .replace(/\s+/g, ' ')
        .trim()
    : '';
  const controls =
    'a[href], button, select, input:not([type=hidden]), [role=button], [role=link], [tabindex], [onclick]';
  const records = 'table, tr, li, [role=row], [role=listitem], article';
  const has = (selector: string) =>
    shown(host) &&
    contents.some(element => element.matches(selector) || element.querySelector(selector) !== null);
  const ancestors = ancestorsOf(host);
  return {
    host: `<${host.tagName.toLowerCase()}>`,
    document: document.URL,
    text: text.slice(0, 200),
    hasControls: has(controls),
    hasRecords: has(records),
    inRecord: ancestors.some(isOneOfMany),
    isAside: isAside(),
  };

  function ancestorsOf(element: Element): Element[] {
    const all: Element[] = [];
    for (let at: Element | null = element; at && at !== document.body; at = above(at)) all.push(at);
    return all;
  }

  function above(element: Element): Element | null {
    const root = element.getRootNode();
    return element.parentElement ?? (root instanceof ShadowRoot ? root.host : null);
  }

  function isOneOfMany(element: Element): boolean {
    const like = [...(element.parentElement?.children ?? [])].filter(
      each => each.tagName === element.tagName && (each.textContent ?? '').trim() !== '',
    );
    return /^(TR|LI|ARTICLE|DD)$/.test(element.tagName) || (like.length > 2 && like.includes(element));
  }

  function isAside(): boolean {
    const floats = (element: Element) => getComputedStyle(element).position === 'fixed';
    const frame = 'header, footer, [role=banner], [role=contentinfo]';
    return (
      ancestors.some(element => floats(element) || element.matches(frame)) ||
      (contents.length > 0 && contents.every(element => floats(element) || element.matches(frame)))
    );
  }
}
