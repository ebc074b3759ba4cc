import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './fixtures/browser.ts';
import { perform } from './fixtures/perform.ts';
import { refusingSite } from './fixtures/sign-ins-refused.ts';
import { type Site, serve } from './fixtures/site.ts';

const PASSWORD = 'Kanarie 7&x!';
const PROMPT = 'Log in with username ann@x.org';
const REFUSED = { status: 'terminated', code: 'auth_failure' };
const UNFINISHED = { status: 'failed', code: 'wrong_page_state' };
const COMPLETED = { status: 'completed' };

let browser: TestBrowser;
let site: Site;
let portal: Site;

beforeAll(async () => {
  browser = await startBrowser();
  site = await serve(refusingSite);
  portal = await serve(() => ({
    html: `<title>Portal</title><h1>Portal</h1><iframe src="${site.url}/go/home" width="500" height="300"></iframe>`,
  }));
});
afterAll(async () => {
  await portal?.close();
  await site?.close();
  await browser?.close();
});

describe('the outcome of a sign-in', () => {
  it.each([
    ['a control that signs out', '/go/home', COMPLETED, ''],
    ['an inside with controls of its own', '/go/shop', COMPLETED, ''],
    ['a page that says no after a redirect', '/go/unsuccessful', REFUSED, 'Login unsuccessful'],
    ['a German refusal', '/go/deutsch', REFUSED, 'Anmeldung fehlgeschlagen'],
    ['a way back to the user name', '/steps', REFUSED, 'That did not work'],
    ['a refusal that comes late', '/spa', REFUSED, 'Wrong password'],
    ['an inside that was shown too early', '/hasty', REFUSED, 'No such pair'],
    ['an inside that asks who is there', '/go/hollow', REFUSED, 'Not this time'],
    ['words that only begin like a way out', '/go/tally', UNFINISHED, 'ould not verify'],
    ['a token that the site needs from nobody', '/go/counted', UNFINISHED, 'ould not verify'],
    ['an approval on a phone', '/go/approve', UNFINISHED, 'confirm number 42'],
    ['a link by mail', '/go/inbox', UNFINISHED, 'We sent a link'],
    ['a maintenance page', '/go/maintenance', UNFINISHED, 'right back'],
    ['a page that says nothing', '/go/blank', UNFINISHED, 'ould not verify that the sign-in succeeded'],
    ['a page that only a session sees', '/go/guarded', COMPLETED, ''],
    ['a token that the site takes', '/bearer', COMPLETED, ''],
    ['a menu that signs out', '/menu', COMPLETED, ''],
    ['an inside that speaks of errors', '/go/tracker', COMPLETED, ''],
    ['an answer that takes long', '/late', COMPLETED, ''],
    ['a link for a button', '/link-button', COMPLETED, ''],
    ['a drawn button', '/drawn-button', COMPLETED, ''],
    ['a public page that says no in words of its own', '/go/records', UNFINISHED, 'not in our books'],
    ['a page that repeats the name', '/go/nobody', UNFINISHED, 'No one by the name'],
    ['an account on hold', '/go/hold', UNFINISHED, 'on hold'],
    ['terms to be agreed to, in a session', '/go/lapsed', UNFINISHED, 'terms of use'],
    ['a password that must be renewed', '/go/renew', UNFINISHED, 'New password'],
    ['words in a box of the browser', '/alert', REFUSED, 'That is not your password'],
    ['a user name that the field throws away', '/emptied', UNFINISHED, 'did not keep'],
    ['a user name that the field writes larger', '/lowered', COMPLETED, ''],
    ['somebody else who is signed in', '/bob', UNFINISHED, 'Bob'],
  ])('is told from %s', { timeout: 20_000 }, async (_, path, expected, words) => {
    const { outcome, transcript } = await perform(browser, PROMPT, {
      url: site.url + path,
      parameters: { password: PASSWORD },
    });
    expect(outcome).toMatchObject(expected);
    expect(transcript).toContain(words);
  });
});

it('sends nothing when a field threw away what was typed', async () => {
  await perform(browser, PROMPT, { url: `${site.url}/emptied`, parameters: { password: PASSWORD } });
  expect(site.visits.at(-1)).toBe('GET /emptied');
});

describe('the form of a sign-in', () => {
  it('is not the registration above it', async () => {
    const { outcome } = await perform(browser, PROMPT, {
      url: `${site.url}/two-forms`,
      parameters: { password: PASSWORD },
    });
    expect(outcome).toMatchObject(COMPLETED);
    expect(site.visits).not.toContain('POST /reg');
  });

  it.each([
    ['one of two that are alike', () => `${site.url}/alike`, 'ambiguous_target'],
    ['one in a frame of another site', () => portal.url, 'wrong_page_state'],
  ])('is never %s', async (_, url, code) => {
    const { outcome, steps } = await perform(browser, PROMPT, {
      url: url(),
      parameters: { password: PASSWORD },
    });
    expect(outcome).toMatchObject({ status: 'failed', code });
    expect(steps.map(step => step.action)).toEqual(['goto']);
  });

  it('leaves nothing of what it sends in the address of a step', async () => {
    const { outcome, steps, transcript } = await perform(browser, PROMPT, {
      url: `${site.url}/get`,
      parameters: { password: PASSWORD },
    });
    expect(outcome).toMatchObject(COMPLETED);
    expect(steps.at(-1)?.url).toBe(`${site.url}/home`);
    expect(transcript).not.toContain('Kanarie');
  });
});
