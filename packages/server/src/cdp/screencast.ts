import type { LiveView, Viewer } from '../domain/live-view.ts';
import type { Browser } from '../sessions/ports.ts';
import { CdpClient, type CdpEvent } from './client.ts';
import { PageCapture, type Picture } from './page-capture.ts';
import { Tabs } from './tabs.ts';
import { View } from './view.ts';

/** Chromium reports no change of a title by itself, and draws hidden pages only when asked to. */
const refreshInterval = 1000;
const maxProbed = 30;

/** The screencasts of all browsers that somebody watches: one each, however many watch. */
export class Screencasts {
  readonly #running = new Map<Browser, Screencast>();

  /** Shows a browser to a viewer. Rejects when the browser has gone. */
  async watch(browser: Browser, viewer: Viewer): Promise<LiveView> {
    let screencast = this.#running.get(browser);
    if (screencast === undefined) {
      screencast = new Screencast(browser, () => this.#running.delete(browser));
      this.#running.set(browser, screencast);
    }
    return await screencast.watch(viewer);
  }
}

/**
 * Shows a browser to its viewers, as one client like any other that changes nothing: keeps the tabs, captures each one
 * that somebody sees, once, and hands its pictures to all who see it.
 */
class Screencast {
  readonly #tabs = new Tabs();
  readonly #views = new Set<View>();
  /** Those that somebody sees, by tab, and with them those that are only asked whether they are in front. */
  readonly #captures = new Map<string, PageCapture>();
  readonly #attached = new Set<PageCapture>();
  readonly #onEnd: () => void;
  readonly #opened: Promise<CdpClient>;
  #client: CdpClient | null = null;
  #mayBeBehind = true;
  /** Not before all the tabs that are there have been named. */
  #isSwitching = true;
  #isStopped = false;
  #refreshing: NodeJS.Timeout | undefined;

  constructor(browser: Browser, onEnd: () => void) {
    this.#onEnd = onEnd;
    this.#opened = this.#open(browser);
    this.#opened.catch(() => this.#stop()); // each viewer hears of it
  }

  async watch(viewer: Viewer): Promise<LiveView> {
    const view = new View(viewer, this.#tabs, () => this.#onFree(view));
    this.#views.add(view);
    const client = await this.#opened;
    view.update();
    this.#greet(view);
    void this.#follow(client);
    return {
      show: tabId => {
        view.pick(tabId);
        if (tabId === null) this.#mayBeBehind = true;
        this.#onTabs();
      },
      stop: () => this.#leave(view),
    };
  }

  async #open(browser: Browser): Promise<CdpClient> {
    const client = await CdpClient.connect(browser, {
      event: event => this.#onEvent(event),
      closed: reason => {
        for (const view of this.#views) view.ended(reason);
        this.#stop();
      },
    });
    this.#client = client;
    // Names the tabs that are there before it answers.
    await client.command('Target.setDiscoverTargets', { discover: true });
    this.#isSwitching = false;
    if (!this.#isStopped) this.#refreshing = setInterval(() => void this.#refresh(client), refreshInterval);
    return client;
  }

  #leave(view: View): void {
    view.stop();
    this.#views.delete(view);
    if (this.#views.size === 0) this.#stop();
    else this.#onTabs();
  }

  #stop(): void {
    if (this.#isStopped) return;
    this.#isStopped = true;
    clearInterval(this.#refreshing);
    this.#client?.close();
    this.#onEnd();
  }

  #onEvent(event: CdpEvent): void {
    const { method, params } = event;
    for (const capture of this.#attached) capture.onEvent(event);
    if (method === 'Target.targetDestroyed') this.#onClosed(String(params.targetId));
    if (method === 'Target.targetCrashed') this.#setCrashed(String(params.targetId), true);
    if (method === 'Target.targetCreated' || method === 'Target.targetInfoChanged') {
      this.#tabs.update(params.targetInfo);
      this.#onTabs();
    }
  }

  #onClosed(tabId: string): void {
    // Which page the browser has in front now is not always the one that was used before.
    if (this.#captures.has(tabId)) this.#mayBeBehind = true;
    this.#tabs.remove(tabId);
    this.#onTabs();
  }

  #setCrashed(tabId: string, crashed: boolean): void {
    if ((this.#tabs.get(tabId)?.crashed ?? crashed) === crashed) return;
    this.#tabs.setCrashed(tabId, crashed);
    this.#onTabs();
  }

  #onTabs(): void {
    this.#updateViews();
    if (this.#client !== null) void this.#follow(this.#client);
  }

  #updateViews(): void {
    for (const view of this.#views) {
      const former = view.tabId;
      view.update();
      if (view.tabId !== former) this.#greet(view);
    }
  }

  /** A page that stands still sends no picture: who comes later gets the one that the others have. */
  #greet(view: View): void {
    const capture = this.#captures.get(view.tabId ?? '');
    if (capture === undefined) return;
    if (capture.last !== null) view.offer(capture.last);
    capture.resume();
  }

  /** Brings what is captured in line with what is seen. One at a time: whoever is at it looks again. */
  async #follow(client: CdpClient): Promise<void> {
    if (this.#isSwitching) return;
    this.#isSwitching = true;
    while (!this.#isStopped) {
      if (this.#mayBeBehind) await this.#lookInFront(client);
      const seen = new Set([...this.#views].flatMap(view => view.tabId ?? []));
      for (const [tabId, capture] of this.#captures) if (!seen.has(tabId)) this.#end(capture);
      const missing = [...seen].find(tabId => !this.#captures.has(tabId));
      if (missing !== undefined) await this.#show(client, missing);
      else if (!this.#mayBeBehind) break;
    }
    this.#isSwitching = false;
  }

  async #show(client: CdpClient, tabId: string): Promise<void> {
    const capture = await this.#capture(client, tabId);
    if (capture !== null) return void capture.refresh().catch(ignoreGone);
    // Gone meanwhile, or not to be attached to: the next refresh names it again if it is there.
    this.#tabs.remove(tabId);
    this.#updateViews();
  }

  /** Of several windows each has a page in front; the one that was used last is found first. */
  async #lookInFront(client: CdpClient): Promise<void> {
    this.#mayBeBehind = false;
    if (![...this.#views].some(view => view.following)) return;
    for (const tabId of this.#tabs.idsByUse.slice(0, maxProbed)) {
      const isFront = this.#captures.get(tabId)?.isVisible ?? (await this.#probe(client, tabId));
      if (!isFront) continue;
      if (this.#tabs.last?.id !== tabId) this.#tabs.use(tabId);
      this.#updateViews();
      return;
    }
  }

  async #probe(client: CdpClient, tabId: string): Promise<boolean> {
    const capture = await this.#capture(client, tabId);
    if (capture === null) return false;
    this.#end(capture);
    return capture.isVisible;
  }

  /** `null` when the page has gone. */
  async #capture(client: CdpClient, tabId: string): Promise<PageCapture | null> {
    let capture: PageCapture | null = null;
    try {
      capture = await PageCapture.attach(client, tabId, {
        picture: picture => this.#onPicture(tabId, picture),
        wentBehind: () => this.#onBehind(tabId),
      });
      this.#attached.add(capture);
      this.#captures.set(tabId, capture);
      await capture.start();
      return capture;
    } catch {
      if (capture !== null) this.#end(capture);
      return null;
    }
  }

  #end(capture: PageCapture): void {
    this.#attached.delete(capture);
    this.#captures.delete(capture.targetId);
    capture.end();
  }

  #onPicture(tabId: string, picture: Picture): void {
    this.#setCrashed(tabId, false);
    for (const view of this.#viewsOf(tabId)) view.offer(picture);
    if (this.#viewsOf(tabId).every(view => view.isTaking)) this.#captures.get(tabId)?.pause();
  }

  #onFree(view: View): void {
    this.#captures.get(view.tabId ?? '')?.resume();
  }

  #viewsOf(tabId: string): readonly View[] {
    return [...this.#views].filter(view => view.tabId === tabId);
  }

  #onBehind(tabId: string): void {
    if (!this.#captures.has(tabId)) return;
    this.#mayBeBehind = true;
    this.#onTabs();
  }

  async #refresh(client: CdpClient): Promise<void> {
    try {
      const { targetInfos } = await client.command('Target.getTargets', {});
      for (const info of Array.isArray(targetInfos) ? targetInfos : []) this.#tabs.update(info);
      this.#onTabs();
      await Promise.all([...this.#captures.values()].map(capture => capture.refresh().catch(ignoreGone)));
    } catch (fault) {
      ignoreGone(fault);
    }
  }
}

/** The page or the browser went while it was asked: its own event tells, and `closed` does. */
const ignoreGone = (_: unknown): void => undefined;
