/// <reference lib="dom" />

/** Of the console's own tools: there is no other way to ask for listeners. */
declare const getEventListeners: (target: EventTarget) => Readonly<Record<string, unknown>>;
declare const pagerElement: typeof import('./read.page.ts').pagerElement;
declare const survey: typeof import('./read.page.ts').survey;
declare const liesIn: typeof import('./text.page.ts').liesIn;

/** Who hears a click: the thing itself or a box of its own, something that holds the list as well, or nobody. */
export type Hearing = 'own' | 'around' | 'none';

export function hearingOf({ signature }: { signature: string }): Hearing {
  const found = survey();
  const root = found.sets[found.signatures.indexOf(signature)]?.root;
  const hears = (target: EventTarget) =>
    Object.keys(getEventListeners(target)).some(type =>
      /^(click|(mouse|pointer)(down|up)|touchend)$/.test(type),
    );
  let at: Node | null = pagerElement({ signature, which: 'silent' });
  while (at) {
    if (hears(at)) return at instanceof Element && root && !liesIn(root, at) ? 'own' : 'around';
    at = at instanceof ShadowRoot ? at.host : at.parentNode;
  }
  return hears(window) ? 'around' : 'none';
}
