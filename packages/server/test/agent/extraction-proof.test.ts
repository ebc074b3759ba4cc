import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './fixtures/browser.ts';
import { partialSite } from './fixtures/lists-partial.ts';
import { perform } from './fixtures/perform.ts';
import { type Site, serve } from './fixtures/site.ts';

const PROMPT = 'Extract all invoice numbers';

let browser: TestBrowser;
let site: Site;

beforeAll(async () => {
  browser = await startBrowser();
  site = await serve(partialSite);
});
afterAll(async () => {
  await site?.close();
  await browser?.close();
});

function codes(count: number): string[] {
  return Array.from({ length: count }, (_, at) => `INV-${1001 + at}`);
}

describe('proof of completeness', () => {
  it.each([
    ['total in words', /34 invoices in total/],
    ['total in heading', /Invoices \(34\)|34/],
    ['approximate total', /more than 1,000/],
    ['some more', /and 30 more/],
    ['only the latest', /Only the latest 10/],
    ['recent', /View all invoices|Recent invoices/],
    ['show all', /Show all 40/],
    ['select of pages', /pages 1 to 3/],
    ['unnamed links', /control without a name/],
    ['worded continuation', /Continue to the following entries/],
    ['archive', /another list of the same kind/],
    ['details', /closed section.*2025/],
    ['tabs', /tab "Open"/],
    ['preset filter', /filter is set \("Open"\)/],
    ['search term', /filter is set \("acme"\)/],
    ['cut value', /cuts a value short/],
    ['empty cell', /record 2 has no value/],
    ['missing cell', /record 2 has 1 of 2 cells/],
  ])('a list with "%s" is not claimed to be all', { timeout: 30_000 }, async (path, reason) => {
    const { outcome } = await perform(browser, PROMPT, { url: `${site.url}/${encodeURIComponent(path)}` });
    expect(outcome).toMatchObject({ status: 'failed', code: 'incomplete_data' });
    expect(outcome).toHaveProperty('reason', expect.stringMatching(reason));
    expect(outcome).toHaveProperty('output.0', expect.stringMatching(/^INV-/));
  });

  it.each([
    ['contradiction', /"Phone number" and "Number"/],
    ['error by an empty list', /Could not load the data/],
    ['words of another list', /does not say that it is empty/],
  ])('"%s" is no answer', { timeout: 30_000 }, async (path, reason) => {
    const { outcome } = await perform(browser, PROMPT, { url: `${site.url}/${encodeURIComponent(path)}` });
    expect(outcome).toMatchObject({ status: 'failed', code: 'data_extraction_failure' });
    expect(outcome).toHaveProperty('reason', expect.stringMatching(reason));
  });

  it.each([
    ['cut values with titles', ['INV-1000-LONG', 'INV-1100-LONG'], 'as_shown'],
    ['row counter', codes(5), 'as_shown'],
    ['late rows', codes(5), 'as_shown'],
    ['held next', codes(15), 'proven'],
    ['span with a handler', codes(15), 'as_shown'],
    ['slow growth', codes(15), 'as_shown'],
    ['arrows', codes(15), 'as_shown'],
    ['months', ['INV-1000', ...codes(11)], 'as_shown'],
  ])('a list with "%s" is read to its end', { timeout: 40_000 }, async (path, output, completeness) => {
    const { outcome } = await perform(browser, PROMPT, { url: `${site.url}/${encodeURIComponent(path)}` });
    expect(outcome).toEqual({ status: 'completed', output, completeness });
  });
});
