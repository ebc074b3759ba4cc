import { Berth } from '@berth/sdk';
import puppeteer, { type Browser, type Page } from 'puppeteer-core';
import { apiKey, demo } from './local.ts';

/* The same as playwright.ts with Puppeteer: sign in, disconnect, come back. */

const berth = new Berth({ apiKey });
const session = await berth.createBrowserSession({ name: 'puppeteer example' });
try {
  await signIn();
  await lookAgain();
} finally {
  await berth.closeBrowserSession(session.browser_session_id);
}
console.log('closed the session');

async function connect(): Promise<Browser> {
  const { browser_address: address } = session;
  if (address === null) throw new Error(`Session ${session.browser_session_id} is ${session.status}.`);
  return await puppeteer.connect({
    // `browserURL: address` works as well; this saves its look-up of the WebSocket address.
    browserWSEndpoint: address.replace(/^http/, 'ws'),
    wsOptions: { headers: { 'x-api-key': apiKey } },
    // Puppeteer's 800×600 would shrink the window that others see in the live view.
    defaultViewport: null,
  });
}

async function firstPage(browser: Browser): Promise<Page> {
  const [page] = await browser.pages();
  if (page === undefined) throw new Error('The session has no tab.');
  return page;
}

async function signIn(): Promise<void> {
  const browser = await connect();
  const page = await firstPage(browser);
  await page.goto(`${demo}/login`);
  await page.locator('#email').fill('demo@example.com');
  await page.locator('#password').fill('harbor-demo');
  await Promise.all([page.waitForNavigation(), page.locator('form button').click()]);
  if (new URL(page.url()).pathname === '/login') throw new Error('The demo did not take the password.');
  console.log('signed in:', page.url());
  await browser.disconnect();
}

async function lookAgain(): Promise<void> {
  const browser = await connect();
  const page = await firstPage(browser);
  console.log('the tab is still there:', page.url());
  await page.goto(`${demo}/invoices`);
  if (new URL(page.url()).pathname === '/login') throw new Error('The session has lost its login.');
  console.log('and still signed in:', await page.$eval('h1', heading => heading.textContent));
  await browser.disconnect();
}
