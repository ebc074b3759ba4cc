/// <reference lib="dom" />

export interface ShownDocument {
  /** The HTTP status it came with, 0 when it did not come over HTTP or the network failed. */
  readonly status: number;
  /** When it began, which no other document shares. */
  readonly since: number;
  readonly failed: boolean;
}

/** Runs inside the page: the document knows its status in whatever tab, and when nobody listened as it arrived. */
export function shownDocument(): ShownDocument {
  const [entry] = performance.getEntriesByType('navigation');
  const status = entry instanceof PerformanceNavigationTiming ? entry.responseStatus : 0;
  return { status, since: performance.timeOrigin, failed: location.protocol === 'chrome-error:' };
}
