import type { Sight } from '../page/sight.ts';

/** What an action visibly did, in words; `null` when nothing did change. */
export function changeBetween(before: Sight, after: Sight): string | null {
  if (before.url !== after.url) return `address is now ${after.url}`;
  if (before.title !== after.title) return `title is now "${after.title}"`;
  const dialogsBefore = countOf(before, 'dialog') + countOf(before, 'alertdialog');
  const dialogsAfter = countOf(after, 'dialog') + countOf(after, 'alertdialog');
  if (dialogsBefore !== dialogsAfter)
    return dialogsAfter > dialogsBefore ? 'a dialog opened' : 'a dialog closed';
  if (before.text !== after.text) return 'the text of the page changed';
  return stateOf(before) === stateOf(after) ? null : 'the state of an element changed';
}

function countOf(sight: Sight, role: string): number {
  return sight.elements.filter(seen => seen.role === role).length;
}

function stateOf(sight: Sight): string {
  return sight.elements
    .map(
      seen => `${seen.role}|${seen.name}|${seen.checked}|${seen.expanded}|${seen.selected}|${seen.disabled}`,
    )
    .join('\n');
}
