import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './fixtures/browser.ts';
import { choicesSite } from './fixtures/choices-site.ts';
import { perform } from './fixtures/perform.ts';
import { type Site, serve } from './fixtures/site.ts';

let browser: TestBrowser;
let site: Site;

beforeAll(async () => {
  browser = await startBrowser();
  site = await serve(choicesSite);
});
afterAll(async () => {
  await site?.close();
  await browser?.close();
});

describe('what was asked', () => {
  it.each([
    ['the site refuses a tick', 'tick Refused', '/choices', /status 500/],
    ['the page takes a tick back', 'tick Unsent', '/choices', /took it back/],
    ['the page takes a tick back after an answer', 'tick Late', '/choices', /took it back/],
    ['the site refuses a choice', 'select Elm in Hedge', '/choices', /status 500/],
    ['the page takes a choice back', 'select Elm in Fence', '/choices', /took it back/],
    ['the page asks whether it is meant', 'click Fell', '/asks', /asked "Fell the oak\?"/],
    ['the site asks before it signs out', 'log out', '/home', /Are you sure/],
  ])('is not claimed where %s', { timeout: 20_000 }, async (_, prompt, path, words) => {
    const { outcome } = await perform(browser, prompt, { url: site.url + path });
    expect(outcome).toMatchObject({ status: 'failed', code: 'wrong_page_state' });
    expect(outcome).toHaveProperty('reason', expect.stringMatching(words));
  });

  it.each([
    ['a tick stays', 'tick Kept', '/choices'],
    ['a choice stays', 'select Elm in Tree', '/choices'],
    ['a list that the page draws is named', 'select Peat in Soil', '/drawn'],
    ['a form leads back to itself', 'click Keep', '/form'],
  ])('is done where %s', { timeout: 20_000 }, async (_, prompt, path) => {
    const { outcome } = await perform(browser, prompt, { url: site.url + path });
    expect(outcome).toMatchObject({ status: 'completed', output: null });
  });

  it.each([
    ['a read-only field', 'type 8 into Plot', '/locked', /"Plot" is read-only/],
    ['a disabled field', 'fill Note with ivy and Owner with Kim', '/locked', /"Owner" is disabled/],
    ['a disabled tick', 'tick Closed', '/choices', /"Closed" is disabled/],
    ['a button that is there twice', 'type ivy into Plant and click Keep', '/twice', /Several elements/],
    ['a list that is not there', 'type ivy into Plant, then select Oak in Hedge', '/drawn', /named "Hedge"/],
  ])('touches nothing because of %s', { timeout: 20_000 }, async (_, prompt, path, words) => {
    const { outcome, steps } = await perform(browser, prompt, { url: site.url + path });
    expect(outcome).toHaveProperty('reason', expect.stringMatching(words));
    expect(outcome).toHaveProperty('reason', expect.stringContaining('Nothing was done.'));
    expect(steps.map(step => step.action)).toEqual(['goto']);
  });
});
