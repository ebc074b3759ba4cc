import { expect, test } from 'vitest';
import { ChangeBudget, StorageChanges } from '../../../src/cdp/journal/storage-changes.ts';

const site = 'https://shop.example';

test('keeps the last value of each key, and a removal as null', () => {
  const changes = new StorageChanges(new ChangeBudget(1000));
  changes.set(site, 'a', { value: '1', at: 10 });
  changes.set(site, 'a', { value: '2', at: 11 });
  changes.set(site, 'b', { value: null, at: 12 });
  expect(changes.recent(20)).toEqual([
    {
      origin: site,
      isCleared: false,
      items: [
        ['a', '2'],
        ['b', null],
      ],
    },
  ]);
});

test('a clear takes what came before it and not what comes after', () => {
  const changes = new StorageChanges(new ChangeBudget(1000));
  changes.set(site, 'a', { value: '1', at: 10 });
  changes.clear(site, 11);
  changes.set(site, 'b', { value: '2', at: 12 });
  expect(changes.recent(20)).toEqual([{ origin: site, isCleared: true, items: [['b', '2']] }]);
});

test('what was found at the first look is older than what was heard since', () => {
  const changes = new StorageChanges(new ChangeBudget(1000));
  changes.set(site, 'a', { value: 'new', at: 10 });
  changes.found(
    site,
    [
      ['a', 'old'],
      ['b', 'only'],
    ],
    11,
  );
  expect(changes.recent(20)[0]?.items).toEqual([
    ['a', 'new'],
    ['b', 'only'],
  ]);
  changes.clear(site, 12);
  changes.found(site, [['a', 'old']], 13);
  expect(changes.recent(20)).toEqual([{ origin: site, isCleared: true, items: [] }]);
});

test('forgets what Chromium has long written to its own disk', () => {
  const changes = new StorageChanges(new ChangeBudget(1000));
  changes.set(site, 'a', { value: '1', at: 0 });
  changes.set(site, 'b', { value: '1', at: 100_000 });
  expect(changes.recent(180_001)[0]?.items).toEqual([['b', '1']]);
  expect(changes.recent(300_000)).toEqual([]);
});

test('hostile pages cannot fill the memory of the server: what is over the budget is left out, and room comes back', () => {
  const budget = new ChangeBudget(10);
  const changes = new StorageChanges(budget);
  changes.set(site, 'a', { value: '12345678', at: 0 });
  changes.set(site, 'b', { value: '12', at: 0 });
  expect(changes.recent(1)[0]?.items).toEqual([['a', '12345678']]);
  changes.set(site, 'a', { value: '1', at: 1 });
  changes.set(site, 'b', { value: '12', at: 1 });
  expect(changes.recent(1)[0]?.items).toEqual([
    ['a', '1'],
    ['b', '12'],
  ]);
});
