import type { ClosedPart } from '../page/closed-part.page.ts';

/** Why records that seem whole may lack what lies in closed parts of the page; `null` when nothing suggests it. */
export function closedDoubt(
  parts: readonly ClosedPart[],
  { document, isProven }: { document: string; isProven: boolean },
): string | null {
  const near = parts.filter(part => part.document === document && !part.isAside);
  const inside = near.find(part => part.inRecord && part.text !== '');
  if (inside) return `the page keeps a part of its records (${inside.host}) closed to reading`;
  if (isProven) return null;
  const beside = near.find(part => part.hasControls || part.hasRecords || /\d/.test(part.text));
  return beside ? `the page keeps a part (${beside.host}) closed to reading` : null;
}
