/// <reference lib="dom" />

declare const survey: typeof import('./read.page.ts').survey;
declare const everyElement: typeof import('./text.page.ts').everyElement;
declare const findControls: typeof import('./pagers.page.ts').findControls;

/** Controls of a page around a frame that belong to none of its own lists, so that they may belong to the frame's. */
export function controlsAround(): string[] {
  const owned = new Set(survey().controls.flatMap(each => each.map(({ element }) => element)));
  return findControls(everyElement(), new Set())
    .filter(({ element, role, disabled, current }) => {
      if (disabled || owned.has(element)) return false;
      return role === 'next' || role === 'more' || (role === 'number' && !current);
    })
    .map(({ label }) => label);
}

/** How old the document is, in milliseconds; `null` where no script could still add to it. */
export function ageOfScripted(): number | null {
  return document.scripts.length > 0 ? performance.now() : null;
}
