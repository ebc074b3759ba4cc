import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './fixtures/browser.ts';
import { besideSite } from './fixtures/lists-beside.ts';
import { perform } from './fixtures/perform.ts';
import { type Site, serve } from './fixtures/site.ts';

let browser: TestBrowser;
let site: Site;

beforeAll(async () => {
  browser = await startBrowser();
  site = await serve(besideSite);
});
afterAll(async () => {
  await site?.close();
  await browser?.close();
});

const NUMBERS = ['INV-1001', 'INV-1002', 'INV-1003', 'INV-1004'];
const visit = (path: string, prompt = 'extract all invoice numbers') =>
  perform(browser, prompt, { url: site.url + path });

describe('what stands beside a whole list', () => {
  it.each([
    ['fields that say "all"', '/said-all'],
    ['a form that saves something else', '/profile'],
    ['a form to write in', '/comment'],
    ['a number of rows', '/size'],
    ['recent news', '/news'],
    ['who is signed in, and the way out', '/account'],
  ])('narrows nothing down where it is %s', async (_, path) => {
    expect((await visit(path)).outcome).toMatchObject({ status: 'completed', output: NUMBERS });
  });

  it('may be asked for by its name, recent or not', async () => {
    const { outcome } = await visit('/recent', 'extract all invoice numbers under "Recent invoices"');
    expect(outcome).toMatchObject({ status: 'completed', output: NUMBERS });
  });

  it.each([
    ['a heading of recent ones', '/recent', /Recent invoices/],
    ['a field of a filter', '/customer', /ACME/],
    ['a date', '/dates', /2025-01-01/],
    ['a search that can be saved', '/saved-search', /ACME/],
    ['a number of rows that it fills', '/full', /"4"/],
    ['a number of a page', '/page', /"1"/],
    ['a field that says which of all', '/all-open', /All open/],
    ['a state among states', '/states', /"Open"/],
    ['a field that says nothing', '/bare', /ACME/],
    ['a search for all of some', '/all-of-one', /all invoices of ACME/],
  ])('makes it doubtful where it is %s', async (_, path, words) => {
    const { outcome } = await visit(path);
    expect(outcome).toMatchObject({ status: 'failed', code: 'incomplete_data', output: NUMBERS });
    expect(outcome).toHaveProperty('reason', expect.stringMatching(words));
  });
});
