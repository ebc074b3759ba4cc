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
    ['another button for more', codes(15)],
    ['a button in another language', codes(15)],
    ['a button that expands', codes(15)],
    ['a late answer while scrolling', codes(10)],
    ['a second wave', codes(9)],
    ['marks beside the values', ['INV-1', 'INV-2', 'INV-3']],
    ['details in the rows', codes(3)],
    ['another kind of paper', codes(4)],
    ['an ordinary page', codes(4)],
  ])('"%s" is read to its end', { timeout: 60_000 }, async (path, output) => {
    expect((await visit(path)).outcome).toMatchObject({ status: 'completed', output });
  });

  it.each([
    ['a count of other records', 'extract all ticket numbers', ['T-1', 'T-2', 'T-3', 'T-4', 'T-5']],
    ['cards with a modifier', 'extract all product names', ['Lamp', 'Desk', 'Chair', 'Rug', 'Vase']],
    [
      'cards in sections',
      'extract all product names',
      ['Stool', 'Throne', 'Desk', 'Bench', 'Bar', 'Lamp', 'Bulb'],
    ],
  ])('"%s" are all found', { timeout: 30_000 }, async (path, prompt, output) => {
    expect((await visit(path, prompt)).outcome).toMatchObject({ status: 'completed', output });
  });

  it.each([
    ['an unknown button', /Onwards!/],
    ['an unknown link', /Onwards/],
    ['a frame', /Next/],
    ['a record that moves', /moved/],
    ['an answer that never comes', /answer/],
    ['closed years', /2024/],
    ['pills with a current one', /Open/],
    ['a choice of years', /2025/],
    ['letters', /"A"/],
    ['two states', /"Open"/],
    ['pressed buttons', /Mine/],
    ['a row unlike the others', /see the appendix/],
  ])('"%s" is not claimed to be all', { timeout: 60_000 }, async (path, reason) => {
    const { outcome } = await visit(path);
    expect(outcome).toMatchObject({ status: 'failed', code: 'incomplete_data' });
    expect(outcome).toHaveProperty('reason', expect.stringMatching(reason));
    expect(outcome).toHaveProperty('output.0', expect.stringMatching(/^INV-/));
  });

  it('"closed cards" are not claimed to be all', { timeout: 30_000 }, async () => {
    const { outcome } = await visit('closed cards', 'extract all staff names');
    expect(outcome).toMatchObject({ status: 'failed', code: 'incomplete_data' });
    expect(outcome).toHaveProperty('reason', expect.stringMatching(/On leave/));
  });
});
