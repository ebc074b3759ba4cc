import { expect, test } from 'vitest';
import { keepableRequest, planRun } from '../../src/domain/run.ts';
import { openableUrl } from '../../src/domain/url.ts';

test('what is kept of a request holds no secret: not from the prompt, not from the parameters', () => {
  const request = {
    prompt: 'Log in as ann with password hunter2, code 4711',
    parameters: { password: 'hunter2', code: '4711' },
    browser_session_id: 'pbs_1',
  };
  const kept = keepableRequest(request, planRun(request), ['hunter2']);
  expect(JSON.stringify(kept)).not.toMatch(/hunter2|4711/);
  expect(kept).toMatchObject({
    prompt: 'Log in as ann with password •••, code •••',
    parameterNames: ['password', 'code'],
  });
});

test.each([
  ['example.com/a b', 'https://example.com/a%20b'],
  ['localhost:8001/login', 'http://localhost:8001/login'],
  ['127.0.0.1:8001', 'http://127.0.0.1:8001/'],
  ['localhost.example/x', 'https://localhost.example/x'],
  ['  http://x.example ', 'http://x.example/'],
])('%s is opened as %s', (text, expected) => {
  expect(openableUrl(text)).toBe(expected);
});

test.each(['file:///etc/passwd', 'data:text/html,x', 'view-source:http://x', 'http://', 'http://a b', ''])(
  '%j is not opened',
  text => {
    expect(() => openableUrl(text)).toThrow(expect.objectContaining({ code: 'invalid_url' }));
  },
);
