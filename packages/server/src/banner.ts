/** What a person sees when the server has started: where it is, how to get in, and two snippets that work when pasted. */
export interface BannerFacts {
  readonly origin: string;
  readonly keyFile: string;
  readonly keyFileExists: boolean;
  readonly signInLink: string;
  readonly demoOrigin: string | null;
  readonly browser: string | null;
  readonly adopted: number;
  /** Sessions whose browser is gone. */
  readonly asleep: number;
  /** Whether BERTH_API_KEY is a key of this server; null: it is not set. */
  readonly givenKeyOpens: boolean | null;
  readonly noSandbox: boolean;
  readonly egressAllow: readonly string[];
}

export function banner(facts: BannerFacts): string {
  return [
    '',
    `  Berth is running     ${facts.origin}`,
    `  API key              ${keyPlace(facts)}`,
    `  Sessions page        ${facts.signInLink}`,
    '                       (signs you in once, within an hour)',
    ...(facts.demoOrigin === null ? [] : [`  Demo app             ${facts.demoOrigin}`]),
    `  Browser              ${facts.browser ?? 'none found: install Chromium, or set BERTH_CHROMIUM'}`,
    ...adoption(facts),
    ...warnings(facts),
    '',
    '  A session with curl:',
    '',
    ...curlSnippet(facts).map(indent),
    '',
    '  A task with TypeScript (save as try.ts in this directory, then: npx node try.ts):',
    '',
    ...typescriptSnippet(facts).map(indent),
    '',
  ].join('\n');
}

/** What is printed when the server stops. */
export function farewell(left: number): string {
  if (left === 0) return 'Berth has stopped. No browser is left running.';
  const browsers = left === 1 ? '1 browser is' : `${left} browsers are`;
  return `Berth has stopped. ${browsers} left running, for the next \`npm start\` to adopt or \`npm run stop\` to end.`;
}

function keyPlace({ keyFile, keyFileExists }: BannerFacts): string {
  return keyFileExists
    ? `in ${keyFile}`
    : 'its file is gone: make a new one with `npm run key -- create --org default`';
}

const indent = (line: string): string => (line === '' ? '' : `    ${line}`);

function adoption({ adopted, asleep }: BannerFacts): string[] {
  if (adopted + asleep === 0) return [];
  const went = asleep === 0 ? '' : `, ${asleep} without a browser come back when they are used`;
  return [`  Sessions             ${adopted} adopted from the last server${went}`];
}

function warnings({ givenKeyOpens, noSandbox, egressAllow }: BannerFacts): string[] {
  const beyond = egressAllow.length === 0 ? '' : ', not only what BERTH_EGRESS_ALLOW lists';
  const egress = `  Note                 the egress walls are not built yet: pages in a session reach all that this machine can reach${beyond}`;
  const sandbox =
    "  WARNING              BERTH_NO_SANDBOX is set: a page that breaks out of its process owns the browser's user";
  const key =
    '  Note                 BERTH_API_KEY is no key of this server: only a first start makes the one that it holds';
  return [egress, ...(givenKeyOpens === false ? [key] : []), ...(noSandbox ? [sandbox] : [])];
}

function curlSnippet({ origin, keyFile }: BannerFacts): string[] {
  const file = `'${keyFile.replaceAll("'", `'\\''`)}'`;
  return [`curl -X POST ${origin}/v1/browser_sessions -H "x-api-key: $(cat ${file})"`];
}

function typescriptSnippet({ origin, keyFile, demoOrigin }: BannerFacts): string[] {
  const file = JSON.stringify(keyFile);
  return [
    "import { readFileSync } from 'node:fs';",
    "import { Berth } from '@berth/sdk';",
    '',
    `const berth = new Berth({ baseUrl: '${origin}', apiKey: readFileSync(${file}, 'utf8').trim() });`,
    'const session = await berth.createBrowserSession({ timeout: 60 });',
    'const run = await berth.runTask({',
    '  body: {',
    "    prompt: 'Log in with username demo@example.com',",
    `    url: '${demoOrigin ?? 'https://app.example.com'}/login',`,
    '    browser_session_id: session.browser_session_id,',
    '  },',
    '  waitForCompletion: true,',
    '});',
    'console.log(run.status, session.app_url);',
  ];
}
