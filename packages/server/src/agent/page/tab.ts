import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, BrowserContext, ElementHandle, Locator, Page, Response } from 'playwright-core';
import { Obstacle } from '../obstacle.ts';
import { Dialogs, type SaidDialog } from './dialogs.ts';
import { type FieldFacts, fieldFacts } from './field-facts.page.ts';
import { inPage } from './page-script.ts';
import { untilQuiet } from './quiet.page.ts';
import { type ShownDocument, shownDocument } from './shown-document.page.ts';
import { look, type Seen, type Sight } from './sight.ts';
import { type Arrival, type Sending, Traffic } from './traffic.ts';

const QUIET = 110;
const SETTLE_LIMIT = 5000;
const CLICK_LIMIT = 4000;
// A page that an action asked for may take its time: the action is done, and stays done.
const ANSWER_LIMIT = 30_000;
const GOTO_LIMIT = 30_000;

const STUCK = /intercepts pointer events|not visible|not enabled|Timeout/i;

/** The page the engine works on. Follows a click into the tab that it opens; never closes one. */
export class Tab {
  readonly #context: BrowserContext;
  readonly #traffic = new WeakMap<Page, Traffic>();
  #page: Page;
  readonly #dialogs: Dialogs;
  #downloads: string[] = [];

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.#page = page;
    this.#dialogs = new Dialogs(context);
    for (const each of context.pages()) this.#observe(each);
    context.on('page', opened => this.#observe(opened));
  }

  static async current(browser: Browser): Promise<Tab> {
    const context = browser.contexts()[0] ?? (await browser.newContext());
    const pages = context.pages().filter(page => !/^(devtools|chrome-extension):/.test(page.url()));
    return new Tab(context, pages.at(-1) ?? (await context.newPage()));
  }

  get page(): Page {
    return this.#page;
  }

  /** Where the page is, fit for a record: a query or fragment may carry what somebody typed. */
  get url(): string {
    return withoutQuery(this.#page.url());
  }

  /** Whether the page waits for an answer that it asked for less than `maxAge` ago. */
  awaitsAnswer(maxAge: number): boolean {
    return this.#traffic.get(this.#page)?.busyWithin(maxAge) ?? false;
  }

  /** Whether the page waits for data that it asked for after this instant. */
  awaitsDataSince(instant: number): boolean {
    return this.#traffic.get(this.#page)?.awaitsDataSince(instant) ?? false;
  }

  /** Whether the page asked for anything in so many milliseconds after this instant. */
  askedWithin(instant: number, duration: number): boolean {
    return this.#traffic.get(this.#page)?.askedWithin(instant, duration) ?? false;
  }

  /** What the page has sent to its site after this instant in order to change something. */
  sendingsSince(instant: number): readonly Sending[] {
    return this.#traffic.get(this.#page)?.sendingsSince(instant) ?? [];
  }

  /** How the document on show was asked for, as far as that was seen. */
  get arrival(): Arrival | null {
    return this.#traffic.get(this.#page)?.arrival ?? null;
  }

  /** The document on show, whichever tab it came up in. */
  document(): Promise<ShownDocument> {
    return this.#retried(() => inPage<ShownDocument>(this.#page.mainFrame(), [shownDocument]));
  }

  /** The name of a download that began since this was last asked, `null` for none. */
  takeDownload(): string | null {
    return this.#downloads.splice(0).at(-1) ?? null;
  }

  /** What boxes of the browser said since this was last asked. */
  takeDialogs(): readonly SaidDialog[] {
    return this.#dialogs.take();
  }

  /** How much the page has asked for so far, and with how many accepted identities. */
  get traffic(): { readonly sent: number; readonly identities: number } {
    const { sent = 0, identities = 0 } = this.#traffic.get(this.#page) ?? {};
    return { sent, identities };
  }

  /** What the site answered to identities that came after the first `known` ones. */
  askedWithIdentity(known: number): readonly string[] {
    return this.#traffic.get(this.#page)?.askedWithIdentity(known) ?? [];
  }

  async goto(url: string, { signal }: { signal: AbortSignal }): Promise<void> {
    const session = await this.#context.newCDPSession(this.#page);
    // While a navigation hangs, Chromium answers no newly connected client about this page: take back what was begun.
    const stop = () => void session.send('Page.stopLoading').catch(() => undefined);
    signal.addEventListener('abort', stop, { once: true });
    try {
      await this.#open(url);
    } finally {
      signal.removeEventListener('abort', stop);
      await session.detach().catch(() => undefined);
    }
  }

  async #open(url: string): Promise<void> {
    let response: Response | null;
    try {
      response = await this.#page.goto(url, { waitUntil: 'domcontentloaded', timeout: GOTO_LIMIT });
    } catch (cause) {
      const text = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
      const code = /timeout/i.test(text) ? 'page_load_timeout' : 'navigation_failure';
      throw new Obstacle(code, `${url} could not be opened: ${text.replace(/^page\.goto: /, '')}`);
    }
    if (response && response.status() >= 400) {
      const status = `${response.status()} ${response.statusText()}`.trim();
      throw new Obstacle('navigation_failure', `${url} answered ${status}`);
    }
    await this.settle();
  }

  look(): Promise<Sight> {
    return this.#retried(() => look(this.#page));
  }

  facts(seen: Seen): Promise<FieldFacts> {
    return this.locate(seen).evaluate(fieldFacts, undefined, { timeout: 2000 });
  }

  locate(seen: Seen): Locator {
    return this.#page.getByRef(seen.ref);
  }

  /** Clicks as a person would. A cover is reported, never clicked through: a forced click can hit a neighbour. */
  async click(target: Locator | ElementHandle): Promise<void> {
    await this.#ready(target);
    // Playwright waits here for the page that the click asks for.
    await this.#act(() => target.click({ timeout: ANSWER_LIMIT }));
  }

  async press(target: Locator, key: string): Promise<void> {
    await target.focus({ timeout: CLICK_LIMIT });
    await this.#act(() => target.press(key, { timeout: ANSWER_LIMIT }));
  }

  pressKey(key: string): Promise<void> {
    return this.#act(() => this.#page.keyboard.press(key));
  }

  /** Whether it can be clicked is settled before the click: what fails from then on may have been done. */
  async #ready(target: Locator | ElementHandle): Promise<void> {
    try {
      await target.click({ timeout: CLICK_LIMIT, trial: true });
    } catch (cause) {
      throw blocked(cause);
    }
  }

  async #act(act: () => Promise<void>): Promise<void> {
    const opened: Page[] = [];
    const note = (page: Page) => opened.push(page);
    this.#context.on('page', note);
    try {
      await act();
      await this.settle();
    } catch (cause) {
      throw unanswered(cause);
    } finally {
      this.#context.off('page', note);
    }
    const last = opened.at(-1);
    if (last && !last.isClosed()) {
      this.#page = last;
      await this.settle();
    }
  }

  /** Waits until nothing is loading and the document stands still; gives up quietly, as some pages never rest. */
  async settle(limit = SETTLE_LIMIT): Promise<void> {
    const deadline = Date.now() + limit;
    while (Date.now() < deadline) {
      const remaining = deadline - Date.now();
      try {
        await this.#page.waitForLoadState('domcontentloaded', { timeout: remaining });
        const maxMs = Math.min(1200, remaining);
        await inPage(this.#page.mainFrame(), [untilQuiet], { quietMs: QUIET, maxMs });
      } catch (cause) {
        if (!isNavigating(cause)) throw cause;
        continue;
      }
      if (!this.#traffic.get(this.#page)?.busy) return;
      await sleep(20);
    }
  }

  /** A page that navigates takes its references with it: look again. */
  async #retried<T>(read: () => Promise<T>): Promise<T> {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await read();
      } catch (cause) {
        if (attempt >= 3 || !isNavigating(cause)) throw cause;
        await this.settle();
      }
    }
  }

  #observe(page: Page): void {
    this.#traffic.set(page, new Traffic(page));
    page.on('download', download => this.#downloads.push(download.suggestedFilename()));
  }
}

export function withoutQuery(url: string): string {
  return url.replace(/[?#].*$/s, '');
}

export function isNavigating(cause: unknown): boolean {
  return (
    cause instanceof Error &&
    /context was destroyed|navigat|frame was detached|Cannot find context|Frame has been/i.test(cause.message)
  );
}

function blocked(cause: unknown): unknown {
  if (!(cause instanceof Error) || !STUCK.test(cause.message)) return cause;
  const cover = coverIn(cause.message);
  return new Obstacle(
    'element_blocked',
    cover ? `Something covers the element: ${cover}` : 'The element cannot be clicked',
  );
}

/** The input was on its way when this failed: only what was covered in the last moment has not been touched. */
function unanswered(cause: unknown): unknown {
  if (!(cause instanceof Error) || !STUCK.test(cause.message)) return cause;
  const begun = cause.message.lastIndexOf('performing ');
  if (begun < cause.message.lastIndexOf('intercepts pointer events')) return blocked(cause);
  return new Obstacle(
    'page_load_timeout',
    `It was clicked or pressed, and the page has not answered in ${ANSWER_LIMIT / 1000} s: it may have been done. Look before doing it again.`,
  );
}

function coverIn(message: string): string | undefined {
  return /<[^>]+>[^\n]* intercepts pointer events/.exec(message)?.[0];
}
