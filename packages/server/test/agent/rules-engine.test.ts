import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './fixtures/browser.ts';
import { ledgerSite } from './fixtures/ledger-site.ts';
import { perform } from './fixtures/perform.ts';
import { type Site, serve } from './fixtures/site.ts';

let browser: TestBrowser;
let site: Site;

beforeAll(async () => {
  browser = await startBrowser();
  site = await serve(ledgerSite({ hint: 'Demo password: hunter2' }));
});
afterAll(async () => {
  await site?.close();
  await browser?.close();
});

const INVOICES = Array.from({ length: 47 }, (_, index) => `INV-${1001 + index}`);

describe('the example of the first page', () => {
  it('signs in, and in a second run reads every page of the invoices', { timeout: 20_000 }, async () => {
    const first = await perform(browser, 'Log in with username demo@example.com', {
      url: `${site.url}/login`,
      parameters: { password: 'hunter2' },
    });
    expect(first.outcome).toEqual({ status: 'completed', output: null });

    const second = await perform(browser, 'Go to the invoices page and extract all invoice numbers');
    expect(second.outcome).toEqual({ status: 'completed', output: INVOICES });
    expect(first.transcript + second.transcript).not.toContain('hunter2');
  });
});
