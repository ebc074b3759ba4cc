import { describe, expect, it } from 'vitest';
import { Berth, BerthTimeoutError, SessionEndedError } from '../src/index.ts';
import { startApi } from './fixtures/api.ts';

describe('connect', () => {
  it('sends the key as a header and never in a URL', async () => {
    const api = await startApi(() => ({ status: 500 }));
    const berth = new Berth({ baseUrl: api.url, apiKey: 'secret-key' });
    const session = { browser_session_id: 'pbs_1', browser_address: `${api.url}/cdp/pbs_1` };
    await expect(berth.connect(session, { headers: { 'x-team': 'billing' } })).rejects.toThrow();
    expect(api.received[0]).toMatchObject({
      url: '/cdp/pbs_1/json/version/',
      headers: { 'x-api-key': 'secret-key', 'x-team': 'billing' },
    });
    expect(api.received.map(({ url }) => url).join()).not.toContain('secret-key');
  });

  it('looks an id up first', async () => {
    const api = await startApi(({ url }) =>
      url.startsWith('/v1/')
        ? { body: { browser_session_id: 'pbs_1', browser_address: `http://${'127.0.0.1'}:1/cdp/pbs_1` } }
        : { status: 500 },
    );
    const berth = new Berth({ baseUrl: api.url, apiKey: 'key' });
    await expect(berth.connect('pbs_1')).rejects.toThrow('/cdp/pbs_1');
    expect(api.received.map(({ url }) => url)).toEqual(['/v1/browser_sessions/pbs_1']);
  });

  it('refuses a session that has ended', async () => {
    const berth = new Berth({ apiKey: 'key' });
    const ended = { browser_session_id: 'pbs_1', browser_address: null };
    await expect(berth.connect(ended)).rejects.toBeInstanceOf(SessionEndedError);
  });

  it('gives up after timeoutInSeconds', async () => {
    const api = await startApi(() => 'hang');
    const berth = new Berth({ baseUrl: api.url, apiKey: 'key', timeoutInSeconds: 0.3 });
    const session = { browser_session_id: 'pbs_1', browser_address: `${api.url}/cdp/pbs_1` };
    await expect(berth.connect(session)).rejects.toBeInstanceOf(BerthTimeoutError);
  });
});
