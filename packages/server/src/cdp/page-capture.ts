import type { CdpClient, CdpEvent } from './client.ts';
import { isRecord } from './message.ts';

export interface Picture {
  readonly jpeg: Buffer;
  /** Of the page's viewport in CSS pixels, which is not the size of the picture. */
  readonly width: number;
  readonly height: number;
}

export interface CaptureEvents {
  picture(picture: Picture): void;
  /** Another page of the browser came before this one. */
  wentBehind(): void;
}

const screencast = { format: 'jpeg', quality: 60, maxWidth: 1280, maxHeight: 720 };

/**
 * The pictures of one page. It leaves the page as it is: `Page.enable` alone would make the page's dialogs wait for us.
 *
 * A frame that Chromium drops because none was acknowledged is lost, and of a page that then stands still the viewer
 * would keep a stale picture (measured). So frames are acknowledged at once, and while every viewer is slow the screencast
 * is paused and then starts anew (20 ms), which begins with the picture of that moment.
 */
export class PageCapture {
  readonly targetId: string;
  readonly #client: CdpClient;
  readonly #sessionId: string;
  readonly #events: CaptureEvents;
  #state: 'running' | 'paused' | 'ended' = 'running';
  #isVisible = false;
  #isShooting = false;
  #isCrashed = false;
  #last: Picture | null = null;
  /** Chromium takes a hidden page for visible while it draws it for a screenshot. */
  #isDrawn = false;

  private constructor(
    client: CdpClient,
    page: { targetId: string; sessionId: string },
    events: CaptureEvents,
  ) {
    this.#client = client;
    this.targetId = page.targetId;
    this.#sessionId = page.sessionId;
    this.#events = events;
  }

  /** Rejects when the page has gone. */
  static async attach(client: CdpClient, targetId: string, events: CaptureEvents): Promise<PageCapture> {
    const { sessionId } = await client.command('Target.attachToTarget', { targetId, flatten: true });
    return new PageCapture(client, { targetId, sessionId: String(sessionId) }, events);
  }

  /** Whether the browser has this page in front; known once `start` has resolved. */
  get isVisible(): boolean {
    return this.#isVisible;
  }

  /** The newest picture; `null` before the first, and while the screencast is paused. */
  get last(): Picture | null {
    return this.#state === 'running' ? this.#last : null;
  }

  async start(): Promise<void> {
    await this.#client.command('Page.startScreencast', screencast, this.#sessionId);
  }

  /** Chromium draws a hidden page only when asked to, and its screencast shows what was drawn last. */
  async refresh(): Promise<void> {
    if (this.#isVisible || this.#isShooting || this.#state !== 'running') return;
    this.#isShooting = true;
    try {
      // Of a crashed page this fails at once, while the size would never be answered.
      const { data } = await this.#client.command(
        'Page.captureScreenshot',
        { format: screencast.format, quality: screencast.quality },
        this.#sessionId,
      );
      this.#deliver({ jpeg: Buffer.from(String(data), 'base64'), ...(await this.#viewport()) });
    } finally {
      this.#isShooting = false;
    }
  }

  /** Until `resume`: nobody takes pictures now. */
  pause(): void {
    if (this.#state !== 'running') return;
    this.#state = 'paused';
    this.#tell('Page.stopScreencast', {});
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#state = 'running';
    this.#tell('Page.startScreencast', screencast);
  }

  end(): void {
    if (this.#state === 'ended') return;
    this.#state = 'ended';
    // Ends the screencast too.
    this.#tell('Target.detachFromTarget', { sessionId: this.#sessionId }, null);
  }

  onEvent({ method, params, sessionId }: CdpEvent): void {
    if (sessionId !== this.#sessionId || this.#state === 'ended') return;
    if (method === 'Page.screencastFrame') this.#onFrame(params);
    if (method === 'Page.screencastVisibilityChanged') this.#onVisibility(params.visible === true);
    if (method === 'Inspector.targetCrashed') this.#isCrashed = true;
    if (method === 'Inspector.targetReloadedAfterCrash') this.#restart();
  }

  #onFrame(params: Readonly<Record<string, unknown>>): void {
    this.#tell('Page.screencastFrameAck', { sessionId: params.sessionId });
    if (!this.#isVisible || this.#isCrashed) return; // drawn before
    const metadata = isRecord(params.metadata) ? params.metadata : {};
    this.#deliver({
      jpeg: Buffer.from(String(params.data), 'base64'),
      width: Number(metadata.deviceWidth),
      height: Number(metadata.deviceHeight),
    });
  }

  #deliver(picture: Picture): void {
    if (this.#state !== 'running') return;
    this.#last = picture;
    this.#events.picture(picture);
  }

  #onVisibility(isVisible: boolean): void {
    const wentBehind = this.#isVisible && !isVisible && !this.#isDrawn;
    this.#isVisible = isVisible;
    this.#isDrawn = isVisible && this.#isShooting;
    if (wentBehind) this.#events.wentBehind();
  }

  #restart(): void {
    this.#isCrashed = false;
    if (this.#state !== 'running') return;
    this.#tell('Page.stopScreencast', {});
    this.#tell('Page.startScreencast', screencast);
  }

  async #viewport(): Promise<{ width: number; height: number }> {
    const { cssLayoutViewport: viewport } = await this.#client.command(
      'Page.getLayoutMetrics',
      {},
      this.#sessionId,
    );
    if (!isRecord(viewport)) return { width: 0, height: 0 };
    return { width: Number(viewport.clientWidth), height: Number(viewport.clientHeight) };
  }

  /** For commands that fail only when the page or the browser has gone, which events tell. */
  #tell(method: string, params: object, sessionId: string | null = this.#sessionId): void {
    this.#client.command(method, params, sessionId).catch(() => undefined);
  }
}
