import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './fixtures/browser.ts';
import { clicksSite } from './fixtures/clicks-site.ts';
import { perform } from './fixtures/perform.ts';
import { type Site, serve } from './fixtures/site.ts';

let browser: TestBrowser;
let site: Site;

beforeAll(async () => {
  browser = await startBrowser();
  site = await serve(clicksSite);
});
afterAll(async () => {
  await site?.close();
  await browser?.close();
});

describe('a click', () => {
  it.each([
    ['only what moves by itself changed', 'Click Launch', '/moving', /Nothing on the page changed/],
    ['the site refuses what the page already shows', 'Click "Add lamp"', '/optimistic', /status 409/],
    ['the site refuses what the page is busy with', 'Click "Add desk"', '/optimistic', /status 500/],
    ['a notice says no', 'Click Keep', '/toast', /somebody else has it/],
    [
      'a form comes back with words that are no success',
      'Click Bewaren',
      '/address',
      /Kies eerst een gemeente/,
    ],
    ['a form comes back under the title of an error', 'Click Book', '/ledger', /Error: Ledger/],
    ['the page goes on offering to sign out', 'Log out', '/stays', /still offers "Sign out"/],
    ['the site asks to sign in instead', 'Click "Keep note"', '/ended', /form to sign in/],
  ])('is not claimed where %s', { timeout: 30_000 }, async (_, prompt, path, words) => {
    const { outcome } = await perform(browser, prompt, { url: site.url + path });
    expect(outcome).toMatchObject({ status: 'failed' });
    expect(outcome).toHaveProperty('reason', expect.stringMatching(words));
  });

  it.each([
    ['acts at once beside what moves', 'Click Stop', '/moving'],
    ['acts a little later, for a moment', 'Click Pause', '/moving'],
    ['shows what it fetched', 'Click Fetch', '/moving'],
    ['is taken, whatever becomes of its measuring', 'Click "Add chair"', '/optimistic'],
    ['leads back to its form', 'Click Bewaren', '/address-good'],
    ['is answered by its form and a success', 'Click Bewaren', '/address-said'],
    ['brings up results beside its form', 'Click Search', '/lookup'],
    ['is meant to lead to the way in', 'Click "Log in"', '/ended'],
  ])('is done where it %s', { timeout: 30_000 }, async (_, prompt, path) => {
    const { outcome } = await perform(browser, prompt, { url: site.url + path });
    expect(outcome).toMatchObject({ status: 'completed', output: null });
  });
});

describe('a row', () => {
  it.each([
    ['Click Drop in the row of Apollo', 'GET /dropped/Apollo'],
    ['Click Drop for Apollo Group', 'GET /dropped/Apollo-Group'],
  ])('is told by what its cell says: %s', async (prompt, visit) => {
    const from = site.visits.length;
    const { outcome } = await perform(browser, prompt, { url: `${site.url}/rows` });
    expect(outcome.status).toBe('completed');
    expect(site.visits.slice(from)).toContain(visit);
    expect(site.visits.slice(from).filter(each => each.includes('dropped'))).toHaveLength(1);
  });
});
