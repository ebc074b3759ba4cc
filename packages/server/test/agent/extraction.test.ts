import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './fixtures/browser.ts';
import { listSite } from './fixtures/lists.ts';
import { perform } from './fixtures/perform.ts';
import { type Site, serve } from './fixtures/site.ts';

let browser: TestBrowser;
let site: Site;

beforeAll(async () => {
  browser = await startBrowser();
  site = await serve(listSite);
});
afterAll(async () => {
  await site?.close();
  await browser?.close();
});

function range(count: number, render: (at: number) => unknown): unknown[] {
  return Array.from({ length: count }, (_, index) => render(index + 1));
}

interface Expectation {
  readonly behaviour: string;
  readonly path: string;
  readonly prompt: string;
  readonly output: unknown;
}

const COMPLETE: readonly Expectation[] = [
  {
    behaviour: 'follows a pager of numbers without a Next',
    path: '/numbered/',
    prompt: 'Extract all invoice numbers',
    output: range(47, at => String(9000 + at)),
  },
  {
    behaviour: 'starts at the first page when it finds the list on its last',
    path: '/numbered/?p=2',
    prompt: 'list the invoice numbers',
    output: range(47, at => String(9000 + at)),
  },
  {
    behaviour: 'reads only the page on show when asked to',
    path: '/numbered/?p=2',
    prompt: 'Extract all invoice numbers on this page',
    output: range(7, at => String(9040 + at)),
  },
  {
    behaviour: 'waits for rows and cells that arrive late',
    path: '/late',
    prompt: 'get the order and total of every order',
    output: range(24, at => ({ order: `SO-${at}`, total: `€ ${at * 5},00` })),
  },
  {
    behaviour: 'presses "Load more" until it is gone',
    path: '/more',
    prompt: 'extract all member emails',
    output: range(21, at => `p${at}@example.org`),
  },
  {
    behaviour: 'reads a grid of roles, without the letters of its avatars',
    path: '/grid',
    prompt: 'Extract the name, email and phone number of all clients',
    output: range(12, at => ({
      name: `Client ${at}`,
      email: `c${at}@firm.test`,
      phone_number: `+44 20 7946 0${100 + at}`,
    })),
  },
  {
    behaviour: 'reads cards over the pages of their list',
    path: '/cards',
    prompt: 'extract all product titles and prices',
    output: range(14, at => ({ product_titles: `Lamp ${at}`, prices: `$${at}9.00` })),
  },
  {
    behaviour: 'follows a pager of icons and stops at its disabled end',
    path: '/icons',
    prompt: 'extract all ticket ids',
    output: range(15, at => `T-${Math.ceil(at / 5)}${((at - 1) % 5) + 1}`),
  },
  {
    behaviour: 'keeps legitimately equal rows of two pages',
    path: '/equal',
    prompt: 'extract all part names',
    output: range(6, () => 'Widget'),
  },
  {
    behaviour: 'completes with nothing where the page says that there is nothing',
    path: '/empty',
    prompt: 'extract all refund numbers',
    output: [],
  },
  {
    behaviour: 'reads a fact from a definition list',
    path: '/facts',
    prompt: 'extract the account number',
    output: ['AC-99'],
  },
  {
    behaviour: 'reads a plain list by its heading, not the menu',
    path: '/plain-list',
    prompt: 'extract all cities',
    output: range(4, at => `City ${at}`),
  },
  {
    behaviour: 'scrolls through a list that keeps only what is in view',
    path: '/window',
    prompt: 'extract all event ids',
    output: range(60, at => `EV${at}`),
  },
  {
    behaviour: 'scrolls on while a list grows',
    path: '/endless',
    prompt: 'extract all note numbers',
    output: range(100, at => `N-${at}`),
  },
  {
    behaviour: 'tells two tables apart by their headings',
    path: '/two',
    prompt: 'extract all customer names',
    output: ['C1', 'C2', 'C3'],
  },
  {
    behaviour: 'takes the list under the heading that is named',
    path: '/sections',
    prompt: 'extract all bill numbers under Overdue',
    output: ['B-11', 'B-12', 'B-13'],
  },
  {
    behaviour: 'takes the list with the caption that is named',
    path: '/sections',
    prompt: 'extract the bill numbers from the "Drafts of May" table',
    output: ['B-41', 'B-42', 'B-43'],
  },
  {
    behaviour: 'gives one record a row, with null for a cell that is empty',
    path: '/sections',
    prompt: 'extract the number, customer and amount of every bill in the Overdue section',
    output: [
      { number: 'B-11', customer: 'C1', amount: '$1.00' },
      { number: 'B-12', customer: null, amount: '$2.00' },
      { number: 'B-13', customer: 'C3', amount: '$3.00' },
    ],
  },
  {
    behaviour: 'gives all columns when asked for the records themselves',
    path: '/icons',
    prompt: 'extract all tickets on this page',
    output: range(5, at => ({ ticket_id: `T-1${at}`, status: 'open' })),
  },
  {
    behaviour: 'reads no further than the number asked for',
    path: '/numbered/',
    prompt: 'extract the first 22 invoice numbers',
    output: range(22, at => String(9000 + at)),
  },
];

describe('extraction', () => {
  it.each(COMPLETE)('$behaviour', { timeout: 30_000 }, async ({ path, prompt, output }) => {
    const { outcome } = await perform(browser, prompt, { url: site.url + path });
    expect(outcome).toMatchObject({ status: 'completed', output });
  });

  it('never reports a part of a list as the list', async () => {
    const { outcome } = await perform(browser, 'extract all asset codes', { url: `${site.url}/short` });
    expect(outcome).toMatchObject({
      status: 'failed',
      code: 'incomplete_data',
      output: range(12, at => `A${at}`),
    });
    expect(outcome).toHaveProperty('reason', expect.stringMatching(/12 records.*30/));
  });

  it('says that a list may go on when its Next does nothing', { timeout: 20_000 }, async () => {
    const { outcome } = await perform(browser, 'extract all job numbers', { url: `${site.url}/stuck` });
    expect(outcome).toMatchObject({
      status: 'failed',
      code: 'incomplete_data',
      output: ['J1', 'J2', 'J3', 'J4'],
    });
  });

  it('does not take an empty table for an empty list', { timeout: 20_000 }, async () => {
    const { outcome } = await perform(browser, 'extract all refund numbers', { url: `${site.url}/silent` });
    expect(outcome).toMatchObject({ status: 'failed', code: 'data_extraction_failure' });
  });

  it('names the columns there are when none answers', { timeout: 20_000 }, async () => {
    const { outcome } = await perform(browser, 'extract all delivery addresses', {
      url: `${site.url}/numbered/`,
    });
    expect(outcome).toMatchObject({ status: 'failed', code: 'data_extraction_failure' });
    expect(outcome).toHaveProperty(
      'reason',
      expect.stringContaining('Number, Issue date, Customer, Order number'),
    );
  });

  it('refuses to choose between two lists that answer equally', { timeout: 20_000 }, async () => {
    const { outcome } = await perform(browser, 'extract all account names', { url: `${site.url}/two` });
    expect(outcome).toMatchObject({ status: 'failed', code: 'ambiguous_target' });
    expect(outcome).toHaveProperty('reason', expect.stringContaining('"Suppliers" and "Customers"'));
  });

  it.each([
    ['Paid', 'data_extraction_failure', /"Paid".*"Overdue", "Not overdue", "Drafts of May"/],
    ['Bills', 'ambiguous_target', /"Overdue"/],
  ])('takes no list for one under "%s"', { timeout: 20_000 }, async (name, code, words) => {
    const { outcome } = await perform(browser, `extract all bill numbers under ${name}`, {
      url: `${site.url}/sections`,
    });
    expect(outcome).toMatchObject({ status: 'failed', code });
    expect(outcome).toHaveProperty('reason', expect.stringMatching(words));
  });
});
