/// <reference lib="dom" />
import type { FoundSet } from './found.page.ts';

declare const isShown: typeof import('./text.page.ts').isShown;
declare const liesIn: typeof import('./text.page.ts').liesIn;
declare const visibleText: typeof import('./text.page.ts').visibleText;
declare const keyOf: typeof import('./found.page.ts').keyOf;

/** Lists without table mark-up: siblings of one shape, whose text leaves become columns by their place in that shape. */
export function findCards(elements: readonly Element[], tables: readonly FoundSet[]): FoundSet[] {
  const parents = elements.filter(
    element => !isChrome(element) && element.children.length > 1 && isShown(element),
  );
  const found: FoundSet[] = [];
  const parts = new Map<string, { parent: Element; items: Element[] }[]>();
  for (const parent of parents) {
    if (tables.some(set => liesIn(parent, set.root))) continue;
    const items = repeated(parent);
    if (items.length < 2) continue;
    const set = readItems(parent, items);
    found.push(set);
    parts.set(set.shape, [...(parts.get(set.shape) ?? []), { parent, items }]);
  }
  for (const same of parts.values()) found.push(...inSections(same));
  const lists = elements.filter(element => element.tagName === 'DL' && isShown(element)).map(readPairs);
  return [...found.filter(set => set.columns.length > 0), ...lists.filter(set => set.columns.length > 0)];

  /** One list under several headings: lists of one shape, each in a section of its own, the sections side by side. */
  function inSections(same: readonly { parent: Element; items: Element[] }[]): FoundSet[] {
    const [first, ...others] = same;
    if (!first || others.length === 0) return [];
    let root: Element | null = first.parent;
    while (root && !others.every(({ parent }) => root?.contains(parent))) root = root.parentElement;
    if (!root) return [];
    const sections = same.map(({ parent }) => [...root.children].find(child => child.contains(parent)));
    const shapes = new Set(sections.map(section => (section ? shapeOf(section) : '')));
    const isSideBySide = new Set(sections).size === same.length && shapes.size === 1;
    if (!isSideBySide || sections.some((section, at) => section === same[at]?.parent)) return [];
    const set = readItems(
      root,
      same.flatMap(({ items }) => items),
    );
    return [{ ...set, shape: `${set.shape} in sections` }];
  }

  function isChrome(element: Element): boolean {
    if (/^(DL|SELECT|TABLE|TBODY|THEAD|TR|SVG|HEAD|FORM|NAV|FOOTER|HTML)$/i.test(element.tagName))
      return true;
    return (
      element.closest(
        'nav, [role=navigation], footer, [role=menu], [role=menubar], [role=tablist], select, svg, head',
      ) !== null
    );
  }

  function repeated(parent: Element): Element[] {
    const groups = new Map<string, Element[]>();
    const children = [...parent.children].filter(
      child => isShown(child) && !/^(SCRIPT|STYLE|BR|HR|INPUT|BUTTON|LABEL|OPTION|P)$/.test(child.tagName),
    );
    for (const child of children) {
      const shape = shapeOf(child);
      groups.set(shape, [...(groups.get(shape) ?? []), child]);
    }
    const largest = [...groups.values()].sort((a, b) => b.length - a.length)[0] ?? [];
    if (largest.length * 2 < parent.children.length) return [];
    const items = children.filter(child => largest.includes(child) || isVariant(child, largest));
    return items.filter(item => visibleText(item) !== '');
  }

  /** A record of the same kind with a class of its own: "product" and "product product--featured". */
  function isVariant(child: Element, group: readonly Element[]): boolean {
    const [first] = group;
    if (!first || group.length < 2 || child.tagName !== first.tagName) return false;
    const common = classesOf(first).filter(name => group.every(each => each.classList.contains(name)));
    if (common.length > 0) return common.every(name => child.classList.contains(name));
    const inner = (element: Element) =>
      new Set(leavesOf(element).map(({ key }) => key.replace(/^[^>]*/, '')));
    const theirs = inner(first);
    return theirs.size > 1 && [...inner(child)].filter(key => theirs.has(key)).length * 2 > theirs.size;
  }

  function classesOf(element: Element): string[] {
    return [...element.classList].filter(
      name => !/active|selected|hover|focus|first|last|odd|even|\d/.test(name),
    );
  }

  function shapeOf(element: Element): string {
    return `${element.tagName}.${classesOf(element).sort().join('.')}`;
  }

  function readItems(parent: Element, items: readonly Element[]): FoundSet {
    const names = new Map<string, string>();
    const records = items.map(item => {
      const record = new Map<string, string>();
      for (const leaf of leavesOf(item)) {
        const key = record.has(leaf.key) ? `${leaf.key}#${record.size}` : leaf.key;
        record.set(key, leaf.text);
        if (!names.has(key)) names.set(key, leaf.name);
      }
      return record;
    });
    const keys = [...names.keys()];
    const rows = items.map((element, at) => ({
      element,
      cells: keys.map(key => records[at]?.get(key) ?? ''),
      key: keyOf(element),
      index: null,
    }));
    const columns = keys.map(key => names.get(key) ?? '');
    const shape = `${shapeOf(parent)}>${items[0] ? shapeOf(items[0]) : ''}`;
    return { kind: 'cards', root: parent, columns, rows, emptyText: null, shape };
  }

  function leavesOf(item: Element): { key: string; name: string; text: string }[] {
    const leaves: { key: string; name: string; text: string }[] = [];
    visit(item, item.tagName);
    return leaves;

    function visit(element: Element, path: string): void {
      if (!isShown(element) || element.getAttribute('aria-hidden') === 'true') return;
      if (/^(BUTTON|SVG|SCRIPT|STYLE|INPUT|SELECT|LABEL)$/i.test(element.tagName)) return;
      const ownText = [...element.childNodes].some(
        node => node.nodeType === Node.TEXT_NODE && /\S/.test(node.nodeValue ?? ''),
      );
      const children = [...element.children].filter(isShown);
      if (!ownText && children.length > 0) {
        for (const child of children) visit(child, `${path}>${shapeOf(child)}`);
        return;
      }
      add(element, path);
    }

    function add(element: Element, path: string): void {
      const text = visibleText(element);
      if (text === '' || isLabel(element)) return;
      const inline = /^([\p{L}][\p{L} .#'-]{0,30}):\s+(\S.*)$/u.exec(text);
      if (inline?.[1] && inline[2])
        leaves.push({ key: `label ${inline[1]}`, name: inline[1], text: inline[2] });
      else {
        const label = labelBefore(element);
        leaves.push({ key: label ? `label ${label}` : path, name: label || nameFrom(element), text });
      }
    }
  }

  function isLabel(element: Element): boolean {
    return (
      element.tagName === 'DT' ||
      (/:$/.test(visibleText(element)) && element.nextElementSibling !== null) ||
      isKeyClass(element)
    );
  }

  function isKeyClass(element: Element): boolean {
    return (
      /(^|[-_ ])(label|key|term|caption)$/i.test(element.getAttribute('class') ?? '') &&
      element.nextElementSibling !== null
    );
  }

  function labelBefore(element: Element): string {
    const before = element.previousElementSibling;
    return before && isLabel(before) ? visibleText(before).replace(/:$/, '') : '';
  }

  function nameFrom(element: Element): string {
    for (const name of ['itemprop', 'data-field', 'data-label', 'data-title', 'data-column', 'aria-label']) {
      const value = element.getAttribute(name);
      if (value) return value.replace(/[_-]/g, ' ');
    }
    const last = [...element.classList].filter(each => /^[a-z][a-z_-]{2,}$/i.test(each)).at(-1);
    if (last) return (last.split(/__|--/).at(-1) ?? last).replace(/[_-]+/g, ' ');
    if (/^H[1-6]$/.test(element.tagName)) return 'name';
    return element.tagName === 'TIME' ? 'date' : '';
  }

  function readPairs(list: Element): FoundSet {
    const terms = [...list.querySelectorAll('dt')];
    const columns = terms.map(term => visibleText(term).replace(/:$/, ''));
    const cells = terms.map(term =>
      term.nextElementSibling?.tagName === 'DD' ? visibleText(term.nextElementSibling) : '',
    );
    const rows = terms.length > 0 ? [{ element: list, cells, key: null, index: null }] : [];
    return { kind: 'pairs', root: list, columns, rows, emptyText: null, shape: 'DL' };
  }
}
