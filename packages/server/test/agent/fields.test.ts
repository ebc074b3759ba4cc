import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './fixtures/browser.ts';
import { fieldsSite } from './fixtures/fields-site.ts';
import { perform } from './fixtures/perform.ts';
import { type Site, serve } from './fixtures/site.ts';

let browser: TestBrowser;
let site: Site;

beforeAll(async () => {
  browser = await startBrowser();
  site = await serve(fieldsSite);
});
afterAll(async () => {
  await site?.close();
  await browser?.close();
});

describe('a value that was typed', () => {
  it.each([
    ['empties it when the focus leaves', 'type hello into Emptied', /"Emptied".*empty/],
    ['empties it a little later', 'type hello into Late', /"Late".*empty/],
    ['puts another in its place', 'type 5000 into Clamped', /"Clamped".*"99"/],
    ['reads something else out of it', 'type 1234 into Cents', /"Cents".*"12.34"/],
    ['empties it before a click', 'type hello into Emptied and click "Go on"', /"Emptied".*empty/],
    ['brings back what was there much later', 'type Bo into Nick', /"Nick".*"Kim"/],
    ['holds another value than the one to change', 'change the town from Rome to Oslo', /"Town".*"Bonn"/],
    ['brings back what was cleared', 'clear the Stubborn field', /"Stubborn".*"old"/],
  ])('is not claimed where the page %s', async (_, prompt, words) => {
    const { outcome } = await perform(browser, prompt, { url: `${site.url}/` });
    expect(outcome).toMatchObject({ status: 'failed', code: 'wrong_page_state' });
    expect(outcome).toHaveProperty('reason', expect.stringMatching(words));
  });

  it.each([
    ['groups its digits', 'type 1234 into Grouped'],
    ['sets it like a telephone number', 'type 5551234567 into Phone'],
    ['holds the value to change', 'change the town from Bonn to Oslo'],
    ['has a list for it', 'set Land to Norway'],
    ['is asked for Enter in it', 'type hello into Plain and press Enter'],
  ])('is kept where the page %s', async (_, prompt) => {
    const { outcome } = await perform(browser, prompt, { url: `${site.url}/` });
    expect(outcome).toMatchObject({ status: 'completed', output: null });
  });

  it('is not put into a list that does not offer it', async () => {
    const { outcome } = await perform(browser, 'type Bo into Plain, set Land to Atlantis', {
      url: `${site.url}/`,
    });
    expect(outcome).toMatchObject({ status: 'failed', code: 'element_not_found' });
    expect(outcome).toHaveProperty('reason', expect.stringMatching(/"Land" does not offer "Atlantis"/));
  });

  it('stays in the focus for the key that follows', async () => {
    const { steps } = await perform(browser, 'type hello into Plain and press Enter', {
      url: `${site.url}/`,
    });
    expect(steps.at(-1)?.check).toContain('Entered hello');
  });
});
