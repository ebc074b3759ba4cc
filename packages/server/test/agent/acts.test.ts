import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { actsSite } from './fixtures/acts-site.ts';
import { startBrowser, type TestBrowser } from './fixtures/browser.ts';
import { perform } from './fixtures/perform.ts';
import { type Site, serve } from './fixtures/site.ts';

let browser: TestBrowser;
let site: Site;

beforeAll(async () => {
  browser = await startBrowser();
  site = await serve(actsSite);
});
afterAll(async () => {
  await site?.close();
  await browser?.close();
});

type Case = readonly [behaviour: string, prompt: string, path: string];
type Failure = readonly [...Case, code: string, words: RegExp];

const DONE: readonly Case[] = [
  ['a form whose answer takes longer than a click may', 'Click "Order now"', '/checkout'],
  ['a page that takes its time', 'Go to the late stock page', '/home'],
];

const NOT_DONE: readonly Failure[] = [
  ['a link to a broken page', 'Click the Ledger link', '/home', 'navigation_failure', /503/],
  ['a link to nothing', 'Click the Archive link', '/home', 'navigation_failure', /404/],
  ['a broken page in a new tab', 'Go to the journal page', '/home', 'navigation_failure', /503/],
  ['a sign-out that breaks', 'Log out', '/account-broken', 'navigation_failure', /503/],
  [
    'a form that is sent back with an error status',
    'Click "Import person"',
    '/people',
    'navigation_failure',
    /422/,
  ],
];

describe('an action', () => {
  it.each(DONE)('is done by %s', { timeout: 20_000 }, async (_, prompt, path) => {
    const { outcome } = await perform(browser, prompt, { url: site.url + path });
    expect(outcome).toMatchObject({ status: 'completed', output: null });
  });

  it.each(NOT_DONE)('is not done by %s', { timeout: 20_000 }, async (_, prompt, path, code, words) => {
    const { outcome } = await perform(browser, prompt, { url: site.url + path });
    expect(outcome).toMatchObject({ status: 'failed', code });
    expect(outcome).toHaveProperty('reason', expect.stringMatching(words));
  });
});

const UNTOUCHED: readonly (readonly [prompt: string, path: string])[] = [
  ['Click "Nonsense"', '/news'],
  ['Click "Nonsense"', '/quick'],
  ['Click Delete', '/danger'],
  ['Select "Germany" from Country and click "Nonsense"', '/settings'],
  ['Tick Letters and click "Nonsense"', '/settings'],
  ['Tick Letters, type "A" into Name and click "Nonsense"', '/settings'],
  ['Type "A" into Name and select "Atlantis" from Country', '/settings'],
  ['Type "A" into Name and tick "Nonsense"', '/settings'],
  ['Clear Name and type "A" into "Nonsense"', '/settings'],
];

describe('a target that is not there', () => {
  it.each(UNTOUCHED)('leaves the page untouched: %s on %s', async (prompt, path) => {
    const before = site.visits.length;
    const { outcome } = await perform(browser, prompt, { url: site.url + path });
    expect(outcome).toMatchObject({ status: 'failed', code: 'element_not_found' });
    expect(site.visits.slice(before)).toEqual([`GET ${path}`]);
  });

  it.each([
    ['Click Copy', '/danger'],
    ['Tick Letters, type "Elm 1" into Street and click Apply', '/settings'],
    ['Select "Germany" from Country and click Apply', '/settings'],
  ])('may be behind something that opens: %s on %s', async (prompt, path) => {
    const { outcome } = await perform(browser, prompt, { url: site.url + path });
    expect(outcome.status).toBe('completed');
  });
});
