import type { LiveTabs } from '../domain/live-view.ts';
import { isRecord } from './message.ts';

interface Tab {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  /** Counts uses of all tabs: the highest was used last. */
  readonly use: number;
}

/* An address can be a whole document (`data:`), and a page names itself as it likes. */
const maxUrlLength = 2083;
const maxTitleLength = 300;
const maxListed = 100;

/** The tabs of a browser and the one to show: the viewer's pick while it is open, else the one that was used last. */
export class Tabs {
  readonly #tabs = new Map<string, Tab>();
  #uses = 0;
  #picked: string | null = null;

  get shown(): Tab | null {
    const picked = this.#picked === null ? undefined : this.#tabs.get(this.#picked);
    if (picked !== undefined) return picked;
    return [...this.#tabs.values()].reduce<Tab | null>(
      (last, tab) => (last === null || tab.use > last.use ? tab : last),
      null,
    );
  }

  get following(): boolean {
    return this.#picked === null;
  }

  /** From the one used last to the one used longest ago. */
  get idsByUse(): readonly string[] {
    return [...this.#tabs.values()].sort((a, b) => b.use - a.use).map(tab => tab.id);
  }

  /** Takes a `TargetInfo` of the protocol. A tab that is new or goes to another address has been used. */
  update(info: unknown): void {
    const seen = readPage(info);
    if (seen === null) return;
    const known = this.#tabs.get(seen.id);
    const use = known === undefined || known.url !== seen.url ? ++this.#uses : known.use;
    this.#tabs.set(seen.id, { ...seen, use });
  }

  use(id: string): void {
    const tab = this.#tabs.get(id);
    if (tab !== undefined) this.#tabs.set(id, { ...tab, use: ++this.#uses });
  }

  remove(id: string): void {
    this.#tabs.delete(id);
    if (this.#picked === id) this.#picked = null;
  }

  /** A tab that is not there (any more) changes nothing. */
  pick(id: string | null): void {
    if (id === null || this.#tabs.has(id)) this.#picked = id;
  }

  list(): LiveTabs {
    const shown = this.shown?.id;
    const tabs = [...this.#tabs.values()].slice(-maxListed);
    return {
      following: this.following,
      tabs: tabs.map(({ id, url, title }) => ({ id, url, title, shown: id === shown })),
    };
  }
}

function readPage(info: unknown): Omit<Tab, 'use'> | null {
  // A page that is only rendered ahead has a subtype; nobody has opened it.
  if (!isRecord(info) || info.type !== 'page' || info.subtype !== undefined) return null;
  const { targetId, url, title } = info;
  if (typeof targetId !== 'string' || typeof url !== 'string' || typeof title !== 'string') return null;
  return { id: targetId, url: url.slice(0, maxUrlLength), title: title.slice(0, maxTitleLength) };
}
