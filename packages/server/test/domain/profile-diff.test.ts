import { expect, test } from 'vitest';
import { type CookieSummary, type SavedFacts, summarize } from '../../src/domain/profile.ts';
import { describeChanges } from '../../src/domain/profile-diff.ts';

const at = Date.parse('2026-11-25T00:00:00Z');
const seconds = (iso: string): number => Date.parse(iso) / 1000;
const cookie = (change: Partial<CookieSummary> = {}): CookieSummary => ({
  name: 'sid',
  domain: '.shop.example',
  path: '/',
  partition: null,
  expires: null,
  hash: 'a',
  ...change,
});
const version = (content: Partial<SavedFacts['content']>, browser = 'chromium 156') => ({
  createdAt: at,
  saved: {
    browser,
    sizeBytes: 1,
    hasFiles: true,
    content: { cookies: [], origins: [], tabCount: 0, ...content },
  },
});

test.each([
  ['nothing', { cookies: [cookie()] }, { cookies: [cookie()] }, []],
  [
    'a new cookie',
    {},
    { cookies: [cookie({ expires: seconds('2027-01-01T00:00:00Z') })] },
    ['cookie `sid` of shop.example is new, until 2027-01-01T00:00:00.000Z'],
  ],
  [
    'one that expired meanwhile',
    { cookies: [cookie({ expires: seconds('2026-11-24T00:00:00Z') })] },
    {},
    ['cookie `sid` of shop.example expired'],
  ],
  [
    'one that was removed before its time',
    { cookies: [cookie({ path: '/admin', expires: seconds('2026-11-26T00:00:00Z') })] },
    {},
    ['cookie `sid` of shop.example/admin is gone'],
  ],
  ['a session cookie that is gone', { cookies: [cookie()] }, {}, ['cookie `sid` of shop.example is gone']],
  [
    'another value with another life',
    { cookies: [cookie()] },
    { cookies: [cookie({ hash: 'b', expires: seconds('2027-01-01T00:00:00Z') })] },
    ['cookie `sid` of shop.example has another value and is now until 2027-01-01T00:00:00.000Z'],
  ],
  [
    'cookies of one name in two partitions, which are two',
    { cookies: [cookie()] },
    { cookies: [cookie(), cookie({ partition: '"https://a.example"' })] },
    ['cookie `sid` of shop.example is new, until the session ends'],
  ],
  [
    'origins',
    { origins: ['https://a.example'] },
    { origins: ['https://b.example', 'https://c.example'] },
    ['2 new origins: https://b.example, https://c.example', '1 origin gone: https://a.example'],
  ],
  ['tabs', { tabCount: 2 }, { tabCount: 1 }, ['1 tab, before 2']],
])('between two versions, %s', (_what, before, after, lines) => {
  expect(describeChanges(version(before), version(after))).toEqual(lines);
});

test('another browser is told; of a version without a parent, everything but the browser is new', () => {
  const after = version({ cookies: [cookie()], tabCount: 1 }, 'chromium 157');
  expect(describeChanges(version({ cookies: [cookie()], tabCount: 1 }), after)).toEqual([
    'saved by chromium 157, before by chromium 156',
  ]);
  expect(describeChanges(null, after)).toEqual([
    'cookie `sid` of shop.example is new, until the session ends',
    '1 tab, before 0',
  ]);
});

test('a summary has names, expiries and hashes, and no value', () => {
  const area = (origin: string) => ({ origin, isCleared: false, items: [['key', 'secret']] as const });
  const summary = summarize(
    {
      cookies: [
        { name: 'a', value: 'secret', domain: 'x.example', path: '/', expires: 1e300 },
        {
          name: 'b',
          value: 'secret',
          domain: 'x.example',
          partitionKey: { topLevelSite: 'https://y.example' },
        },
      ],
      tabs: [{ url: 'https://x.example/?token=secret', sessionStorage: [area('https://x.example')] }],
      localStorage: [area('https://z.example'), { ...area('https://empty.example'), items: [] }],
    },
    text => `#${text.length}`,
  );
  expect(summary).toMatchObject({
    cookies: [
      { name: 'a', expires: 253_402_300_799, partition: null, hash: expect.stringMatching(/^#/) },
      { name: 'b', path: '/', expires: null, partition: expect.stringContaining('y.example') },
    ],
    origins: ['https://x.example', 'https://z.example'],
    tabCount: 1,
  });
  expect(JSON.stringify(summary)).not.toContain('secret');
});
