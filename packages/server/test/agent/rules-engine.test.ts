import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRulesEngine } from '../../src/agent/rules-engine.ts';
import { startBrowser, type TestBrowser } from './fixtures/browser.ts';
import { deskSite } from './fixtures/desk-site.ts';
import { ledgerSite } from './fixtures/ledger-site.ts';
import { perform } from './fixtures/perform.ts';
import { type Site, serve } from './fixtures/site.ts';

let browser: TestBrowser;
let ledger: Site;
let desk: Site;

beforeAll(async () => {
  browser = await startBrowser();
  ledger = await serve(ledgerSite({ hint: 'Demo password: hunter2' }));
  desk = await serve(deskSite);
});
afterAll(async () => {
  await ledger?.close();
  await desk?.close();
  await browser?.close();
});

const INVOICES = Array.from({ length: 47 }, (_, index) => `INV-${1001 + index}`);

describe('the example of the first page', () => {
  it('signs in, and in a second run reads every page of the invoices', { timeout: 20_000 }, async () => {
    const first = await perform(browser, 'Log in with username demo@example.com', {
      url: `${ledger.url}/login`,
      parameters: { password: 'hunter2' },
    });
    expect(first.outcome).toMatchObject({ status: 'completed', output: null });

    const second = await perform(browser, 'Go to the invoices page and extract all invoice numbers');
    expect(second.outcome).toMatchObject({ status: 'completed', output: INVOICES });
    expect(first.transcript + second.transcript).not.toContain('hunter2');

    const third = await perform(browser, 'extract all invoice numbers');
    expect(third.outcome).toMatchObject({ status: 'completed', output: INVOICES });
  });
});

describe('what is not understood', () => {
  it('is declined before anything is touched', async () => {
    const before = desk.visits.length;
    const { outcome, steps } = await perform(browser, 'Click Save and pay the bill', { url: `${desk.url}/` });
    expect(outcome).toMatchObject({ status: 'failed', code: 'prompt_not_understood' });
    expect(outcome).toHaveProperty('reason', expect.stringContaining('pay the bill'));
    expect(steps).toEqual([]);
    expect(desk.visits.length).toBe(before);
  });

  it('is declined without giving the password of the prompt away', async () => {
    const { transcript } = await perform(browser, 'Log in with password hunter2 and pay the bill');
    expect(transcript).not.toContain('hunter2');
  });

  it('asks for quotes around a password of several words, and repeats none', async () => {
    const { outcome, transcript } = await perform(browser, 'Log in as ann with password Zitrone 99+x');
    expect(outcome).toMatchObject({ status: 'failed', code: 'prompt_not_understood' });
    expect(outcome).toHaveProperty('reason', expect.stringContaining('in quotes'));
    expect(transcript).not.toMatch(/Zitrone|99/);
  });
});

interface Success {
  readonly prompt: string;
  readonly path: string;
  readonly shows: string;
}

const SUCCESSES: readonly Success[] = [
  { prompt: 'click Save', path: '/', shows: 'Saved at noon' },
  { prompt: 'Go to the reports page', path: '/', shows: 'heading "Reports"' },
  { prompt: 'Go to the ledger page', path: '/board', shows: 'heading "The whole ledger"' },
  { prompt: 'click "Open reports in a new tab"', path: '/', shows: '/reports' },
  { prompt: 'click Remove in the row for Globex', path: '/', shows: 'the text of the page changed' },
  {
    prompt:
      'Fill in the contact form with name Ann Lee, email ann@x.org and message Hello, select Germany from Country, tick "I agree to the terms" and click Send',
    path: '/form',
    shows: 'the text of the page changed',
  },
  { prompt: 'click Save', path: '/marked', shows: 'the text of the page changed' },
  { prompt: 'search for lamps', path: '/search', shows: '/found?q=lamps' },
];

const FAILURES: readonly (readonly [
  behaviour: string,
  prompt: string,
  path: string,
  code: string,
  words: RegExp,
])[] = [
  ['names what was sought and what is near', 'click Safe', '/', 'element_not_found', /"Safe"/],
  ['refuses two of the same name', 'click Remove', '/', 'ambiguous_target', /"Remove"/],
  ['does not press what is disabled', 'click Publish', '/', 'element_blocked', /disabled/],
  [
    'notices a click without any effect',
    'click Idle',
    '/',
    'wrong_page_state',
    /Nothing on the page changed/,
  ],
  ['never guesses an address', 'go to the invoices page', '/', 'element_not_found', /"invoices"/],
  ['notices a link to an error', 'go to the archive page', '/', 'navigation_failure', /404/],
  ['says that a page answered with an error', 'click Save', '/missing', 'navigation_failure', /404/],
  [
    'fills nothing when one field is missing',
    'fill in the form with name Ann and fax 12345',
    '/form',
    'element_not_found',
    /"fax"/,
  ],
  ['reads an alert after a click', 'click Send', '/post', 'wrong_page_state', /must not be empty/],
  [
    'reads an error in plain text after a click',
    'type News into Title and click Send',
    '/post',
    'wrong_page_state',
    /could not be saved/,
  ],
  ['sees a page that is kept back', 'go to the payroll page', '/doors', 'wrong_page_state', /Access denied/],
  ['sees a page that says it is not there', 'click Old news', '/doors', 'navigation_failure', /Oops!/],
  ['never goes to a page that is not there', 'go to the old news', '/doors', 'navigation_failure', /Oops!/],
  [
    'sees a sign-in in the place of a page',
    'go to the private notes page',
    '/doors',
    'auth_failure',
    /sign in/,
  ],
];

describe('acting', () => {
  it.each(SUCCESSES)('does "$prompt"', async ({ prompt, path, shows }) => {
    const { outcome, steps } = await perform(browser, prompt, { url: desk.url + path });
    expect(outcome).toMatchObject({ status: 'completed', output: null });
    const last = steps.at(-1);
    expect(`${last?.check} ${last?.url} ${last?.element}`).toContain(
      shows === 'Saved at noon' ? 'changed' : shows,
    );
  });

  it.each(FAILURES)('%s', async (_, prompt, path, code, words) => {
    const { outcome } = await perform(browser, prompt, { url: desk.url + path });
    expect(outcome).toMatchObject({ code });
    expect(outcome).toHaveProperty('reason', expect.stringMatching(words));
  });

  it('types nothing where the click that follows has no target', async () => {
    const { outcome, steps } = await perform(browser, 'Type "Ann" into First name and click Publish', {
      url: `${desk.url}/post`,
    });
    expect(outcome).toMatchObject({ status: 'failed', code: 'element_not_found' });
    expect(steps.map(step => step.action)).toEqual(['goto']);
  });

  it('reports an address that cannot be reached', async () => {
    const { outcome } = await perform(browser, 'click Save', { url: 'http://127.0.0.1:9/' });
    expect(outcome).toMatchObject({ status: 'failed', code: 'navigation_failure' });
  });

  it('stops at the number of steps', async () => {
    const { outcome } = await perform(browser, 'click Save, then go to reports', {
      url: `${desk.url}/`,
      maxSteps: 2,
    });
    expect(outcome).toMatchObject({ status: 'failed', code: 'max_steps' });
  });

  it('never types a secret parameter into a field that shows it', async () => {
    const { outcome, transcript } = await perform(browser, 'type {{password}} into the Name field', {
      url: `${desk.url}/form`,
      parameters: { password: 'hunter2' },
    });
    expect(outcome).toMatchObject({ status: 'failed', code: 'wrong_page_state' });
    expect(transcript).not.toContain('hunter2');
  });
});

describe('stopping', () => {
  it('rejects promptly on abort and leaves the browser usable', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('cancelled')), 700);
    const startedAt = Date.now();
    const run = perform(browser, 'click Save', { url: `${desk.url}/slow`, signal: controller.signal });
    await expect(run).rejects.toThrow('cancelled');
    expect(Date.now() - startedAt).toBeLessThan(1700);
    const { outcome } = await perform(browser, 'click Save', { url: `${desk.url}/` });
    expect(outcome.status).toBe('completed');
  });

  it('rejects at once when aborted before it begins', async () => {
    const transport = await browser.connect();
    const run = createRulesEngine().run(
      { prompt: 'click Save', url: null, parameters: {}, maxSteps: 5 },
      { transport, signal: AbortSignal.abort(new Error('cancelled')), onStep: () => {} },
    );
    await expect(run).rejects.toThrow('cancelled');
    transport.close();
  });
});
