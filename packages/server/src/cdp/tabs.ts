import type { LiveTab } from '../domain/live-view.ts';
import { isRecord } from './message.ts';

export interface Tab {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  readonly crashed: boolean;
  /** Counts uses of all tabs: the highest was used last. */
  readonly use: number;
}

/* An address can be a whole document (`data:`), and a page names itself as it likes. */
const maxUrlLength = 2083;
const maxTitleLength = 300;
const maxListed = 100;

/** The tabs of a browser, and the one that was used last. */
export class Tabs {
  readonly #tabs = new Map<string, Tab>();
  #uses = 0;

  get last(): Tab | null {
    return [...this.#tabs.values()].reduce<Tab | null>(
      (last, tab) => (last === null || tab.use > last.use ? tab : last),
      null,
    );
  }

  /** From the one used last to the one used longest ago. */
  get idsByUse(): readonly string[] {
    return [...this.#tabs.values()].sort((a, b) => b.use - a.use).map(tab => tab.id);
  }

  get(id: string): Tab | null {
    return this.#tabs.get(id) ?? null;
  }

  /** Takes a `TargetInfo` of the protocol. A tab that is new or goes to another address has been used. */
  update(info: unknown): void {
    const seen = readPage(info);
    if (seen === null) return;
    const known = this.#tabs.get(seen.id);
    const use = known === undefined || known.url !== seen.url ? ++this.#uses : known.use;
    const isSame = known?.url === seen.url && known.title === seen.title;
    this.#tabs.set(seen.id, { ...seen, use, crashed: isSame && known.crashed });
  }

  use(id: string): void {
    const tab = this.#tabs.get(id);
    if (tab !== undefined) this.#tabs.set(id, { ...tab, use: ++this.#uses });
  }

  /** Whether the tab's page has crashed and has not come back since. */
  setCrashed(id: string, crashed: boolean): void {
    const tab = this.#tabs.get(id);
    if (tab !== undefined) this.#tabs.set(id, { ...tab, crashed });
  }

  remove(id: string): void {
    this.#tabs.delete(id);
  }

  list(shownId: string | null): readonly LiveTab[] {
    const tabs = [...this.#tabs.values()].slice(-maxListed);
    return tabs.map(({ id, url, title, crashed }) => ({ id, url, title, crashed, shown: id === shownId }));
  }
}

function readPage(info: unknown): Pick<Tab, 'id' | 'url' | 'title'> | null {
  // A page that is only rendered ahead has a subtype; nobody has opened it.
  if (!isRecord(info) || info.type !== 'page' || info.subtype !== undefined) return null;
  const { targetId, url, title } = info;
  if (typeof targetId !== 'string' || typeof url !== 'string' || typeof title !== 'string') return null;
  return { id: targetId, url: url.slice(0, maxUrlLength), title: title.slice(0, maxTitleLength) };
}
