import { setTimeout as sleep } from 'node:timers/promises';
import { Obstacle } from '../../obstacle.ts';
import type { SaidDialog } from '../../page/dialogs.ts';
import type { ShownDocument } from '../../page/shown-document.page.ts';
import type { Sight } from '../../page/sight.ts';
import { type Tab, withoutQuery } from '../../page/tab.ts';
import { refuseErrorAnswer } from '../answer.ts';
import { fieldsOf, type Scene } from '../scene.ts';
import { asksForMore, newSession, restingEvidence } from './evidence.ts';
import { asksOneTimeCode, findSignInForm, isPassword, isRenewal } from './form.ts';
import { proofOfSession } from './proof.ts';
import { NEEDS_PERSON, REFUSAL, STILL_WORKING } from './words.ts';

const OUTCOME_LIMIT = 12_000;
// A page that says nothing for so long, and waits for nothing, will not say it later.
const UNCHANGED_LIMIT = 5000;
const REST = 500;
// An inside that looks whether it may be shown does so soon.
const INSIDE_STANDS = 900;
// Of data that takes longer, an inside is not waiting to be sent away.
const DATA_LIMIT = 4000;
const SENT_WITHIN = 1500;
const SHORT_PAGE = 700;
// An inside may be about errors; what is about the sign-in is not.
const ABOUT_SIGN_IN =
  /log ?-?in|log ?on|sign ?-?(in|on)|password|passwort|kennwort|account|credential|authenti|anmeld|connexion|sesi[oó]n|acces/i;
const WELCOME = /success|welcome|signed in|logged in/i;

interface Attempt {
  readonly before: Sight;
  readonly document: ShownDocument;
  readonly traffic: Traffic;
  /** When the password was sent. */
  readonly since: number;
  readonly username: string | null;
}

type Traffic = Tab['traffic'];

interface State extends Attempt {
  readonly now: Sight;
  readonly restedFor: number;
  /** For how long it has looked signed in, at one address. */
  readonly insideFor: number;
  readonly working: boolean;
  readonly dialogs: readonly SaidDialog[];
}

/** How it is evident, or why it is not: a doubt may still be settled by looking further. */
export type Outcome =
  | { readonly signedIn: true; readonly evidence: string }
  | { readonly signedIn: false; readonly doubt: Obstacle };

/**
 * Waits for an evident outcome of a sent password. A new address or a form that is gone proves nothing: sites refuse,
 * ask for a second factor and break on pages of their own, so success needs evidence and everything else is told.
 */
export async function awaitOutcome(scene: Scene, attempt: Attempt): Promise<Outcome> {
  const startedAt = Date.now();
  let [last, changedAt, probed] = ['', startedAt, ''];
  let inside = { url: '', since: startedAt };
  const dialogs: SaidDialog[] = [];
  for (;;) {
    scene.signal.throwIfAborted();
    dialogs.push(...scene.tab.takeDialogs());
    const now = await scene.tab.look();
    const print = `${now.url}\n${now.text}`;
    if (print !== last) [last, changedAt] = [print, Date.now()];
    const restedFor = Date.now() - changedAt;
    if (newSession(attempt.before, now) === null) inside = { url: '', since: Date.now() };
    else if (inside.url !== now.url) inside = { url: now.url, since: Date.now() };
    const insideFor = Date.now() - inside.since;
    const working = scene.tab.awaitsAnswer(OUTCOME_LIMIT) || isWorking(attempt.before, now);
    const state = { ...attempt, now, restedFor, insideFor, working, dialogs };
    const evidence = await judge(scene, state);
    if (evidence) return { signedIn: true, evidence };
    if (restedFor > REST && !working && probed !== print && (await isInside(scene, state))) {
      probed = print;
      const proof = await proofOfSession(scene, { ...state, identities: attempt.traffic.identities });
      if (proof) return { signedIn: true, evidence: `the password field is gone and ${proof}` };
    }
    const isStill = restedFor > UNCHANGED_LIMIT && !working && (await isInside(scene, state));
    if (isStill || Date.now() - startedAt > OUTCOME_LIMIT) return { signedIn: false, doubt: unclear(now) };
    await sleep(60, undefined, { signal: scene.signal });
    await scene.tab.settle(1500);
  }
}

async function isInside(scene: Scene, { now }: State): Promise<boolean> {
  const asksPassword = (await fieldsOf(scene, now)).some(isPassword);
  return !asksPassword && asksForMore(now) === null && (await findSignInForm(scene, now)) === null;
}

async function judge(scene: Scene, state: State): Promise<string | null> {
  const { before, now, restedFor, working } = state;
  const said = state.dialogs.at(-1)?.message;
  const fields = await fieldsOf(scene, now);
  if (fields.some(isPassword)) {
    const words = said ?? alertIn(before, now) ?? wordsIn(REFUSAL, before, now);
    if (fields.some(isRenewal)) throw needsPerson('The site asks for a new password', now);
    if (words) throw refused(words);
    if (restedFor > UNCHANGED_LIMIT && !working) throw unmoved(scene, state);
    return null;
  }
  if (await asksOneTimeCode(scene, now)) {
    throw new Obstacle(
      'wrong_page_state',
      'The password was accepted, and the site now asks for a one-time code.',
    );
  }
  if (said && REFUSAL.test(said)) throw refused(said);
  const session = newSession(before, now);
  refuseWhatItSays(state, session !== null);
  await refuseErrorAnswer(scene, { before: state.document, label: 'The sign-in' });
  if (session) return standsFirm(scene, state) ? `the password field is gone and ${session}` : null;
  if (restedFor < REST || working || !(await isInside(scene, state))) return null;
  const evidence = restingEvidence(state, state.username);
  return evidence ? `the password field is gone and ${evidence}` : null;
}

/**
 * Pages show their inside before the site was asked, and go back when it says no: what was sent with the password has
 * its answer, the page has asked for its data, and it still stands.
 */
function standsFirm(scene: Scene, { since, insideFor, now }: State): boolean {
  const sent = scene.tab.sendingsSince(since).filter(({ startedAt }) => startedAt < since + SENT_WITHIN);
  const refusal = sent.find(({ status }) => status !== null && status >= 400);
  if (refusal && insideFor > UNCHANGED_LIMIT) {
    throw new Obstacle(
      'auth_failure',
      `${withoutQuery(now.url)} looks signed in, but the site answered the sign-in with status ${refusal.status}.`,
      { byTheSite: true },
    );
  }
  if (refusal || sent.some(({ status }) => status === null)) return false;
  return insideFor >= INSIDE_STANDS && !scene.tab.awaitsAnswer(DATA_LIMIT);
}

/** A form that still stands: a site that was sent nothing has refused nothing. */
function unmoved(scene: Scene, { traffic }: State): Obstacle {
  if (scene.tab.traffic.sent > traffic.sent) return refused(null);
  return new Obstacle(
    'auth_failure',
    'The sign-in form was filled in and submitted, and the page did nothing: it sent nothing and says nothing.',
  );
}

/** Where a session is evident, its own content may speak of failures: then only the heading of the page counts. */
function refuseWhatItSays({ before, now, working }: State, inSession: boolean): void {
  const main = mainWords(now);
  const inMain = (pattern: RegExp) => (pattern.test(main) && !before.text.includes(main) ? main : null);
  const person = inMain(NEEDS_PERSON) ?? (inSession ? null : wordsIn(NEEDS_PERSON, before, now));
  const refusal =
    (inSession && !ABOUT_SIGN_IN.test(main) ? null : inMain(REFUSAL)) ??
    (inSession ? null : wordsIn(REFUSAL, before, now));
  if (refusal && (!person || person !== main)) throw refused(refusal);
  if (person && !working) throw needsPerson(person, now);
}

function isWorking(before: Sight, now: Sight): boolean {
  const words = STILL_WORKING.exec(now.text)?.[0];
  const bar = now.elements.some(seen => seen.role === 'progressbar');
  return bar || (words !== undefined && !before.text.includes(words));
}

function mainWords(sight: Sight): string {
  return sight.elements.find(seen => seen.role === 'heading' && seen.level === 1)?.name ?? sight.title;
}

/** On a form that still stands, a new alert is about it, whatever its words. */
function alertIn(before: Sight, now: Sight): string | null {
  const alerts = now.elements
    .filter(seen => seen.role === 'alert' && seen.name !== '')
    .map(seen => seen.name);
  const about = (name: string) => !WELCOME.test(name) && !STILL_WORKING.test(name);
  return alerts.find(name => !before.text.includes(name) && about(name)) ?? null;
}

/** Words that were not there before the password was sent: the shortest text that says it all, and what follows it. */
function wordsIn(pattern: RegExp, before: Sight, now: Sight): string | null {
  const old = new Set(before.elements.map(seen => seen.name));
  const shortest = now.elements
    .filter(seen => !old.has(seen.name) && seen.name.length < 300 && pattern.test(seen.name))
    .sort((a, b) => a.name.length - b.name.length)[0];
  if (shortest) return shortest.name;
  const match = pattern.exec(now.text);
  if (!match || before.text.includes(match[0])) return null;
  if (now.text.length < SHORT_PAGE) return now.text.trim().slice(0, 240);
  return now.text.slice(Math.max(0, match.index - 100), match.index + 140).trim();
}

function refused(words: string | null): Obstacle {
  const reason = words
    ? `The site refused the sign-in: "${words}"`
    : 'The site did not accept the sign-in and gave no reason.';
  return new Obstacle('auth_failure', reason, { byTheSite: true });
}

function needsPerson(words: string, now: Sight): Obstacle {
  const said = now.text.length < SHORT_PAGE ? now.text.trim().slice(0, 300) : words;
  return new Obstacle('wrong_page_state', `The sign-in is not finished, the site says: "${said}"`);
}

function unclear(now: Sight): Obstacle {
  const words = now.text.trim();
  const said =
    words === '' ? '' : ` It says: "${words.length < SHORT_PAGE ? words.slice(0, 240) : mainWords(now)}"`;
  return new Obstacle(
    'wrong_page_state',
    `Could not verify that the sign-in succeeded: ${withoutQuery(now.url)} shows neither a session nor a refusal.${said}`,
  );
}
