import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startBrowser, type TestBrowser } from './fixtures/browser.ts';
import { perform } from './fixtures/perform.ts';
import { signInSite } from './fixtures/sign-ins.ts';
import { type Site, serve } from './fixtures/site.ts';

const PASSWORD = 'opensesame7';

let browser: TestBrowser;
let site: Site;

beforeAll(async () => {
  browser = await startBrowser();
  site = await serve(signInSite);
});
afterAll(async () => {
  await site?.close();
  await browser?.close();
});

describe('signing in', () => {
  it.each([
    ['with a plain form', '/plain'],
    ['beside a search, a newsletter and a button that shows the password', '/reveal'],
    ['beside a registration form', '/beside'],
    ['in a frame', '/framed'],
    ['in two steps', '/two-step'],
    ['inside a shadow root', '/shadow'],
    ['with a form that labels nothing', '/unlabelled'],
    ['by the link that leads to the form', '/linked'],
    ['by a link in another language', '/german-link'],
    ['with a form that says nothing of what it is for', '/neutral'],
  ])('works %s', { timeout: 20_000 }, async (_, path) => {
    const { outcome, transcript } = await perform(browser, 'Log in as ann', {
      url: site.url + path,
      parameters: { password: PASSWORD },
    });
    expect(outcome).toMatchObject({ status: 'completed', output: null });
    expect(transcript).not.toContain(PASSWORD);
  });

  it.each(['/hint', '/hint-table'])('takes the password that %s shows to everybody', async path => {
    const { outcome, transcript } = await perform(browser, 'Log in with username ann', {
      url: site.url + path,
    });
    expect(outcome).toMatchObject({ status: 'completed', output: null });
    expect(transcript).not.toContain(PASSWORD);
  });

  it('takes the password from the prompt and masks it everywhere', async () => {
    const { outcome, transcript } = await perform(browser, `Log in as ann with password ${PASSWORD}`, {
      url: `${site.url}/plain`,
    });
    expect(outcome.status).toBe('completed');
    expect(transcript).not.toContain(PASSWORD);
  });

  it('completes when the session is signed in already', async () => {
    const { outcome } = await perform(browser, 'Log in as ann', {
      url: `${site.url}/in`,
      parameters: { password: PASSWORD },
    });
    expect(outcome.status).toBe('completed');
  });

  it.each([
    ['deletes an account', '/leaving', 'Leave for good|delete the account'],
    ['connects an account of another site', '/other-box', 'another provider'],
    ['asks for it within a session', '/sure', ''],
    ['asks for an address to write to', '/letters', 'no sign-in form'],
    ['cannot be sent without something else', '/company', 'Choir name'],
    ['shows a session of nobody knows whom', '/in-nameless', 'whether it is ann'],
  ])('types no password where the page %s', async (_, path, words) => {
    const from = site.visits.length;
    const { outcome, steps } = await perform(browser, 'Log in as ann', {
      url: site.url + path,
      parameters: { password: PASSWORD },
    });
    expect(steps.filter(step => step.action === 'fill')).toEqual([]);
    expect(site.visits.slice(from)).toEqual([`GET ${path}`]);
    if (words === '') return;
    expect(outcome).toMatchObject({ status: 'failed', reason: expect.stringMatching(words) });
  });

  it('ends with the words of a site that refuses, and tries once', async () => {
    const before = site.visits.filter(visit => visit === 'POST /try').length;
    const { outcome } = await perform(browser, 'Log in as ann', {
      url: `${site.url}/plain`,
      parameters: { password: 'nonsense9' },
    });
    expect(outcome).toMatchObject({ status: 'terminated', code: 'auth_failure' });
    expect(outcome).toHaveProperty('reason', expect.stringContaining('Wrong user name or password'));
    expect(site.visits.filter(visit => visit === 'POST /try').length - before).toBe(1);
  });

  it('reports a refusal in the second step', { timeout: 20_000 }, async () => {
    const { outcome } = await perform(browser, 'Log in as ann', {
      url: `${site.url}/two-step`,
      parameters: { password: 'nonsense9' },
    });
    expect(outcome).toMatchObject({ status: 'terminated', code: 'auth_failure' });
    expect(outcome).toHaveProperty('reason', expect.stringContaining('That password is incorrect.'));
  });

  it.each([
    ['says how to give a password when there is none', '/no-hint', 'credentials_missing'],
    ['takes no password from a rule about passwords', '/rule-hint', 'credentials_missing'],
    ['takes no password from a rule on the page of a demo', '/demo-rule-hint', 'credentials_missing'],
    ['takes no password from what stands beside its field', '/help-hint', 'credentials_missing'],
    ['takes no password from a comment', '/visitor-hint', 'credentials_missing'],
    ['takes no password from an article', '/article-hint', 'credentials_missing'],
    ['stops at a captcha', '/captcha', 'anti_bot_detection'],
    ['does not take a registration for a sign-in', '/register', 'element_not_found'],
    ['says when there is no form', '/prompted-elsewhere', 'element_not_found'],
    ['claims no success of a form that does nothing', '/dead', 'auth_failure'],
  ])('%s', { timeout: 20_000 }, async (_, path, code) => {
    const parameters: Record<string, string> = path.endsWith('-hint') ? {} : { password: PASSWORD };
    const { outcome } = await perform(browser, 'Log in as ann', { url: site.url + path, parameters });
    expect(outcome).toMatchObject({ code });
  });
});
