import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './fixtures/browser.ts';
import { disguisedSite } from './fixtures/lists-in-disguise.ts';
import { perform } from './fixtures/perform.ts';
import { type Site, serve } from './fixtures/site.ts';

const INVOICES = 'Extract all invoice numbers';

let browser: TestBrowser;
let site: Site;

beforeAll(async () => {
  browser = await startBrowser();
  site = await serve(disguisedSite);
});
afterAll(async () => {
  await site?.close();
  await browser?.close();
});

const codes = (count: number) => Array.from({ length: count }, (_, at) => `INV-${1001 + at}`);
const visit = (path: string, prompt = INVOICES) =>
  perform(browser, prompt, { url: `${site.url}/${encodeURIComponent(path)}` });

describe('a list in disguise', () => {
  it.each<[string, readonly string[]]>([
    ['numbers told apart by a class', codes(12)],
    ['numbers that look alike', codes(12)],
    ['brackets around the current number', codes(12)],
    ['ranges instead of numbers', codes(12)],
    ['a pager inside the table', codes(12)],
    ['an image for Next', codes(12)],
    ['a count of something else, and a Next', codes(10)],
    ['details in the rows', codes(3)],
    ['an ordinary page', codes(4)],
  ])('"%s" is read to its end', { timeout: 60_000 }, async (path, output) => {
    expect((await visit(path)).outcome).toEqual({ status: 'completed', output });
  });

  it.each([['a count of other records', 'extract all ticket numbers', ['T-1', 'T-2', 'T-3', 'T-4', 'T-5']]])(
    '"%s" are all found',
    { timeout: 30_000 },
    async (path, prompt, output) => {
      expect((await visit(path, prompt)).outcome).toEqual({ status: 'completed', output });
    },
  );
});
