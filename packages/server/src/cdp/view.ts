import type { Viewer } from '../domain/live-view.ts';
import type { Picture } from './page-capture.ts';
import type { Tab, Tabs } from './tabs.ts';

const announceDelay = 50;

/** One viewer of a screencast: the tab that it sees, and the pace at which it takes pictures. */
export class View {
  readonly #viewer: Viewer;
  readonly #tabs: Tabs;
  readonly #onFree: () => void;
  #picked: string | null = null;
  #shown: Tab | null = null;
  #size = { width: 0, height: 0 };
  /** The newest picture that the viewer has not had. */
  #next: Picture | null = null;
  #isTaking = false;
  #announcing: NodeJS.Timeout | undefined;
  #isStopped = false;

  constructor(viewer: Viewer, tabs: Tabs, onFree: () => void) {
    this.#viewer = viewer;
    this.#tabs = tabs;
    this.#onFree = onFree;
  }

  get following(): boolean {
    return this.#picked === null;
  }

  /** The viewer's pick while it is open, else the tab that was used last. */
  get tabId(): string | null {
    return this.#shown?.id ?? null;
  }

  /** Whether the viewer is still busy with a picture. */
  get isTaking(): boolean {
    return this.#isTaking;
  }

  /** A tab that is not there (any more) changes nothing. */
  pick(tabId: string | null): void {
    if (tabId === null || this.#tabs.get(tabId) !== null) this.#picked = tabId;
  }

  /** The tabs have changed, or the pick has. */
  update(): void {
    const former = this.#shown;
    if (this.#picked !== null && this.#tabs.get(this.#picked) === null) this.#picked = null;
    this.#shown = this.#picked === null ? this.#tabs.last : this.#tabs.get(this.#picked);
    if (this.#shown?.id !== former?.id) {
      this.#size = { width: 0, height: 0 };
      this.#next = null;
    }
    const isClosed = former !== null && this.#tabs.get(former.id) === null;
    if (isClosed && !this.#isStopped) this.#viewer.closed({ id: former.id, title: former.title });
    this.#announce();
  }

  offer(picture: Picture): void {
    this.#next = picture;
    this.#flush();
  }

  ended(reason: string): void {
    this.stop();
    this.#viewer.ended(reason);
  }

  stop(): void {
    this.#isStopped = true;
    this.#next = null;
    clearTimeout(this.#announcing);
  }

  #flush(): void {
    if (this.#next === null || this.#isTaking || this.#isStopped) return;
    const { jpeg, width, height } = this.#next;
    this.#next = null;
    if (width !== this.#size.width || height !== this.#size.height) {
      this.#size = { width, height };
      this.#announce();
    }
    const taken = this.#viewer.frame(jpeg);
    if (taken === null) return;
    this.#isTaking = true;
    void taken.then(() => {
      this.#isTaking = false;
      this.#flush();
      if (!this.#isStopped) this.#onFree();
    });
  }

  /** A page can change its title without end: the viewer hears of the last change only. */
  #announce(): void {
    if (this.#isStopped) return;
    this.#announcing ??= setTimeout(() => {
      this.#announcing = undefined;
      this.#viewer.tabs({ following: this.following, tabs: this.#tabs.list(this.tabId) });
      const { url, title, crashed } = this.#shown ?? { url: '', title: '', crashed: false };
      this.#viewer.page({ url, title, crashed, ...this.#size });
    }, announceDelay);
  }
}
