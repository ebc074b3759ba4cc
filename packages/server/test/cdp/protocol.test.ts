import { afterAll, beforeAll, expect, test } from 'vitest';
import { isKnownDomain, judge } from '../../src/cdp/methods.ts';
import { type BareBrowser, launchBare } from '../fixtures/bare-browser.ts';

/*
 * The table of methods against the protocol of the installed browser. When this fails, a browser has learnt something
 * new: decide whether it acts on a page or on the browser, and name it in `methods.ts`.
 */

interface Domain {
  readonly domain: string;
  readonly commands?: ReadonlyArray<{
    readonly name: string;
    readonly parameters?: ReadonlyArray<{ readonly name: string }>;
  }>;
}

let browser: BareBrowser;
let domains: readonly Domain[];

beforeAll(async () => {
  browser = await launchBare();
  domains = (await (await fetch(`${browser.origin}/json/protocol`)).json()).domains;
});
afterAll(() => browser.close());

test('every domain of the installed browser is known', () => {
  expect(domains.length).toBeGreaterThan(40);
  expect(domains.map(({ domain }) => domain).filter(domain => !isKnownDomain(domain))).toEqual([]);
});

test('what acts on the whole browser passes only where it is named', () => {
  const passing = domains
    .filter(({ domain }) =>
      ['Browser', 'Target', 'SystemInfo', 'Tethering', 'Extensions', 'PWA', 'Cast', 'DeviceAccess'].includes(
        domain,
      ),
    )
    .flatMap(({ domain, commands = [] }) => commands.map(({ name }) => `${domain}.${name}`))
    .filter(method => judge(method, {}, { downloads: '/d', findUpload: () => null }).kind === 'forward');
  expect(passing.sort()).toEqual([
    'Browser.cancelDownload',
    'Browser.getVersion',
    'Browser.getWindowBounds',
    'Browser.getWindowForTarget',
    'Browser.grantPermissions',
    'Browser.resetPermissions',
    'Browser.setContentsSize',
    'Browser.setDownloadBehavior',
    'Browser.setPermission',
    'Browser.setWindowBounds',
    'Target.activateTarget',
    'Target.attachToBrowserTarget',
    'Target.attachToTarget',
    'Target.autoAttachRelated',
    'Target.closeTarget',
    'Target.createBrowserContext',
    'Target.createTarget',
    'Target.detachFromTarget',
    'Target.disposeBrowserContext',
    'Target.getBrowserContexts',
    'Target.getTargetInfo',
    'Target.getTargets',
    'Target.setAutoAttach',
    'Target.setDiscoverTargets',
  ]);
});

test('no other method takes a path of the host', () => {
  const withPath = domains
    .flatMap(({ domain, commands = [] }) =>
      commands.map(command => ({
        method: `${domain}.${command.name}`,
        parameters: command.parameters ?? [],
      })),
    )
    .filter(({ parameters }) =>
      parameters.some(({ name }) => /^(path|files?|downloadPath|directory|filePath)$/i.test(name)),
    )
    .map(({ method }) => method);
  expect(withPath.filter(method => !known.has(method))).toEqual([]);
});

/** Those that `methods.ts` judges, and those whose path is one of a cookie or of a node. */
const known = new Set([
  'Browser.setDownloadBehavior',
  'DOM.pushNodeByPathToFrontend',
  'DOM.setFileInputFiles',
  'Extensions.loadUnpacked',
  'Network.deleteCookies',
  'Network.setCookie',
  'PWA.launchFilesInApp',
  'Page.setDownloadBehavior',
]);
