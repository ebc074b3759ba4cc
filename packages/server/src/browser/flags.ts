/** What a browser is started with. Everything here is about the process; what a page sees is set over CDP. */
export interface FlagsInput {
  readonly profileDirectory: string;
  readonly majorVersion: number;
  readonly noSandbox: boolean;
  /** Whether it opens the tabs of its last session again. */
  readonly restores: boolean;
}

/*
 * The omnibox popups are hidden pages with a renderer each, in every window. Only the last --disable-features counts,
 * so everything is in one list.
 */
const disabledFeatures = [
  'WebUIOmniboxPopup',
  'WebUIOmniboxFullPopup',
  'WebUIOmniboxAimPopup',
  'Translate',
  'MediaRouter',
  'OptimizationHints',
  'AutofillServerCommunication',
  'CertificateTransparencyComponentUpdater',
  'DialMediaRouteProvider',
  'GlobalMediaControls',
  'InterestFeedContentSuggestions',
  'PaintHolding',
  'AutoDeElevate',
];

export function flags(input: FlagsInput): string[] {
  return [
    '--headless=new',
    '--remote-debugging-pipe',
    `--user-data-dir=${input.profileDirectory}`,
    `--user-agent=${userAgent(input.majorVersion)}`,
    // A profile must open on another machine: no key of this one's keyring.
    '--password-store=basic',
    '--use-mock-keychain',
    // The first page is made over CDP: a start-up window costs 150 ms and 10 MiB more. Restoring needs one.
    input.restores ? '--restore-last-session' : '--no-startup-window',
    '--no-first-run',
    '--no-default-browser-check',
    '--no-service-autorun',
    // The tab strip and the address bar take 87 of it: pages get 1280 × 720.
    '--window-size=1280,807',
    '--force-color-profile=srgb',
    '--disable-gpu',
    '--disable-breakpad',
    '--disable-crash-reporter',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-component-extensions-with-background-pages',
    '--disable-default-apps',
    '--disable-domain-reliability',
    '--disable-sync',
    '--metrics-recording-only',
    '--disable-search-engine-choice-screen',
    '--disable-prompt-on-repost',
    // Playwright waits for the load of a page that it goes back to, and one that was kept aside loads nothing.
    '--disable-back-forward-cache',
    '--disable-hang-monitor',
    // Pages of a session are in use although no window shows them.
    '--disable-background-timer-throttling',
    '--disable-backgrounding-occluded-windows',
    '--disable-renderer-backgrounding',
    `--disable-features=${disabledFeatures.join(',')}`,
    ...(input.noSandbox ? ['--no-sandbox'] : []),
  ];
}

/** What Chromium says without a head, so that sites see the browser it is. The minor parts are zeros in every Chrome. */
function userAgent(majorVersion: number): string {
  const system = process.platform === 'darwin' ? 'Macintosh; Intel Mac OS X 10_15_7' : 'X11; Linux x86_64';
  return `Mozilla/5.0 (${system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/${majorVersion}.0.0.0 Safari/537.36`;
}
