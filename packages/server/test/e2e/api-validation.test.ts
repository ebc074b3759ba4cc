import type { FieldError } from '@berth/contract';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { TestServer } from '../fixtures/server.ts';

let server: TestServer;

beforeAll(async () => {
  // No browser is needed: what is accepted here is told by the launch that fails.
  server = await TestServer.start({ BERTH_CHROMIUM: '/bin/false', BERTH_MAX_TIMEOUT: '720' });
});
afterAll(() => server.remove());

const proxyLocation = ['body', 'proxy_location'];

describe('a create', () => {
  test.each([
    [{ timeout: 4 }, 'greater_than_equal', ['body', 'timeout'], { ge: 5 }],
    [{ timeout: 721 }, 'less_than_equal', ['body', 'timeout'], { le: 720 }],
    [{ timeout: 100_000 }, 'less_than_equal', ['body', 'timeout'], { le: 720 }],
    [{ timeout: 10.5 }, 'int_from_float', ['body', 'timeout']],
    [{ timeout: 'abc' }, 'int_parsing', ['body', 'timeout']],
    [{ timeout: '10.5' }, 'int_parsing', ['body', 'timeout']],
    [{ timeout: true }, 'greater_than_equal', ['body', 'timeout'], { ge: 5 }],
    [{ timeout: [] }, 'int_type', ['body', 'timeout']],
    [{ extensions: ['foo'] }, 'enum', ['body', 'extensions', 0]],
    [{ extensions: 'ad-blocker' }, 'list_type', ['body', 'extensions']],
    [{ browser_type: 'firefox' }, 'enum', ['body', 'browser_type']],
    [
      { browser_profile_id: 'x' },
      'string_pattern_mismatch',
      ['body', 'browser_profile_id'],
      { pattern: '^bp_' },
    ],
    [{ proxy_location: { country: 'XX' } }, 'value_error', [...proxyLocation, 'country']],
    [{ proxy_location: { country: 'USA' } }, 'string_too_long', [...proxyLocation, 'country']],
    [{ generate_browser_profile: 'perhaps' }, 'bool_parsing', ['body', 'generate_browser_profile']],
    [{ generate_browser_profile: 7 }, 'bool_type', ['body', 'generate_browser_profile']],
    [{ name: 5 }, 'string_type', ['body', 'name']],
    [{ name: 'x'.repeat(201) }, 'string_too_long', ['body', 'name']],
    [{ tags: Array(51).fill('a') }, 'too_long', ['body', 'tags']],
    [{ tags: ['a', 5] }, 'string_type', ['body', 'tags', 1]],
    [{ url: `http://x/${'x'.repeat(2083)}` }, 'string_too_long', ['body', 'url']],
    [[], 'model_attributes_type', ['body']],
    ['text', 'model_attributes_type', ['body']],
    [7, 'model_attributes_type', ['body']],
  ])('with %j is a 422 that names the field', async (body, type, loc, ctx?: object) => {
    const detail = await refusedDetail(body);
    expect(detail).toEqual([
      expect.objectContaining({ type, loc, msg: expect.any(String), ...(ctx === undefined ? {} : { ctx }) }),
    ]);
  });

  test.each([
    ['MARS', [proxyLocation, proxyLocation, proxyLocation]],
    [7, [proxyLocation, proxyLocation, proxyLocation]],
    [{}, [proxyLocation, [...proxyLocation, 'country'], [...proxyLocation, 'url']]],
  ])('with the proxy location %j gets an entry for each of its three forms', async (value, places) => {
    const detail = await refusedDetail({ proxy_location: value });
    expect(detail.map(entry => entry.loc)).toEqual(places);
    expect(detail[0]?.type).toBe('enum');
    if (typeof value === 'object')
      expect(detail.slice(1).map(entry => entry.type)).toEqual(['missing', 'missing']);
  });

  test('with several bad fields names them all', async () => {
    const detail = await refusedDetail({ timeout: 4, extensions: ['foo'], tags: [''], colour: 'red' });
    expect(detail.map(entry => entry.loc)).toEqual([
      ['body', 'timeout'],
      ['body', 'tags', 0],
      ['body', 'extensions', 0],
    ]);
  });

  test.each([
    ['{"timeout":', 11],
    ['', null],
    ['{"timeout"', 10],
    ["{'timeout':60}", 1],
    ['{"timeout":60,}', 14],
    ['null', null],
  ])('whose body is %s is read up to %j', async (body, offset) => {
    const response = await server.fetch('/v1/browser_sessions', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    if (offset === null) return expect(response.status).toBe(503);
    const answer = await response.json();
    expect([response.status, answer.code]).toEqual([422, 'invalid_request']);
    expect(answer.detail).toEqual([expect.objectContaining({ type: 'json_invalid', loc: ['body', offset] })]);
  });

  test.each([
    { timeout: '60' },
    { timeout: 10.0 },
    { timeout: null },
    { timeout: 720 },
    { extensions: [] },
    { generate_browser_profile: 'no' },
    { generate_browser_profile: null },
    { generate_browser_profile: 'yes' },
    { proxy_location: 'NONE' },
    { colour: 'red' },
  ])('with %j is accepted', async body => {
    expect((await server.post('/v1/browser_sessions', body)).status).toBe(503);
  });

  test.each([
    ['proxy_location', 'RESIDENTIAL'],
    ['proxy_location', { country: 'us' }],
    ['proxy_location', { url: 'http://user:pass@proxy:1' }],
    ['proxy_session_id', 'a'],
    ['extensions', ['ad-blocker']],
    ['browser_type', 'chrome'],
  ])('with %s: %j is not supported yet, and said so', async (option, value) => {
    const response = await server.post('/v1/browser_sessions', { [option]: value });
    const answer = await response.json();
    expect([response.status, answer.code]).toEqual([400, 'not_supported_yet']);
    expect(answer.detail).toContain(option);
  });
});

async function refusedDetail(body: unknown): Promise<FieldError[]> {
  const response = await server.post('/v1/browser_sessions', body);
  const answer = await response.json();
  expect([response.status, answer.code]).toEqual([422, 'invalid_request']);
  return answer.detail;
}
