import type { ElementKind, Phrase, Target } from '../language/instruction.ts';
import type { FieldFacts } from '../page/field-facts.page.ts';
import type { Seen, Sight } from '../page/sight.ts';
import type { Candidate } from './choose.ts';
import { similarity } from './similarity.ts';
import { stemsOf } from './words.ts';

const CLICKABLE = new Set(
  `link button tab menuitem menuitemcheckbox menuitemradio checkbox radio switch option treeitem columnheader`.split(
    ' ',
  ),
);
const FIELDS = new Set(['textbox', 'searchbox', 'combobox', 'spinbutton', 'slider', 'listbox']);
const ROLES_OF: Readonly<Record<ElementKind, readonly string[]>> = {
  button: ['button', 'menuitem', 'tab', 'switch'],
  link: ['link', 'menuitem'],
  tab: ['tab', 'link', 'button'],
  'menu item': ['menuitem', 'menuitemcheckbox', 'menuitemradio', 'link', 'button'],
  checkbox: ['checkbox', 'switch', 'menuitemcheckbox'],
  radio: ['radio', 'menuitemradio'],
  option: ['option', 'radio', 'menuitem', 'listitem'],
  icon: ['button', 'link', 'img'],
};

export function isField(seen: Seen): boolean {
  return FIELDS.has(seen.role);
}

export function isClickable(seen: Seen): boolean {
  if (CLICKABLE.has(seen.role)) return seen.role !== 'columnheader' || seen.pointer;
  return (seen.pointer || (seen.role === 'generic' && seen.within.at(-1) === 'group')) && !isField(seen);
}

export function labelOf(seen: Seen): string {
  const role = seen.role === 'generic' ? 'element' : seen.role;
  const name = seen.name.length > 60 ? `${seen.name.slice(0, 57)}…` : seen.name;
  return name ? `${role} "${name}"` : role;
}

export function fieldLabel({ seen, facts }: Field): string {
  return labelOf({ ...seen, name: seen.name || (facts.labels[0] ?? facts.placeholder) });
}

/** Everything on the page that a click could mean, scored against the target. */
export function clickCandidates(sight: Sight, target: Target): Candidate<Seen>[] {
  const inDialog = openDialogElements(sight);
  const scope = inDialog.length > 0 ? inDialog : sight.elements;
  const rows = target.row === null ? null : exactRows(sight, target.row);
  return scope
    .filter(isClickable)
    .filter(seen => target.row === null || (rows?.has(seen.rowText) ?? inRow(seen, target.row)))
    .map(seen => candidateOf(seen, clickScore(seen, target)))
    .filter(candidate => candidate.score > 0);
}

function clickScore(seen: Seen, target: Target): number {
  let score = similarity(target.phrase.text, seen.name);
  if (target.phrase.quoted && score < 0.92) return score * 0.8;
  if (score === 0) return 0;
  if (target.kind && !ROLES_OF[target.kind].includes(seen.role)) score -= 0.12;
  if (!CLICKABLE.has(seen.role)) score -= 0.04;
  if (seen.disabled) score -= 0.1;
  if (seen.within.includes('contentinfo')) score -= 0.1;
  return score;
}

/** An open modal takes the page's place: what lies under it cannot be meant. */
function openDialogElements(sight: Sight): readonly Seen[] {
  return sight.elements.filter(seen => seen.within.includes('dialog') || seen.within.includes('alertdialog'));
}

/** The rows in which a cell says just that: "ACME" is not "ACME Holding" where there is an ACME. */
function exactRows(sight: Sight, row: Phrase): ReadonlySet<string> | null {
  const cells = sight.elements.filter(
    seen => seen.rowText !== '' && seen.rowText !== seen.name && similarity(row.text, seen.name) >= 0.96,
  );
  return cells.length > 0 ? new Set(cells.map(seen => seen.rowText)) : null;
}

function inRow(seen: Seen, row: Phrase): boolean {
  const words = stemsOf(seen.rowText);
  return stemsOf(row.text).every(word => words.includes(word));
}

export interface Field {
  readonly seen: Seen;
  readonly facts: FieldFacts;
}

/** A field answers to its accessible name, labels, placeholder, and a little less to its technical names. */
export function fieldCandidates(fields: readonly Field[], phrase: Phrase): Candidate<Field>[] {
  return fields
    .filter(field => field.facts.editable)
    .map(field => {
      const score = fieldScore(field, phrase.text);
      return { item: field, score, label: fieldLabel(field), target: field.seen.ref };
    })
    .filter(candidate => candidate.score > 0);
}

function fieldScore({ seen, facts }: Field, phrase: string): number {
  const shown = [seen.name, ...facts.labels, facts.placeholder].map(text => {
    const label = withoutMarks(text);
    return Math.max(
      similarity(phrase, label),
      similarity(phrase, label.replace(/ (address|number|name)$/i, '')) * 0.95,
    );
  });
  const technical = [...facts.names, facts.autocomplete].map(text => similarity(phrase, text) * 0.88);
  const typed = facts.type !== 'text' && similarity(phrase, facts.type) >= 0.9 ? 0.86 : 0;
  return Math.max(0, ...shown, ...technical, typed);
}

/** "Name *", "Email (required):" */
function withoutMarks(label: string): string {
  return label.replace(/\s*(\*|\((required|optional)\)|:)\s*$/gi, '').trim();
}

function candidateOf(seen: Seen, score: number): Candidate<Seen> {
  return { item: seen, score, label: labelOf(seen), target: seen.url ?? seen.ref };
}
