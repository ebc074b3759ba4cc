import type { Page } from 'playwright-core';

/** One element of the page as assistive technology sees it, flattened out of Playwright's snapshot. */
export interface Seen {
  readonly ref: string;
  readonly role: string;
  readonly name: string;
  readonly url: string | null;
  readonly disabled: boolean;
  readonly checked: boolean | null;
  readonly selected: boolean;
  readonly expanded: boolean | null;
  readonly pointer: boolean;
  readonly placeholder: string;
  readonly level: number;
  /** Roles of what it lies in, outermost first. */
  readonly within: readonly string[];
  /** The text of the row, list item or card it lies in. */
  readonly rowText: string;
  readonly order: number;
}

/** What one look at the page shows. References are valid until the next look. */
export interface Sight {
  readonly url: string;
  readonly title: string;
  readonly elements: readonly Seen[];
  readonly text: string;
  /** The text without what controls say: each leaves a gap, so that no sentence runs across one. */
  readonly prose: string;
}

interface Node {
  readonly [property: string]: unknown;
}

export async function look(page: Page): Promise<Sight> {
  const [tree, title] = await Promise.all([
    page.ariaSnapshotJSON({ mode: 'ai', timeout: 10_000 }),
    page.title(),
  ]);
  const elements: Seen[] = [];
  for (const root of asNodes(tree)) flatten(root, { within: [], rowText: '' }, elements);
  const textBy = (read: (node: Node) => string) => asNodes(tree).map(read).join(' ').replace(/\s+/g, ' ');
  return { url: page.url(), title, elements, text: textBy(textOf), prose: textBy(proseOf) };
}

interface Place {
  readonly within: readonly string[];
  readonly rowText: string;
}

const RECORD_ROLES = new Set(['row', 'listitem', 'article']);

function flatten(node: Node, place: Place, into: Seen[]): void {
  const role = asText(node.role);
  const rowText = RECORD_ROLES.has(role) ? textOf(node) : place.rowText;
  const ref = asText(node.ref);
  if (ref) into.push(seenOf(node, { within: place.within, rowText }, into.length));
  const within = [...place.within, role];
  for (const child of asNodes(node.children)) flatten(child, { within, rowText }, into);
}

function seenOf(node: Node, place: Place, order: number): Seen {
  return {
    ref: asText(node.ref),
    role: asText(node.role),
    // The snapshot leaves out names that only repeat what is printed below.
    name: (asText(node.name) || textOf(node)).trim(),
    url: asText(node.url) || null,
    disabled: node.disabled === true,
    checked: typeof node.checked === 'boolean' ? node.checked : node.checked === undefined ? null : false,
    selected: node.selected === true,
    expanded: typeof node.expanded === 'boolean' ? node.expanded : null,
    pointer: node.cursor === 'pointer',
    placeholder: asText(node.placeholder),
    level: typeof node.level === 'number' ? node.level : 0,
    within: place.within,
    rowText: place.rowText,
    order,
  };
}

function textOf(node: Node): string {
  const own = asText(node.text) || asText(node.name);
  const children = Array.isArray(node.children)
    ? node.children.map(child => (typeof child === 'string' ? child : isNode(child) ? textOf(child) : ''))
    : [];
  const below = children.filter(text => text !== '').join(' ');
  return below.includes(own) ? below : `${own} ${below}`.trim();
}

const GAP = '\u241e';
const CONTROL =
  /^(textbox|searchbox|combobox|listbox|spinbutton|slider|button|link|checkbox|radio|switch|tab|menuitem\w*|option|img)$/;

function proseOf(node: Node): string {
  if (CONTROL.test(asText(node.role))) return GAP;
  if (!Array.isArray(node.children)) return asText(node.text) || asText(node.name);
  return node.children
    .map(child => (typeof child === 'string' ? child : isNode(child) ? proseOf(child) : ''))
    .join(' ');
}

function asNodes(value: unknown): Node[] {
  return Array.isArray(value) ? value.filter(isNode) : [];
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
