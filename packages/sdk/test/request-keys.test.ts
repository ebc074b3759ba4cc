import { describe, expect, it } from 'vitest';
import { Berth } from '../src/index.ts';
import { startApi } from './fixtures/api.ts';

async function sentBy(call: (berth: Berth) => Promise<unknown>): Promise<unknown> {
  const api = await startApi(() => ({ body: { run_id: 'tsk_1', status: 'completed' } }));
  await call(new Berth({ baseUrl: api.url, apiKey: 'key' }));
  return JSON.parse(api.received[0]?.body ?? '');
}

describe('request keys', () => {
  it('go out in snake_case, whichever way they were written', async () => {
    const sent = await sentBy(berth =>
      berth.createBrowserSession({
        timeout: 60,
        browserType: null,
        generate_browser_profile: false,
        needsLiveView: true,
        proxyLocation: undefined,
      }),
    );
    expect(sent).toEqual({
      timeout: 60,
      browser_type: null,
      generate_browser_profile: false,
      needs_live_view: true,
    });
  });

  it('change at the top only: what is inside a value is the caller’s', async () => {
    const sent = await sentBy(berth =>
      berth.runTask({
        prompt: 'Log in',
        parameters: { userName: 'a', passWord: 'b' },
        dataExtractionSchema: { properties: { invoiceNumber: {} } },
        extraHttpHeaders: { 'X-Trace': '1' },
      }),
    );
    expect(sent).toEqual({
      prompt: 'Log in',
      parameters: { userName: 'a', passWord: 'b' },
      data_extraction_schema: { properties: { invoiceNumber: {} } },
      extra_http_headers: { 'X-Trace': '1' },
    });
  });

  it('are refused when the same one is there in both spellings', async () => {
    const berth = new Berth({ apiKey: 'key' });
    const both = berth.runTask({ prompt: 'x', browser_session_id: 'pbs_1', browserSessionId: 'pbs_2' });
    await expect(both).rejects.toMatchObject({ code: 'invalid_argument' });
  });

  it('are checked by the compiler', () => {
    const neverCalled = (berth: Berth) => [
      // @ts-expect-error: timeout is a number
      berth.createBrowserSession({ timeout: '60' }),
      // @ts-expect-error: there is no such key
      berth.createBrowserSession({ time_out: 60 }),
      // @ts-expect-error: the camelCase key has the type of the snake_case one
      berth.runTask({ prompt: 'x', maxSteps: 'many' }),
      // @ts-expect-error: there is nothing to do without a prompt
      berth.runTask({ url: 'https://example.com' }),
      // @ts-expect-error: nor in the nested form
      berth.runTask({ body: { url: 'https://example.com' } }),
      // @ts-expect-error: the key belongs into the body
      berth.runTask({ body: { prompt: 'x' }, browserSessionId: 'pbs_1' }),
    ];
    expect(neverCalled).toBeTypeOf('function');
  });
});

describe('runTask', () => {
  const request = { prompt: 'Log in', url: 'https://example.com', browser_session_id: 'pbs_1' };

  it.each([
    ['nested', { body: request, waitForCompletion: true, timeout: 5 }],
    ['flat', { ...request, waitForCompletion: true, timeout: 5 }],
    ['nested camelCase', { body: { ...request, browser_session_id: undefined, browserSessionId: 'pbs_1' } }],
  ])('takes the %s form', async (_, input) => {
    expect(await sentBy(berth => berth.runTask(input))).toEqual(request);
  });
});
