/*
 * What a checker finds when the storm is over. Only what it needs of the wire is named; the shapes are its own, so that it
 * takes no word of the server's for granted.
 */

export interface FoundSession {
  readonly browser_session_id: string;
  readonly status: string;
  readonly end_reason: string | null;
  readonly name: string | null;
  readonly tags: readonly string[];
  readonly timeout: number;
  readonly created_at: string;
  readonly modified_at: string;
  readonly started_at: string | null;
  readonly expires_at: string | null;
  readonly completed_at: string | null;
  readonly generation: number;
  readonly browser_profile_id: string | null;
  readonly generate_browser_profile: boolean;
}

export interface FoundEvent {
  readonly id: number;
  readonly type: string;
  readonly at: string;
  readonly data: Readonly<Record<string, unknown>>;
}

export interface FoundVersion {
  readonly version_id: string;
  readonly browser_profile_id: string;
  readonly created_by: string | null;
  readonly source_id: string | null;
  readonly problem: string | null;
  /** What it holds for the demo app, by the name of the place; `null`: nothing. */
  readonly holds: Readonly<Record<'cookie' | 'local' | 'login', string | null>>;
}

export interface FoundRun {
  readonly run_id: string;
  readonly status: string;
  readonly finished_at: string | null;
  readonly output: unknown;
  readonly browser_session_id: string | null;
  readonly run_request: { readonly browser_session_id: string | null };
}

/** Of this machine, as far as it belongs to the server. */
export interface Leavings {
  /** Directories of browsers. */
  readonly homes: readonly string[];
  /** Chromium's processes; the `main` one of a browser is the one that the server started. */
  readonly processes: readonly { readonly pid: number; readonly home: string; readonly isMain: boolean }[];
}

export interface Found {
  /** Every session that the server lists, and every one that the history names; `null`: unknown to the server. */
  readonly sessions: ReadonlyMap<string, FoundSession | null>;
  readonly events: ReadonlyMap<string, readonly FoundEvent[]>;
  readonly profiles: readonly { readonly browser_profile_id: string; readonly name: string }[];
  readonly versions: readonly FoundVersion[];
  readonly runs: ReadonlyMap<string, FoundRun | null>;
  readonly leavings: Leavings;
  /** After every session has been closed. */
  readonly leftAtLast: Leavings;
}
