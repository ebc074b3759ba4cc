import { expect, test } from 'vitest';
import { Tabs } from '../../src/cdp/tabs.ts';

const info = (targetId: string, url = `https://${targetId}.test/`, rest: object = {}): object => ({
  targetId,
  type: 'page',
  url,
  title: targetId,
  ...rest,
});

test('the tab that opened or went to another address last is shown', () => {
  const tabs = new Tabs();
  tabs.update(info('a'));
  tabs.update(info('b'));
  expect(tabs.shown?.id).toBe('b');
  tabs.update(info('a', 'https://elsewhere.test/'));
  expect(tabs.shown?.id).toBe('a');
});

test('a new title alone is no use of a tab', () => {
  const tabs = new Tabs();
  tabs.update(info('a'));
  tabs.update(info('b'));
  tabs.update(info('a', undefined, { title: 'blinking' }));
  expect(tabs.shown?.id).toBe('b');
  expect(tabs.list().tabs.map(tab => tab.title)).toEqual(['blinking', 'b']);
});

test('a picked tab is shown until it closes, then the one that was used last', () => {
  const tabs = new Tabs();
  for (const id of ['a', 'b', 'c']) tabs.update(info(id));
  tabs.pick('a');
  tabs.update(info('d'));
  expect(tabs.list()).toMatchObject({ following: false, tabs: [{ id: 'a', shown: true }, {}, {}, {}] });
  tabs.remove('a');
  expect(tabs.following).toBe(true);
  expect(tabs.shown?.id).toBe('d');
});

test('picking a tab that is not there changes nothing', () => {
  const tabs = new Tabs();
  tabs.update(info('a'));
  tabs.pick('gone');
  expect(tabs.following).toBe(true);
});

test('workers, frames and pages rendered ahead are no tabs', () => {
  const tabs = new Tabs();
  tabs.update(info('a', undefined, { type: 'iframe' }));
  tabs.update(info('b', undefined, { subtype: 'prerender' }));
  tabs.update({ targetId: 7 });
  expect(tabs.shown).toBeNull();
});

test('what a page says of itself is cut to a length that can be sent at each change', () => {
  const tabs = new Tabs();
  for (let count = 0; count < 200; count++)
    tabs.update(info(`t${count}`, `data:,${'x'.repeat(1e5)}`, { title: 'y'.repeat(1e5) }));
  expect(JSON.stringify(tabs.list()).length).toBeLessThan(260_000);
});
