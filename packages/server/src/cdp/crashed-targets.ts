/** How long a command may wait for a page that has crashed. */
const patienceMs = 800;

const reviving = new Set(['Page.navigate', 'Page.reload', 'Page.navigateToHistoryEntry']);

/**
 * Pages whose renderer died. Chromium answers what it can answer without one, and keeps the rest until the page is loaded
 * again, which may be never. Nothing tells for sure when it was: whoever asks for it ends the mark.
 */
export class CrashedTargets {
  readonly #ids = new Set<string>();

  crashed(targetId: string): void {
    this.#ids.add(targetId);
  }

  /** It has another document, or went. */
  changed(targetId: string): void {
    this.#ids.delete(targetId);
  }

  /** Calls `fail` in a moment, when the page that the command goes to has not been asked to load meanwhile. */
  sent(targetId: string | undefined, method: string, fail: () => void): void {
    if (this.#ids.size === 0 || targetId === undefined || !this.#ids.has(targetId)) return;
    if (reviving.has(method)) this.#ids.delete(targetId);
    else setTimeout(() => this.#ids.has(targetId) && fail(), patienceMs).unref();
  }
}
