import type { ContentSummary, CookieSummary, SavedFacts } from './profile.ts';

interface Compared {
  readonly saved: SavedFacts;
  readonly createdAt: number;
}

/** What changed from one version to another, for people: names and dates, never values. */
export function describeChanges(from: Compared | null, to: Compared): readonly string[] {
  const before = from?.saved.content ?? nothing;
  const after = to.saved.content;
  const lines = [...cookieLines(before.cookies, after.cookies, to.createdAt), ...originLines(before, after)];
  if (before.tabCount !== after.tabCount)
    lines.push(`${count(after.tabCount, 'tab')}, before ${before.tabCount}`);
  const [browser, former] = [to.saved.browser, from?.saved.browser ?? null];
  if (browser !== null && former !== null && browser !== former) {
    lines.push(`saved by ${browser}, before by ${former}`);
  }
  return lines;
}

const nothing: ContentSummary = { cookies: [], origins: [], tabCount: 0 };

function cookieLines(
  before: readonly CookieSummary[],
  after: readonly CookieSummary[],
  at: number,
): readonly string[] {
  const old = new Map(before.map(cookie => [keyOf(cookie), cookie]));
  const now = new Map(after.map(cookie => [keyOf(cookie), cookie]));
  const gone = before
    .filter(cookie => !now.has(keyOf(cookie)))
    .map(cookie => `${titleOf(cookie)} ${isExpired(cookie, at) ? 'expired' : 'is gone'}`);
  const changed = after.flatMap(cookie => cookieChange(old.get(keyOf(cookie)), cookie) ?? []);
  return [...gone, ...changed].sort();
}

function cookieChange(before: CookieSummary | undefined, after: CookieSummary): string | null {
  if (before === undefined) return `${titleOf(after)} is new, ${lifeOf(after)}`;
  const changes = [
    ...(before.hash === after.hash ? [] : ['has another value']),
    ...(before.expires === after.expires ? [] : [`is now ${lifeOf(after)}`]),
  ];
  return changes.length === 0 ? null : `${titleOf(after)} ${changes.join(' and ')}`;
}

const keyOf = ({ domain, path, name, partition }: CookieSummary): string =>
  JSON.stringify([domain, path, name, partition]);

const isExpired = ({ expires }: CookieSummary, at: number): boolean =>
  expires !== null && expires * 1000 <= at;

const lifeOf = ({ expires }: CookieSummary): string =>
  expires === null ? 'until the session ends' : `until ${new Date(expires * 1000).toISOString()}`;

const titleOf = ({ name, domain, path }: CookieSummary): string =>
  `cookie \`${name}\` of ${siteOf(domain)}${path === '/' ? '' : path}`;

/** The host name or domain that a cookie belongs to. */
export const siteOf = (domain: string): string => domain.replace(/^\./, '');

function originLines(before: ContentSummary, after: ContentSummary): readonly string[] {
  const added = after.origins.filter(origin => !before.origins.includes(origin));
  const removed = before.origins.filter(origin => !after.origins.includes(origin));
  return [
    ...(added.length === 0 ? [] : [`${count(added.length, 'new origin')}: ${added.join(', ')}`]),
    ...(removed.length === 0 ? [] : [`${count(removed.length, 'origin')} gone: ${removed.join(', ')}`]),
  ];
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
