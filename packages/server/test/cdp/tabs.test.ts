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
  expect(tabs.last?.id).toBe('b');
  tabs.update(info('a', 'https://elsewhere.test/'));
  expect(tabs.last?.id).toBe('a');
});

test('a new title alone is no use of a tab', () => {
  const tabs = new Tabs();
  tabs.update(info('a'));
  tabs.update(info('b'));
  tabs.update(info('a', undefined, { title: 'blinking' }));
  expect(tabs.last?.id).toBe('b');
  expect(tabs.list(null).map(tab => tab.title)).toEqual(['blinking', 'b']);
});

test('a crash is over when the page goes elsewhere or names itself anew', () => {
  const tabs = new Tabs();
  tabs.update(info('a'));
  tabs.setCrashed('a', true);
  tabs.update(info('a'));
  expect(tabs.list('a')).toMatchObject([{ id: 'a', crashed: true, shown: true }]);
  tabs.update(info('a', undefined, { title: 'back' }));
  expect(tabs.get('a')?.crashed).toBe(false);
});

test('workers, frames and pages rendered ahead are no tabs', () => {
  const tabs = new Tabs();
  tabs.update(info('a', undefined, { type: 'iframe' }));
  tabs.update(info('b', undefined, { subtype: 'prerender' }));
  tabs.update({ targetId: 7 });
  expect(tabs.last).toBeNull();
});

test('what a page says of itself is cut to a length that can be sent at each change', () => {
  const tabs = new Tabs();
  for (let count = 0; count < 200; count++)
    tabs.update(info(`t${count}`, `data:,${'x'.repeat(1e5)}`, { title: 'y'.repeat(1e5) }));
  expect(JSON.stringify(tabs.list(null)).length).toBeLessThan(260_000);
});
