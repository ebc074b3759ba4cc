/// <reference lib="dom" />

/** Resolves when the document has not changed for `quietMs`, or after `maxMs`. Runs inside the page. */
export function untilQuiet({ quietMs, maxMs }: { quietMs: number; maxMs: number }): Promise<boolean> {
  return new Promise(resolve => {
    let timer = setTimeout(() => end(true), quietMs);
    const limit = setTimeout(() => end(false), maxMs);
    const observer = new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(() => end(true), quietMs);
    });
    function end(quiet: boolean) {
      clearTimeout(timer);
      clearTimeout(limit);
      observer.disconnect();
      resolve(quiet);
    }
    observer.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  });
}
