/// <reference lib="dom" />

/** What moved on a page since it is watched, told from what an input set off. */
export interface Motion {
  /** Whether something changed while the page handled the input. */
  readonly atOnce: boolean;
  /** How long after the input, in ms, something changed that moves by itself neither before nor again; `null` for nothing. */
  readonly after: number | null;
}

/**
 * Watches which texts and states change, and when. Clocks and carousels change as well, but not because of an input.
 * Runs inside the page.
 */
export function watchMotion(): { told(): Motion } {
  const moves = new Map<Element, { at: number; atOnce: boolean; left: string }[]>();
  let inputAt: number | null = null;
  let isHandling = false;
  const observer = new MutationObserver(note);
  const attributeFilter = ['hidden', 'open', 'disabled', 'class', 'style'].concat(
    ['expanded', 'selected', 'checked', 'pressed', 'hidden', 'current', 'disabled'].map(
      name => `aria-${name}`,
    ),
  );
  for (const root of roots(document)) {
    observer.observe(root, { subtree: true, childList: true, characterData: true, attributeFilter });
  }
  for (const kind of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click', 'change']) {
    addEventListener(kind, handle, { capture: true, once: true });
  }
  return { told };

  function* roots(from: Document | ShadowRoot): Generator<Document | ShadowRoot> {
    yield from;
    for (const each of from.querySelectorAll('*')) if (each.shadowRoot) yield* roots(each.shadowRoot);
  }

  function handle() {
    note(observer.takeRecords());
    inputAt ??= performance.now();
    isHandling = true;
    // A message comes before any timer: until then the page does nothing but handle the input.
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      note(observer.takeRecords());
      isHandling = false;
      port1.close();
    };
    port2.postMessage(null);
  }

  function note(records: MutationRecord[]) {
    for (const record of records) {
      const element = record.target instanceof Element ? record.target : record.target.parentElement;
      if (!element || isIdle(record)) continue;
      const left = (element.textContent ?? '').trim();
      const known = moves.get(element) ?? [];
      if (known.length < 50) known.push({ at: performance.now(), atOnce: isHandling, left });
      moves.set(element, known);
    }
  }

  /** Nodes without words come and go for decoration. */
  function isIdle({ type, addedNodes, removedNodes }: MutationRecord): boolean {
    if (type !== 'childList') return false;
    return [...addedNodes, ...removedNodes].every(
      node => (node.textContent ?? '').trim() === '' && !hasControl(node),
    );
  }

  function hasControl(node: Node): boolean {
    return (
      node instanceof Element &&
      (node.matches('input, button, img, a') || node.querySelector('input, button, img, a') !== null)
    );
  }

  function told(): Motion {
    note(observer.takeRecords());
    const input = inputAt;
    if (input === null) return { atOnce: false, after: null };
    const atOnce = [...moves.values()].flat().some(move => move.atOnce);
    const delays = [...moves.values()]
      .filter(each => !movesByItself(each, input))
      .map(each => (each[0]?.at ?? 0) - input);
    return { atOnce, after: delays.length > 0 ? Math.min(...delays) : null };
  }

  /** Before the input too, or again and again with another text each time. A message that goes away is no motion. */
  function movesByItself(known: { at: number; left: string }[], input: number): boolean {
    if (known.some(move => move.at < input)) return true;
    const distinct = known.filter((move, at) => {
      const last = known[at - 1];
      return move.left !== '' && (!last || (move.at - last.at > 250 && move.left !== last.left));
    });
    return distinct.length > 1;
  }
}
