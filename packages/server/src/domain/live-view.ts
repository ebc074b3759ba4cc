/*
 * What passes between the browser's side of a live view (the screencast) and the viewer's (a socket). Neither knows the
 * other.
 */

export interface LiveTab {
  readonly id: string;
  readonly url: string;
  readonly title: string;
  /** Its page's process died, and has not come back. */
  readonly crashed: boolean;
  readonly shown: boolean;
}

export interface LiveTabs {
  /** `false`: the viewer picked the tab that is shown. */
  readonly following: boolean;
  readonly tabs: readonly LiveTab[];
}

/** The page that is shown, and the size it has for its visitors; zeros while that is unknown. */
export interface LivePage {
  readonly url: string;
  readonly title: string;
  readonly crashed: boolean;
  readonly width: number;
  readonly height: number;
}

export interface Viewer {
  /** `null`: takes the next one at once. A promise: not before it resolves; it never rejects. */
  frame(jpeg: Buffer): Promise<void> | null;
  page(page: LivePage): void;
  tabs(tabs: LiveTabs): void;
  /** The tab that was shown has closed. */
  closed(tab: { readonly id: string; readonly title: string }): void;
  /** The browser's side is over; nothing follows. */
  ended(reason: string): void;
}

export interface LiveView {
  /** Shows this tab until it closes; `null` follows the browser again. */
  show(tabId: string | null): void;
  /** Idempotent; the viewer hears nothing any more. */
  stop(): void;
}
