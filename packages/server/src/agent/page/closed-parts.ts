import type { CDPSession, Page } from 'playwright-core';
import { type ClosedPart, closedPartFacts } from './closed-part.page.ts';

interface Node {
  readonly backendNodeId: number;
  readonly shadowRootType?: string;
  readonly children?: readonly Node[];
  readonly shadowRoots?: readonly Node[];
  readonly contentDocument?: Node;
}

/**
 * The closed shadow roots of a page, which neither its scripts nor the accessibility snapshot can enter. Only the
 * debugging protocol sees them; nothing of the page is changed for it.
 */
export async function closedParts(page: Page): Promise<ClosedPart[]> {
  const session = await page.context().newCDPSession(page);
  try {
    const { root } = await session.send('DOM.getDocument', { depth: -1, pierce: true });
    const parts = await Promise.all(closedRootsIn(root).map(id => factsOf(session, id)));
    return parts.filter(part => part !== null);
  } finally {
    // The page may be gone, and the session with it.
    await session.detach().catch(() => undefined);
  }
}

function closedRootsIn(node: Node): number[] {
  const own = node.shadowRootType === 'closed' ? [node.backendNodeId] : [];
  const below = [...(node.children ?? []), ...(node.shadowRoots ?? [])];
  if (node.contentDocument) below.push(node.contentDocument);
  return [...own, ...below.flatMap(closedRootsIn)];
}

async function factsOf(session: CDPSession, backendNodeId: number): Promise<ClosedPart | null> {
  // A root that went away since holds nothing any more.
  const resolved = await session.send('DOM.resolveNode', { backendNodeId }).catch(() => null);
  const objectId = resolved?.object.objectId;
  if (objectId === undefined) return null;
  const { result } = await session.send('Runtime.callFunctionOn', {
    objectId,
    functionDeclaration: closedPartFacts.toString(),
    returnByValue: true,
  });
  return result.value ?? null;
}
