/*
 * What a client may ask of the browser. Pages are the client's; the host, the server's own connection and other sessions
 * are not. A method that is not named here is forwarded when it acts on a page and refused when it acts on the browser.
 */

export type Verdict =
  | { readonly kind: 'forward'; readonly params: Readonly<Record<string, unknown>> }
  | { readonly kind: 'answer'; readonly result: object }
  | { readonly kind: 'answerAndDisconnect'; readonly result: object }
  | { readonly kind: 'deny'; readonly message: string };

type Rule = (params: Readonly<Record<string, unknown>>, context: MethodContext) => Verdict;

export interface MethodContext {
  /** Where downloads of this session go, whatever path a client asks for. */
  readonly downloads: string;
  /** The file that a client names: its name among the uploads of the session; `null` when there is none. */
  readonly findUpload: (name: string) => string | null;
}

const forward: Rule = params => ({ kind: 'forward', params });
const deny =
  (reason: string): Rule =>
  () => ({ kind: 'deny', message: reason });

const reachesHost = deny('not allowed: it reaches the machine that the browser runs on');
const leavesMultiplexer = deny('not allowed: it would lead around the connection that this client owns');
const neverHeardOf = deny('not allowed: this server does not know what the domain reaches');
const browserWide = deny('not allowed: it acts on the whole browser, which other clients share');

/** Whatever of Chromium's ways of saving a client asks for, files get names of their own in the session's directory. */
const intoSession: Rule = (params, context) => ({
  kind: 'forward',
  params:
    params.behavior === 'deny'
      ? params
      : { ...params, behavior: 'allowAndName', downloadPath: context.downloads },
});

/** Names of uploads → their files; anything else would let a page read the machine that the browser runs on. */
function toUploads(
  names: unknown,
  context: MethodContext,
): readonly string[] | { readonly unknown: unknown } {
  if (!Array.isArray(names)) return { unknown: names };
  const files: string[] = [];
  for (const name of names) {
    const file = typeof name === 'string' ? context.findUpload(name) : null;
    if (file === null) return { unknown: name };
    files.push(file);
  }
  return files;
}

const noSuchUpload = (name: unknown): Verdict => ({
  kind: 'deny',
  message:
    `the session has no upload ${JSON.stringify(name)?.slice(0, 300)}. Send the file to ` +
    'POST /v1/browser_sessions/{browser_session_id}/uploads, then give its filename or the path of the answer',
});

const toWeb: Rule = params => {
  // Chromium says what is wrong with anything else.
  if (typeof params.url !== 'string') return { kind: 'forward', params };
  const scheme = schemeOf(params.url);
  // Without a scheme it is no address to Chromium, which opens nothing.
  if (scheme === null || webSchemes.has(scheme)) return { kind: 'forward', params };
  return { kind: 'deny', message: `not allowed: pages of a session do not open ${scheme} addresses` };
};

/**
 * What Chromium takes for the scheme: all in front of the first colon, whatever comes behind it, without the spaces and
 * control characters in front and the line ends and tabs anywhere. (What is no address by the URL standard may well be
 * one to Chromium: `chrome://version\\`.)
 */
function schemeOf(url: string): string | null {
  const head = url.replace(/[\t\n\r]/g, '').replace(/^[\0- ]+/, '');
  const colon = head.indexOf(':');
  return colon === -1 ? null : head.slice(0, colon + 1).toLowerCase();
}
const webSchemes = new Set(['http:', 'https:', 'data:', 'blob:', 'about:', 'javascript:']);

const rules: Readonly<Record<string, Rule>> = {
  // Ending the session is for the API: a client's own "close the browser" ends its connection.
  'Browser.close': () => ({ kind: 'answerAndDisconnect', result: {} }),
  'Browser.getVersion': forward,
  'Browser.setDownloadBehavior': intoSession,
  'Browser.cancelDownload': forward,
  'Browser.getWindowBounds': forward,
  'Browser.getWindowForTarget': forward,
  'Browser.setWindowBounds': forward,
  'Browser.setContentsSize': forward,
  'Browser.setPermission': forward,
  'Browser.grantPermissions': forward,
  'Browser.resetPermissions': forward,
  'Browser.crash': browserWide,
  'Browser.crashGpuProcess': browserWide,
  'Browser.getBrowserCommandLine': reachesHost,
  // Every context saves with the session; the page's own older form of it cannot name files.
  'Page.setDownloadBehavior': (params, context) =>
    params.behavior === 'deny' ? forward(params, context) : { kind: 'answer', result: {} },
  'Page.navigate': toWeb,
  'Network.loadNetworkResource': toWeb,
  'Target.createTarget': toWeb,
  'Target.createBrowserContext': ({ proxyServer = '', proxyBypassList = '', ...params }, context) => {
    // Puppeteer 10 sends both empty when none was asked for.
    if (proxyServer === '' && proxyBypassList === '') return forward(params, context);
    return { kind: 'deny', message: 'not allowed: a context cannot choose its own way out (proxyServer)' };
  },
  'Target.activateTarget': forward,
  'Target.attachToBrowserTarget': forward,
  'Target.attachToTarget': forward,
  'Target.autoAttachRelated': forward,
  'Target.closeTarget': forward,
  'Target.detachFromTarget': forward,
  'Target.disposeBrowserContext': forward,
  'Target.getBrowserContexts': forward,
  'Target.getTargetInfo': forward,
  'Target.getTargets': forward,
  'Target.setAutoAttach': forward,
  'Target.setDiscoverTargets': forward,
  'Target.sendMessageToTarget': leavesMultiplexer,
  'Target.setRemoteLocations': reachesHost,
  'Target.exposeDevToolsProtocol': leavesMultiplexer,
  'Target.openDevTools': browserWide,
  'DOM.setFileInputFiles': (params, context) => {
    const files = toUploads(params.files, context);
    return 'unknown' in files ? noSuchUpload(files.unknown) : forward({ ...params, files }, context);
  },
  'Input.dispatchDragEvent': (params, context) => {
    const data = typeof params.data === 'object' && params.data !== null ? params.data : {};
    if (!('files' in data)) return forward(params, context);
    const files = toUploads(data.files, context);
    return 'unknown' in files
      ? noSuchUpload(files.unknown)
      : forward({ ...params, data: { ...data, files } }, context);
  },
};

/** Methods that act on a page, a worker, or the cookies and storage of this session's own browser. */
const sessionDomains = new Set(
  (
    'Accessibility Ads Animation Audits Autofill BackgroundService BluetoothEmulation CSS CacheStorage Console ' +
    'CrashReportContext DOM DOMDebugger DOMSnapshot DOMStorage Database Debugger DeviceOrientation DigitalCredentials ' +
    'Emulation EventBreakpoints FedCm Fetch FileSystem FindInPage HeapProfiler IO IndexedDB Input Inspector LayerTree Log Media ' +
    'Memory Network Overlay Page Performance PerformanceTimeline Preload Profiler Runtime Schema Security ' +
    'ServiceWorker SmartCardEmulation Storage Tracing WebAudio WebAuthn WebMCP'
  ).split(' '),
);

/** Domains that act on the whole browser or the host: what is not named above is refused. */
const guardedDomains = new Set([
  'Browser',
  'Target',
  'SystemInfo',
  'Tethering',
  'Extensions',
  'PWA',
  'DeviceAccess',
  'Cast',
  'HeadlessExperimental',
]);

/** Whether this table knows the domain; one that it has never heard of is refused as a whole. */
export function isKnownDomain(domain: string): boolean {
  return sessionDomains.has(domain) || guardedDomains.has(domain);
}

export function judge(
  method: string,
  params: Readonly<Record<string, unknown>>,
  context: MethodContext,
): Verdict {
  const rule = rules[method];
  if (rule !== undefined && Object.hasOwn(rules, method)) return rule(params, context);
  const domain = method.slice(0, method.indexOf('.'));
  if (sessionDomains.has(domain)) return forward(params, context);
  return guardedDomains.has(domain) ? browserWide(params, context) : neverHeardOf(params, context);
}
