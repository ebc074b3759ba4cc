import type { Seen, Sight } from '../page/sight.ts';

export function headings(sight: Sight): readonly Seen[] {
  return sight.elements.filter(seen => seen.role === 'heading' && seen.level <= 2);
}

/** The one heading above all others: a part of a dashboard has a name, but is not the page of that name. */
export function mainHeading(sight: Sight): Seen | null {
  const all = headings(sight);
  const level = Math.min(...all.map(each => each.level));
  const highest = all.filter(each => each.level === level);
  return highest.length === 1 ? (highest[0] ?? null) : null;
}
