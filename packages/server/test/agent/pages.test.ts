import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './fixtures/browser.ts';
import { pagesSite } from './fixtures/pages-site.ts';
import { perform } from './fixtures/perform.ts';
import { type Site, serve } from './fixtures/site.ts';

let browser: TestBrowser;
let site: Site;

beforeAll(async () => {
  browser = await startBrowser();
  site = await serve(pagesSite);
});
afterAll(async () => {
  await site?.close();
  await browser?.close();
});

describe('a page', () => {
  it.each([
    ['is to be paid for', 'budget', /Gold plan/],
    ['is not there, in another language', 'lager', /existiert leider nicht/],
    ['is for others', 'crew', /need an invitation/],
    ['goes away to the way in', 'ledger', /form to sign in/],
    ['goes away when its data are refused', 'letters', /form to sign in/],
    ['asks to sign in without a password', 'wiki', /Log in to go on/],
    ['is being worked on', 'depot', /maintenance/],
    ['never comes up', 'canvas', /not evidently "canvas"/],
  ])('is not claimed where it %s', { timeout: 30_000 }, async (_, name, words) => {
    const { outcome } = await perform(browser, `Go to the ${name} page`, { url: `${site.url}/` });
    expect(outcome).toMatchObject({ status: 'failed' });
    expect(outcome).toHaveProperty('reason', expect.stringMatching(words));
  });

  it.each([
    ['has a heading of its own', 'offers'],
    ['advertises beside what it shows', 'team'],
    ['never stands still', 'clock'],
    ['speaks of roles and needs', 'courses'],
  ])('is shown where it %s', { timeout: 30_000 }, async (_, name) => {
    const { outcome } = await perform(browser, `Go to the ${name} page`, { url: `${site.url}/` });
    expect(outcome).toMatchObject({ status: 'completed', output: null });
  });
});
