import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './fixtures/browser.ts';
import { silentSite } from './fixtures/lists-silent.ts';
import { perform } from './fixtures/perform.ts';
import { type Site, serve } from './fixtures/site.ts';

let browser: TestBrowser;
let site: Site;

beforeAll(async () => {
  browser = await startBrowser();
  site = await serve(silentSite);
});
afterAll(async () => {
  await site?.close();
  await browser?.close();
});

const codes = (count: number) => Array.from({ length: count }, (_, at) => `INV-${1001 + at}`);
const visit = (path: string) => perform(browser, 'extract all invoice numbers', { url: site.url + path });

describe('words that turn the page without looking like a control', () => {
  it.each([
    ['listen themselves', '/own', 12],
    ['stand in a box that listens', '/box', 12],
    ['are heard by the document', '/document', 12],
    ['ask for more', '/more', 12],
    ['are heard by nothing', '/inert', 4],
    ['are not what the document listens to', '/elsewhere', 4],
  ])('are followed as far as they lead where they %s', { timeout: 40_000 }, async (_, path, count) => {
    expect((await visit(path)).outcome).toMatchObject({ status: 'completed', output: codes(count) });
  });

  it('make a list doubtful where they listen and do nothing', { timeout: 40_000 }, async () => {
    const { outcome } = await visit('/broken');
    expect(outcome).toMatchObject({ status: 'failed', code: 'incomplete_data', output: codes(4) });
  });
});
