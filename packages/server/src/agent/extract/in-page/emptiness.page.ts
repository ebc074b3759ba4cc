/// <reference lib="dom" />
import type { FoundSet } from './found.page.ts';

declare const visibleText: typeof import('./text.page.ts').visibleText;

/** The words that say this very list is empty: inside it or its direct container, about its own records. */
export function emptyTextOf(set: FoundSet, names: readonly string[]): string | null {
  if (troubleNear(set.root) !== null) return null;
  const own = names.join(' ').toLowerCase();
  const words =
    /\bno (\p{L}+)(?: \p{L}+)? (?:found|yet|available|to (?:show|display)|match)|\bno (data|results|records|entries|items|rows)\b|nothing (?:here|found|to (?:show|display))|\b0 (\p{L}+s)\b|is empty\b/iu;
  const alone = /^(?:there are |you have |currently )*(?:no|0) (\p{L}+)/iu;
  const near = set.root.parentElement === document.body ? set.root : (set.root.parentElement ?? set.root);
  for (const text of [set.emptyText ?? '', visibleText(set.root), visibleText(near)]) {
    const match = words.exec(text) ?? (text === set.emptyText ? alone.exec(text) : null);
    if (!match) continue;
    const entity = (match[1] ?? match[2] ?? match[3] ?? '').toLowerCase();
    const isGeneric = /^(data|results?|records?|entries|items?|rows?|matches|matching|)$/.test(entity);
    if (isGeneric || own.includes(entity.replace(/ies$/, '').replace(/s$/, ''))) return match[0];
  }
  return null;
}

/** An error that the page shows by the list. */
export function troubleNear(root: Element): string | null {
  const around = root.parentElement?.parentElement ?? root.parentElement ?? root;
  const words =
    /(could ?n[o'’]t|cannot|can't|unable to|failed to) (be )?(load|loaded|fetch|retrieve|connect)[^.!]{0,40}|something went wrong|error (while )?(loading|fetching|retrieving)[^.!]{0,30}|an error occurred|loading failed/i;
  return words.exec(visibleText(around))?.[0] ?? null;
}
