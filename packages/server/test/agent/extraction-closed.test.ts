import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './fixtures/browser.ts';
import { closedSite } from './fixtures/lists-closed.ts';
import { perform } from './fixtures/perform.ts';
import { type Site, serve } from './fixtures/site.ts';

let browser: TestBrowser;
let site: Site;

beforeAll(async () => {
  browser = await startBrowser();
  site = await serve(closedSite);
});
afterAll(async () => {
  await site?.close();
  await browser?.close();
});

const NUMBERS = Array.from({ length: 5 }, (_, at) => `INV-${1001 + at}`);

describe('closed shadow roots', () => {
  it.each([
    ['a pager', '/pager', 'extract all invoice numbers', 'incomplete_data', /<x-pager>/],
    ['more rows', '/rows', 'extract all invoice numbers', 'incomplete_data', /<x-rest>/],
    ['a total', '/total', 'extract all invoice numbers', 'incomplete_data', /<x-total>/],
    ['a value', '/cells', 'extract the number and customer of every invoice', 'incomplete_data', /<x-name>/],
    [
      'a value of the page that was asked for',
      '/cells',
      'extract the number and customer of every invoice on this page',
      'incomplete_data',
      /<x-name>/,
    ],
    ['the list itself', '/whole', 'extract all invoice numbers', 'data_extraction_failure', /<x-list>/],
  ])('may hold %s, and nothing is claimed', { timeout: 20_000 }, async (_, path, prompt, code, words) => {
    const { outcome } = await perform(browser, prompt, { url: site.url + path });
    expect(outcome).toMatchObject({ status: 'failed', code });
    expect(outcome).toHaveProperty('reason', expect.stringMatching(words));
  });

  it.each([
    ['the page states its total', '/proven'],
    ['they float, decorate or belong to the head of the page', '/beside'],
  ])('do not matter where %s', { timeout: 20_000 }, async (_, path) => {
    const { outcome } = await perform(browser, 'extract all invoice numbers', { url: site.url + path });
    expect(outcome).toMatchObject({ status: 'completed', output: NUMBERS });
  });
});
