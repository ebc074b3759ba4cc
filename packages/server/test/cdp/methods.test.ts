import { describe, expect, test } from 'vitest';
import { judge } from '../../src/cdp/methods.ts';

const context = {
  downloads: '/home/downloads',
  findUpload: (name: string) => (name === 'a.pdf' ? '/home/uploads/file_1/a.pdf' : null),
};

describe('judge', () => {
  test.each([
    ['Page.navigate', { url: 'https://example.com' }],
    ['Page.navigate', { url: 'data:text/html,x' }],
    ['Page.navigate', { url: 'about:blank' }],
    ['Target.createTarget', { url: '' }],
    ['Target.createTarget', { url: 'example.com' }],
    ['Page.navigate', { url: 'http://' }],
    ['Target.setAutoAttach', { autoAttach: true }],
    ['Target.createBrowserContext', {}],
    ['Runtime.evaluate', { expression: '1' }],
    ['Browser.getVersion', {}],
    ['Page.someNewMethod', {}],
  ])('%s %j passes as it is', (method, params) => {
    expect(judge(method, params, context)).toEqual({ kind: 'forward', params });
  });

  test('a context that chooses no proxy, in so many words, passes without them', () => {
    const params = { disposeOnDetach: true, proxyServer: '', proxyBypassList: '' };
    expect(judge('Target.createBrowserContext', params, context)).toEqual({
      kind: 'forward',
      params: { disposeOnDetach: true },
    });
  });

  test.each([
    ['Page.navigate', { url: 'file:///etc/passwd' }],
    ['Page.navigate', { url: '\t FILE:///etc/passwd' }],
    ['Page.navigate', { url: 'fi\nle:///etc/passwd' }],
    ['Page.navigate', { url: '\u0001f\tile:///etc/passwd' }],
    ['Page.navigate', { url: 'view-source:file:///etc/passwd' }],
    ['Target.createTarget', { url: 'chrome://settings' }],
    ['Target.createTarget', { url: 'chrome://version\\' }],
    ['Page.navigate', { url: ' ch\nrome:\\\\version^' }],
    ['Page.navigate', { url: 'file://a b/etc/passwd' }],
    ['Page.navigate', { url: 'chrome%3a://version' }],
    ['Page.navigate', { url: '?x:' }],
    ['Network.loadNetworkResource', { url: 'devtools://devtools\\bundled\\inspector.html' }],
    ['Target.createTarget', { url: 'devtools://devtools/bundled/inspector.html' }],
    ['Target.createBrowserContext', { proxyServer: 'direct://' }],
    ['Target.createBrowserContext', { proxyBypassList: '*' }],
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
    ['Network.loadNetworkResource', { url: 'file:///etc/passwd', options: {} }],
    ['PWA.launchFilesInApp', { files: ['/etc/passwd'] }],
    ['DOM.setFileInputFiles', { files: ['/etc/passwd'] }],
    ['DOM.setFileInputFiles', { files: ['a.pdf', '/home/uploads/file_1/a.pdf'] }],
    ['DOM.setFileInputFiles', { files: ['../file_1/a.pdf'] }],
    ['DOM.setFileInputFiles', { files: 'a.pdf' }],
    ['DOM.setFileInputFiles', { files: [{ toString: 'a.pdf' }] }],
    ['DOM.setFileInputFiles', {}],
    ['Input.dispatchDragEvent', { type: 'drop', data: { items: [], files: ['/etc/passwd'] } }],
    ['Input.dispatchDragEvent', { type: 'drop', data: { items: [], files: 'a.pdf' } }],
  ])('%s %j is refused', (method, params) => {
    expect(judge(method, params, context).kind).toBe('deny');
  });

  test('downloads land with the session, whatever path a client asks for', () => {
    const asked = { behavior: 'allowAndName', downloadPath: '/tmp/of-the-client', eventsEnabled: true };
    for (const behavior of ['allowAndName', 'allow', 'default']) {
      expect(judge('Browser.setDownloadBehavior', { ...asked, behavior }, context)).toEqual({
        kind: 'forward',
        params: { ...asked, downloadPath: '/home/downloads' },
      });
      expect(judge('Page.setDownloadBehavior', { ...asked, behavior }, context)).toEqual({
        kind: 'answer',
        result: {},
      });
    }
    for (const method of ['Browser.setDownloadBehavior', 'Page.setDownloadBehavior']) {
      const denied = { behavior: 'deny' };
      expect(judge(method, denied, context)).toEqual({ kind: 'forward', params: denied });
    }
  });

  test('file inputs and drops take uploads by name, and an unknown one is told where to send it', () => {
    expect(judge('DOM.setFileInputFiles', { files: ['a.pdf'], nodeId: 1 }, context)).toEqual({
      kind: 'forward',
      params: { files: ['/home/uploads/file_1/a.pdf'], nodeId: 1 },
    });
    expect(judge('DOM.setFileInputFiles', { files: [] }, context)).toEqual({
      kind: 'forward',
      params: { files: [] },
    });
    const drop = { type: 'drop', data: { items: [], files: ['a.pdf'], dragOperationsMask: 1 } };
    expect(judge('Input.dispatchDragEvent', drop, context)).toEqual({
      kind: 'forward',
      params: { ...drop, data: { ...drop.data, files: ['/home/uploads/file_1/a.pdf'] } },
    });
    expect(judge('DOM.setFileInputFiles', { files: ['b.pdf'] }, context)).toMatchObject({
      message: expect.stringContaining('POST /v1/browser_sessions/{browser_session_id}/uploads'),
    });
  });

  test('closing the browser ends the connection of the client that asked, and nothing else', () => {
    expect(judge('Browser.close', {}, context)).toEqual({ kind: 'answerAndDisconnect', result: {} });
  });

  test('names of object methods are no rules', () => {
    expect(judge('constructor', {}, context).kind).toBe('deny');
    expect(judge('Browser.__proto__', {}, context).kind).toBe('deny');
  });
});
