/*
 * What a new browser must be told to go on as the last one did, beside what that one had written to its own disk:
 * Chromium holds cookies back for half a minute, storage for seconds to minutes, and never writes session cookies.
 */

export interface BrowserState {
  /** All of them; `null`: not known, and what the browser has on disk stands. */
  readonly cookies: readonly BrowserCookie[] | null;
  readonly tabs: readonly TabState[];
  /** Changes of localStorage that may not be on disk yet. */
  readonly localStorage: readonly StorageArea[];
}

/** A cookie as the browser's protocol takes it. A secret as a whole. */
export type BrowserCookie = Readonly<Record<string, unknown>>;

export interface TabState {
  readonly url: string;
  /** Changes of the tab's own sessionStorage that may not be on disk yet. */
  readonly sessionStorage: readonly StorageArea[];
}

/** What changed in the storage of one origin, in the end. */
export interface StorageArea {
  readonly origin: string;
  /** Everything that is not named in `items` was removed. */
  readonly isCleared: boolean;
  /** Key and value; `null` removes the key. */
  readonly items: readonly (readonly [key: string, value: string | null])[];
}

/** What of a session came back with a new browser. */
export interface RestoreReport {
  readonly tabs: number;
  readonly cookies: number;
  /** Origins whose storage was completed from the journal. */
  readonly origins: number;
}
