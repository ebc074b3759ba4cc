import { appendFileSync, writeFileSync } from 'node:fs';

/*
 * What was asked of a server and what came of it, in the order in which it happened: all that the checker knows of a
 * storm, beside what it finds at the end. Knows nothing of the server.
 */

/** An operation of the API by its `operationId`. */
export type Operation =
  | 'createBrowserSession'
  | 'getBrowserSession'
  | 'listBrowserSessions'
  | 'updateBrowserSession'
  | 'closeBrowserSession'
  | 'createBrowserProfile'
  | 'saveBrowserProfile'
  | 'runTask'
  | 'getRun';

export type Entry =
  /** `call` numbers the request; `target` is the session, run or profile that it names. */
  | {
      readonly type: 'asked';
      readonly call: number;
      readonly at: number;
      readonly operation: Operation;
      readonly target: string | null;
      readonly body: Body;
      readonly idempotencyKey: string | null;
    }
  | {
      readonly type: 'answered';
      readonly call: number;
      readonly at: number;
      readonly status: number;
      readonly body: unknown;
    }
  /** No answer came: the connection broke, or patience ended. What became of it, only later answers tell. */
  | { readonly type: 'lost'; readonly call: number; readonly at: number; readonly reason: string }
  /** Work with a browser, begun at `since`, broke off. */
  | {
      readonly type: 'broke_off';
      readonly since: number;
      readonly at: number;
      readonly session: string;
      readonly reason: string;
    }
  | { readonly type: 'server_killed'; readonly at: number }
  | { readonly type: 'server_ready'; readonly at: number }
  | { readonly type: 'browser_killed'; readonly at: number; readonly session: string }
  /** A client is about to put `value` at a place of a session's browser. */
  | ({ readonly type: 'putting'; readonly value: string } & Place)
  /** The browser has acknowledged it. */
  | ({ readonly type: 'put'; readonly value: string } & Place)
  /** Something else acts on the place: what is there is not known until it is put or seen again. */
  | ({ readonly type: 'disturbed' } & Place)
  /** What a client found there; `null`: nothing. */
  | ({ readonly type: 'seen'; readonly value: string | null } & Place);

export type Body = Readonly<Record<string, unknown>>;

/**
 * A place is named `KIND` or `KIND:WHICH`. What is in a `script` dies with its browser; everything else comes back, save
 * the changes of the last five seconds.
 */
interface Place {
  readonly at: number;
  readonly session: string;
  readonly place: string;
}

type Without<Kind, Keys extends PropertyKey> = Kind extends unknown ? Omit<Kind, Keys> : never;

/** Writes each entry to a file as well, a line of JSON each: a storm that breaks off can be judged by hand. */
export class History {
  readonly entries: Entry[] = [];
  readonly #file: string;
  #calls = 0;

  constructor(file: string) {
    this.#file = file;
    writeFileSync(file, '');
  }

  /** A number for one more request. */
  nextCall(): number {
    this.#calls += 1;
    return this.#calls;
  }

  add(entry: Without<Entry, 'at'>): void {
    const dated = { ...entry, at: Date.now() } as Entry;
    this.entries.push(dated);
    appendFileSync(this.#file, `${JSON.stringify(dated)}\n`);
  }
}
