import type { LiveView, Viewer } from '../domain/live-view.ts';
import type { Browser } from '../sessions/ports.ts';
import { CdpClient, type CdpEvent } from './client.ts';
import { PageCapture, type Picture } from './page-capture.ts';
import { Tabs } from './tabs.ts';

/** Chromium reports no change of a title by itself, and draws hidden pages only when asked to. */
const refreshInterval = 1000;
const announceDelay = 50;
const maxProbed = 30;

/** Shows a browser to a viewer, as a client like any other that changes nothing. Rejects when the browser has gone. */
export async function startScreencast(browser: Browser, viewer: Viewer): Promise<LiveView> {
  const screencast = new Screencast(viewer);
  await screencast.open(browser);
  return screencast;
}

/** One viewer's live view: keeps the tabs, decides which one to show, and passes on its pictures. */
class Screencast implements LiveView {
  readonly #viewer: Viewer;
  readonly #tabs = new Tabs();
  readonly #captures = new Set<PageCapture>();
  #client: CdpClient | null = null;
  #shown: PageCapture | null = null;
  #size = { width: 0, height: 0 };
  #mayBeBehind = true;
  /** Not before all the tabs that are there have been named. */
  #isSwitching = true;
  #isStopped = false;
  #refreshing: NodeJS.Timeout | undefined;
  #announcing: NodeJS.Timeout | undefined;

  constructor(viewer: Viewer) {
    this.#viewer = viewer;
  }

  async open(browser: Browser): Promise<void> {
    const client = await CdpClient.connect(browser, {
      event: event => this.#onEvent(event),
      closed: reason => {
        this.stop();
        this.#viewer.ended(reason);
      },
    });
    this.#client = client;
    // Names the tabs that are there before it answers.
    await client.command('Target.setDiscoverTargets', { discover: true });
    if (this.#isStopped) return;
    this.#isSwitching = false;
    this.#refreshing = setInterval(() => void this.#refresh(client), refreshInterval);
    void this.#follow(client);
  }

  show(tabId: string | null): void {
    this.#tabs.pick(tabId);
    this.#onTabs();
  }

  stop(): void {
    this.#isStopped = true;
    clearInterval(this.#refreshing);
    clearTimeout(this.#announcing);
    this.#client?.close();
  }

  #onEvent(event: CdpEvent): void {
    const { method, params } = event;
    for (const capture of this.#captures) capture.onEvent(event);
    if (method === 'Target.targetDestroyed') this.#onClosed(String(params.targetId));
    if (method === 'Target.targetCreated' || method === 'Target.targetInfoChanged') {
      this.#tabs.update(params.targetInfo);
      this.#onTabs();
    }
  }

  #onClosed(tabId: string): void {
    // Which page the browser has in front now is not always the one that was used before.
    if (this.#shown?.targetId === tabId) this.#mayBeBehind = true;
    this.#tabs.remove(tabId);
    this.#onTabs();
  }

  #onTabs(): void {
    this.#announce();
    if (this.#client !== null) void this.#follow(this.#client);
  }

  /** Brings what is shown in line with the tabs. One at a time: whoever is at it looks again. */
  async #follow(client: CdpClient): Promise<void> {
    if (this.#isSwitching) return;
    this.#isSwitching = true;
    while (!this.#isStopped) {
      if (this.#mayBeBehind) await this.#lookInFront(client);
      const next = this.#tabs.shown?.id ?? null;
      if (next !== (this.#shown?.targetId ?? null)) await this.#switchTo(client, next);
      else if (!this.#mayBeBehind) break;
    }
    this.#isSwitching = false;
  }

  async #switchTo(client: CdpClient, tabId: string | null): Promise<void> {
    if (this.#shown !== null) this.#end(this.#shown);
    this.#shown = null;
    this.#size = { width: 0, height: 0 };
    this.#announce();
    if (tabId === null) return;
    this.#shown = await this.#capture(client, tabId);
    // Gone meanwhile, or not to be attached to: the next refresh names it again if it is there.
    if (this.#shown === null) this.#tabs.remove(tabId);
    else this.#shown.refresh().catch(ignoreGone);
  }

  /** Of several windows each has a page in front; the one that was used last is found first. */
  async #lookInFront(client: CdpClient): Promise<void> {
    this.#mayBeBehind = false;
    if (!this.#tabs.following) return;
    for (const tabId of this.#tabs.idsByUse.slice(0, maxProbed)) {
      const isFront =
        tabId === this.#shown?.targetId ? this.#shown.isVisible : await this.#probe(client, tabId);
      if (!isFront) continue;
      if (this.#tabs.shown?.id !== tabId) this.#tabs.use(tabId);
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
        picture: picture => (this.#shown === capture ? this.#onPicture(picture) : null),
        wentBehind: () => this.#onBehind(tabId),
      });
      this.#captures.add(capture);
      await capture.start();
      return capture;
    } catch {
      if (capture !== null) this.#end(capture);
      return null;
    }
  }

  #end(capture: PageCapture): void {
    this.#captures.delete(capture);
    capture.end();
  }

  #onPicture({ jpeg, width, height }: Picture): Promise<void> | null {
    if (width !== this.#size.width || height !== this.#size.height) {
      this.#size = { width, height };
      this.#announce();
    }
    return this.#viewer.frame(jpeg);
  }

  #onBehind(tabId: string): void {
    if (this.#shown?.targetId !== tabId) return;
    this.#mayBeBehind = true;
    this.#onTabs();
  }

  async #refresh(client: CdpClient): Promise<void> {
    try {
      const { targetInfos } = await client.command('Target.getTargets', {});
      for (const info of Array.isArray(targetInfos) ? targetInfos : []) this.#tabs.update(info);
      this.#onTabs();
      await this.#shown?.refresh();
    } catch (fault) {
      ignoreGone(fault);
    }
  }

  /** A page can change its title without end: the viewer hears of the last change only. */
  #announce(): void {
    if (this.#isStopped) return;
    this.#announcing ??= setTimeout(() => {
      this.#announcing = undefined;
      this.#viewer.tabs(this.#tabs.list());
      const { url, title } = this.#tabs.shown ?? { url: '', title: '' };
      this.#viewer.page({ url, title, ...this.#size });
    }, announceDelay);
  }
}

/** The page or the browser went while it was asked: its own event tells, and `closed` does. */
const ignoreGone = (_: unknown): void => undefined;
