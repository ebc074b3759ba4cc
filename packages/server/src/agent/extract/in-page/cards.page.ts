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
  for (const parent of parents) {
    if (tables.some(set => liesIn(parent, set.root))) continue;
    const items = repeated(parent);
    if (items.length >= 2) found.push(readItems(parent, items));
  }
  const lists = elements.filter(element => element.tagName === 'DL' && isShown(element)).map(readPairs);
  return [...found.filter(set => set.columns.length > 0), ...lists.filter(set => set.columns.length > 0)];

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
    for (const child of parent.children) {
      if (!isShown(child) || /^(SCRIPT|STYLE|BR|HR|INPUT|BUTTON|LABEL|OPTION|P)$/.test(child.tagName))
        continue;
      const shape = shapeOf(child);
      groups.set(shape, [...(groups.get(shape) ?? []), child]);
    }
    const largest = [...groups.values()].sort((a, b) => b.length - a.length)[0] ?? [];
    return largest.length * 2 >= parent.children.length
      ? largest.filter(item => visibleText(item) !== '')
      : [];
  }

  function shapeOf(element: Element): string {
    const classes = [...element.classList].filter(
      name => !/active|selected|hover|focus|first|last|odd|even|\d/.test(name),
    );
    return `${element.tagName}.${classes.sort().join('.')}`;
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
    visit(item, shapeOf(item).split('.')[0] ?? '');
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
