import { Berth } from '@berth/sdk';
import { type Browser, chromium, type Page } from 'playwright-core';
import { apiKey, demo } from './local.ts';

/* Code of one's own in a session: sign in, disconnect, come back, and everything is where it was. */

const berth = new Berth({ apiKey });
const session = await berth.createBrowserSession({ name: 'playwright example' });
try {
  await signIn();
  await lookAgain();
} finally {
  await berth.closeBrowserSession(session.browser_session_id);
}
console.log('closed the session');

/** Stock Playwright; `berth.connect(session)` is short for this. */
async function connect(): Promise<Browser> {
  const { browser_address: address } = session;
  if (address === null) throw new Error(`Session ${session.browser_session_id} is ${session.status}.`);
  return await chromium.connectOverCDP(address, { headers: { 'x-api-key': apiKey } });
}

function firstPage(browser: Browser): Page {
  const page = browser.contexts()[0]?.pages()[0];
  if (page === undefined) throw new Error('The session has no tab.');
  return page;
}

async function signIn(): Promise<void> {
  const browser = await connect();
  const page = firstPage(browser);
  await page.goto(`${demo}/login`);
  await page.getByLabel('Email').fill('demo@example.com');
  await page.getByLabel('Password').fill('harbor-demo');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(url => url.pathname !== '/login');
  console.log('signed in:', page.url());
  // Ends the connection; the session's browser goes on.
  await browser.close();
}

async function lookAgain(): Promise<void> {
  const browser = await connect();
  const page = firstPage(browser);
  console.log('the tab is still there:', page.url());
  await page.goto(`${demo}/invoices`);
  if (new URL(page.url()).pathname === '/login') throw new Error('The session has lost its login.');
  console.log('and still signed in:', await page.getByRole('heading', { level: 1 }).textContent());
  await browser.close();
}
