import type { StorageArea } from '../../domain/browser-state.ts';

/** Chromium commits an area at least once a minute, however busy it is; older changes are on disk. */
const keptMs = 180_000;

interface Change {
  readonly value: string | null;
  readonly at: number;
}

interface Area {
  clearedAt: number | null;
  readonly items: Map<string, Change>;
}

/** Bounds what hostile pages can make the server remember of one browser. */
export class ChangeBudget {
  readonly #most: number;
  #used = 0;

  constructor(mostCharacters: number) {
    this.#most = mostCharacters;
  }

  take(characters: number): boolean {
    if (this.#used + characters > this.#most) return false;
    this.#used += characters;
    return true;
  }

  give(characters: number): void {
    this.#used -= characters;
  }
}

/** The changes of the last minutes in the storage areas of one kind: the last value of each key. */
export class StorageChanges {
  readonly #areas = new Map<string, Area>();
  readonly #budget: ChangeBudget;

  constructor(budget: ChangeBudget) {
    this.#budget = budget;
  }

  set(origin: string, key: string, change: Change): void {
    const area = this.#area(origin);
    this.#drop(area, key);
    // Over the budget the key is left to what Chromium has on disk.
    if (this.#budget.take(sizeOf(key, change))) area.items.set(key, change);
  }

  /** What an area held when it was first looked at; changes heard since are newer. */
  found(origin: string, entries: readonly (readonly [string, string])[], at: number): void {
    const area = this.#area(origin);
    for (const [key, value] of entries) {
      if (!area.items.has(key) && area.clearedAt === null) this.set(origin, key, { value, at });
    }
  }

  clear(origin: string, at: number): void {
    const area = this.#area(origin);
    for (const key of [...area.items.keys()]) this.#drop(area, key);
    area.clearedAt = at;
  }

  /** What may not be on disk yet. Forgets the rest. */
  recent(now: number): readonly StorageArea[] {
    const oldest = now - keptMs;
    for (const [origin, area] of this.#areas) {
      for (const [key, { at }] of area.items) if (at < oldest) this.#drop(area, key);
      if (area.clearedAt !== null && area.clearedAt < oldest) area.clearedAt = null;
      if (area.items.size === 0 && area.clearedAt === null) this.#areas.delete(origin);
    }
    return [...this.#areas].map(([origin, { clearedAt, items }]) => ({
      origin,
      isCleared: clearedAt !== null,
      items: [...items].map(([key, { value }]) => [key, value] as const),
    }));
  }

  forget(): void {
    for (const area of this.#areas.values()) for (const key of [...area.items.keys()]) this.#drop(area, key);
    this.#areas.clear();
  }

  #area(origin: string): Area {
    const known = this.#areas.get(origin);
    if (known !== undefined) return known;
    const area: Area = { clearedAt: null, items: new Map() };
    this.#areas.set(origin, area);
    return area;
  }

  #drop(area: Area, key: string): void {
    const change = area.items.get(key);
    if (change === undefined) return;
    area.items.delete(key);
    this.#budget.give(sizeOf(key, change));
  }
}

const sizeOf = (key: string, { value }: Change): number => key.length + (value?.length ?? 0);
