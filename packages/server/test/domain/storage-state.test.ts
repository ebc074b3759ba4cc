import type { StorageState } from '@berth/contract';
import { expect, test } from 'vitest';
import { fromStorageState, toStorageState } from '../../src/domain/storage-state.ts';

const cookie = {
  name: 'sid',
  value: 's3cret',
  domain: '.shop.example',
  path: '/',
  expires: 1_900_000_000.5,
  httpOnly: true,
  secure: true,
  sameSite: 'Strict',
} as const;
const whole: StorageState = {
  cookies: [
    cookie,
    { ...cookie, name: 'session', expires: -1 },
    { ...cookie, name: 'chip', partitionKey: 'https://top.example', _crHasCrossSiteAncestor: false },
  ],
  origins: [{ origin: 'https://shop.example', localStorage: [{ name: 'cart', value: 'apples' }] }],
};

test('what Playwright wrote comes back as it was', () => {
  expect(toStorageState(fromStorageState(whole), [])).toEqual(whole);
});

test('a browser is given a cookie as its protocol takes it', () => {
  expect(fromStorageState(whole).cookies).toEqual([
    cookie,
    { ...cookie, name: 'session', expires: undefined },
    {
      ...cookie,
      name: 'chip',
      partitionKey: { topLevelSite: 'https://top.example', hasCrossSiteAncestor: false },
    },
  ]);
});

test('what the state says of storage stands over what its files have', () => {
  const area = (
    origin: string,
    isCleared: boolean,
    items: readonly (readonly [string, string | null])[],
  ) => ({
    origin,
    isCleared,
    items,
  });
  const stored = ['a', 'b', 'c', 'd'].map(name =>
    area(`https://${name}.example`, false, [
      ['old', '1'],
      ['kept', '2'],
    ]),
  );
  const changes = [
    area('https://a.example', false, [
      ['old', 'new'],
      ['more', '3'],
    ]),
    area('https://b.example', true, [['only', '4']]),
    area('https://c.example', false, [['old', null]]),
    area('https://d.example', true, []),
  ];
  const { origins } = toStorageState({ cookies: null, tabs: [], localStorage: changes }, stored);
  expect(
    origins.map(({ origin, localStorage }) => [
      origin,
      localStorage.map(({ name, value }) => `${name}=${value}`),
    ]),
  ).toEqual([
    ['https://a.example', ['old=new', 'kept=2', 'more=3']],
    ['https://b.example', ['only=4']],
    ['https://c.example', ['kept=2']],
  ]);
});
