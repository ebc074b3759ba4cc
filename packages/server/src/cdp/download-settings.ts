import type { DownloadEvent } from '../domain/session-file.ts';

type Send = (method: string, params: object) => Promise<Record<string, unknown>>;

/**
 * Keeps every context of the browser saving its downloads with the session, under names of Chromium's own, and telling
 * the server of them. Chromium has one setting per context, which the last to set it decides; it falls back to saving in
 * the user's own directory (default context) or to refusing (others) when a session that had set it goes.
 */
export class DownloadSettings {
  readonly #send: Send;
  readonly #directory: string;
  readonly #contexts = new Set<string>();
  /** Sessions of clients that have set it themselves. */
  readonly #askers = new Set<string>();

  constructor(send: Send, directory: string) {
    this.#send = send;
    this.#directory = directory;
    this.#set({});
  }

  contextSeen(browserContextId: unknown): void {
    if (typeof browserContextId !== 'string' || this.#contexts.has(browserContextId)) return;
    this.#contexts.add(browserContextId);
    this.#set({ browserContextId });
  }

  asked(sessionId: string): void {
    this.#askers.add(sessionId);
  }

  /** Call it behind whatever makes these sessions go: the browser does things in order. */
  gone(sessionIds: readonly string[]): void {
    const hadSet = sessionIds.filter(id => this.#askers.delete(id)).length > 0;
    if (!hadSet) return;
    this.#set({});
    for (const browserContextId of this.#contexts) this.#set({ browserContextId });
  }

  /** Which context it belongs to is not known: the others do not know it. */
  async cancel(guid: string): Promise<void> {
    const contexts = [{}, ...[...this.#contexts].map(browserContextId => ({ browserContextId }))];
    await Promise.allSettled(
      contexts.map(context => this.#send('Browser.cancelDownload', { guid, ...context })),
    );
  }

  #set(context: { browserContextId?: string }): void {
    const params = {
      behavior: 'allowAndName',
      downloadPath: this.#directory,
      eventsEnabled: true,
      ...context,
    };
    this.#send('Browser.setDownloadBehavior', params).catch(() => {
      // The context has gone, or the browser has.
      if (context.browserContextId !== undefined) this.#contexts.delete(context.browserContextId);
    });
  }
}

/** `null`: no event of a download, or one that no browser of ours would send. */
export function readDownloadEvent(
  method: string,
  params: Readonly<Record<string, unknown>>,
): DownloadEvent | null {
  const { guid } = params;
  // It becomes the name of a file.
  if (typeof guid !== 'string' || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(guid)) return null;
  if (method === 'Browser.downloadWillBegin') {
    return {
      type: 'began',
      guid,
      url: String(params.url ?? ''),
      suggestedName: String(params.suggestedFilename ?? ''),
    };
  }
  if (method !== 'Browser.downloadProgress') return null;
  if (params.state === 'completed' || params.state === 'canceled') return { type: params.state, guid };
  return {
    type: 'progress',
    guid,
    receivedBytes: Number(params.receivedBytes),
    totalBytes: Number(params.totalBytes),
  };
}
