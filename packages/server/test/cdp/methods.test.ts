import { describe, expect, test } from 'vitest';
import { judge } from '../../src/cdp/methods.ts';

const context = { downloads: '/home/downloads' };

describe('judge', () => {
  test.each([
    ['Page.navigate', { url: 'https://example.com' }],
    ['Page.navigate', { url: 'data:text/html,x' }],
    ['Page.navigate', { url: 'about:blank' }],
    ['Target.createTarget', { url: '' }],
    ['Target.setAutoAttach', { autoAttach: true }],
    ['Target.createBrowserContext', {}],
    ['Runtime.evaluate', { expression: '1' }],
    ['Browser.getVersion', {}],
    ['Page.someNewMethod', {}],
  ])('%s %j passes as it is', (method, params) => {
    expect(judge(method, params, context)).toEqual({ kind: 'forward', params });
  });

  test.each([
    ['Page.navigate', { url: 'file:///etc/passwd' }],
    ['Page.navigate', { url: '\t FILE:///etc/passwd' }],
    ['Page.navigate', { url: 'fi\nle:///etc/passwd' }],
    ['Page.navigate', { url: '\u0001f\tile:///etc/passwd' }],
    ['Page.navigate', { url: 'view-source:file:///etc/passwd' }],
    ['Target.createTarget', { url: 'chrome://settings' }],
    ['Target.createTarget', { url: 'devtools://devtools/bundled/inspector.html' }],
    ['Target.createBrowserContext', { proxyServer: 'direct://' }],
    ['Target.sendMessageToTarget', {}],
    ['Target.setRemoteLocations', {}],
    ['Target.exposeDevToolsProtocol', {}],
    ['Target.openDevTools', {}],
    ['Target.someNewMethod', {}],
    ['Tethering.bind', { port: 1 }],
    ['Extensions.loadUnpacked', { path: '/x' }],
    ['SystemInfo.getInfo', {}],
    ['Browser.crash', {}],
    ['Browser.getBrowserCommandLine', {}],
    ['Browser.executeBrowserCommand', {}],
    ['Browser.someNewMethod', {}],
    ['NewDomain.newMethod', {}],
    ['nodot', {}],
    ['DOM.setFileInputFiles', { files: ['/etc/passwd'] }],
  ])('%s %j is refused', (method, params) => {
    expect(judge(method, params, context).kind).toBe('deny');
  });

  test('downloads land with the session, whatever path a client asks for', () => {
    const asked = { behavior: 'allowAndName', downloadPath: '/tmp/of-the-client', eventsEnabled: true };
    for (const method of ['Browser.setDownloadBehavior', 'Page.setDownloadBehavior']) {
      expect(judge(method, asked, context)).toEqual({
        kind: 'forward',
        params: { ...asked, downloadPath: '/home/downloads' },
      });
      expect(judge(method, { behavior: 'allow' }, context)).toMatchObject({
        params: { downloadPath: '/home/downloads' },
      });
      expect(judge(method, { behavior: 'deny' }, context)).toEqual({
        kind: 'forward',
        params: { behavior: 'deny' },
      });
    }
  });

  test('closing the browser ends the connection of the client that asked, and nothing else', () => {
    expect(judge('Browser.close', {}, context)).toEqual({ kind: 'answerAndDisconnect', result: {} });
  });

  test('names of object methods are no rules', () => {
    expect(judge('constructor', {}, context).kind).toBe('deny');
    expect(judge('Browser.__proto__', {}, context).kind).toBe('deny');
  });
});
