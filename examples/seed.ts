import { Berth } from '@berth/sdk';
import { apiKey, demo } from './local.ts';

const berth = new Berth({ apiKey });

const session = await berth.createBrowserSession({});

// Step 1: Log in
await berth.runTask({
  body: {
    prompt: 'Log in with username demo@example.com',
    url: `${demo}/login`,
    browser_session_id: session.browser_session_id,
  },
  waitForCompletion: true,
});

// Step 2: Extract data (same browser, already logged in)
const result = await berth.runTask({
  body: {
    prompt: 'Go to the invoices page and extract all invoice numbers',
    browser_session_id: session.browser_session_id,
  },
  waitForCompletion: true,
});
console.log(result.output);

// Clean up
await berth.closeBrowserSession(session.browser_session_id);

if (result.status !== 'completed') {
  console.error(`Run ${result.run_id} is ${result.status}: ${result.failure_reason}`);
  process.exitCode = 1;
}
