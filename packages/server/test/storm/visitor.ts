import { setTimeout as delay } from 'node:timers/promises';
import type { Answer } from './api.ts';
import type { Commons } from './commons.ts';
import { type Ground, tryPages } from './ground.ts';
import type { Body } from './history.ts';
import type { Pages } from './pages.ts';
import { lookAt, markStorage, markTab, signIn, tabPlace } from './places.ts';
import type { Random } from './random.ts';

type Act = 'navigate' | 'openTab' | 'store' | 'signIn' | 'run' | 'change' | 'ask' | 'look' | 'save';

const weights: Readonly<Record<Act, number>> = {
  navigate: 4,
  openTab: 1,
  store: 2,
  signIn: 2,
  run: 2,
  change: 3,
  ask: 3,
  look: 3,
  save: 2,
};

interface Session {
  readonly id: string;
  readonly profile: string | null;
  keepsState: boolean;
  isSignedIn: boolean;
  readonly tabs: string[];
}

const mostParked = 2;
const mostUnanswered = 1;
const mostTabs = 4;
const logIn = 'Log in with username demo@example.com';

/** A client that creates a session, works in it and ends it, again and again, whatever happens to the server. */
export class Visitor {
  readonly #ground: Ground;
  readonly #commons: Commons;
  readonly #random: Random;

  constructor(ground: Ground, commons: Commons, random: Random) {
    this.#ground = ground;
    this.#commons = commons;
    this.#random = random;
  }

  async visitUntil(stop: AbortSignal): Promise<void> {
    while (!stop.aborted) {
      if (this.#random.chance(0.1)) await this.#runOnItsOwn();
      if (this.#commons.unanswered.length > mostUnanswered) await this.#clearUp();
      const session = await this.#create();
      if (session === null) continue;
      for (let acts = this.#random.between(3, 10); acts > 0 && !stop.aborted; acts -= 1)
        await this.#act(session);
      await this.#leave(session);
    }
  }

  async #create(): Promise<Session | null> {
    const random = this.#random;
    const { profiles, nextName } = this.#commons;
    const profile = random.chance(0.4) ? (profiles[random.between(0, profiles.length - 1)] ?? null) : null;
    const name = nextName();
    const body = {
      name,
      tags: [name],
      timeout: random.chance(0.15) ? 5 : 60,
      generate_browser_profile: random.chance(0.4),
      ...(profile === null ? {} : { browser_profile_id: profile, save_to_profile: random.chance(0.5) }),
    };
    const answer = await this.#once('createBrowserSession', { body, idempotencyKey: name });
    if (answer === null) this.#commons.unanswered.push({ body, idempotencyKey: name });
    if (answer?.status !== 200) return null;
    const id: string = answer.body.browser_session_id;
    if (profile !== null) {
      const { history } = this.#ground;
      // Every profile is signed in; which marks it holds depends on its version.
      history.add({ type: 'put', session: id, place: 'login', value: 'signed in' });
      for (const place of ['cookie', 'local']) history.add({ type: 'disturbed', session: id, place });
    }
    return {
      id,
      profile,
      keepsState: body.generate_browser_profile || profile !== null,
      isSignedIn: profile !== null,
      tabs: [],
    };
  }

  /** What came of the oldest create without an answer is found out, and ended: or they would fill the machine. */
  async #clearUp(): Promise<void> {
    const { unanswered } = this.#commons;
    const oldest = unanswered.shift();
    if (oldest === undefined) return;
    await this.#ground.serverReady();
    const answer = await this.#ground.api.call('createBrowserSession', oldest);
    if (answer === null) unanswered.push(oldest);
    if (answer?.status === 200) await this.#close(answer.body.browser_session_id);
  }

  /** Asks; what got no answer is asked again, or left to the end of the storm. */
  async #once(
    operation: 'createBrowserSession' | 'createBrowserProfile' | 'saveBrowserProfile' | 'runTask',
    request: { target?: string; body: Body; idempotencyKey: string },
  ): Promise<Answer | null> {
    for (;;) {
      await this.#ground.serverReady();
      const answer = await this.#ground.api.call(operation, request);
      if (answer !== null || this.#random.chance(0.4)) return answer;
    }
  }

  async #act(session: Session): Promise<void> {
    const act = this.#random.pick(weights);
    await this.#ground.serverReady();
    switch (act) {
      case 'navigate':
      case 'openTab':
      case 'store':
      case 'signIn':
        return await this.#work(session, act);
      case 'look':
        return await this.#look(session.id, session.tabs);
      case 'run':
        return await this.#run(session);
      case 'change':
        return await this.#change(session);
      case 'save':
        return await this.#save(session);
      case 'ask':
        if (this.#random.chance(0.5)) await this.#ground.api.call('listBrowserSessions');
        else await this.#ground.api.call('getBrowserSession', { target: session.id });
    }
  }

  async #work(session: Session, act: 'navigate' | 'openTab' | 'store' | 'signIn'): Promise<void> {
    const mark = this.#commons.nextName();
    await tryPages(this.#ground, session.id, async pages => {
      const visit = { ground: this.#ground, session: session.id, pages };
      const targetId = await this.#tabFor(visit, { session, isNew: act === 'openTab' });
      if (act === 'signIn') {
        await signIn(visit, targetId);
        session.isSignedIn = true;
      }
      await markTab(visit, { targetId, mark });
      if (act === 'store') await markStorage(visit, { targetId, mark });
    });
  }

  async #tabFor(
    { pages }: { pages: Pages },
    { session, isNew }: { session: Session; isNew: boolean },
  ): Promise<string> {
    const { tabs } = session;
    const isFirst = tabs.length === 0;
    if (!isFirst && !(isNew && tabs.length < mostTabs))
      return tabs[this.#random.between(0, tabs.length - 1)] ?? '';
    const targetId = isFirst ? ((await pages.list())[0]?.targetId ?? '') : await pages.open('about:blank');
    this.#ground.history.add({ type: 'disturbed', session: session.id, place: tabPlace(targetId) });
    tabs.push(targetId);
    return targetId;
  }

  async #look(session: string, tabs: readonly string[]): Promise<void> {
    await tryPages(this.#ground, session, pages => lookAt({ ground: this.#ground, session, pages }, tabs));
  }

  async #run(session: Session): Promise<void> {
    const { history, demoOrigin } = this.#ground;
    const disturb = (): void => {
      for (const tab of session.tabs)
        history.add({ type: 'disturbed', session: session.id, place: tabPlace(tab) });
    };
    disturb();
    const signsIn = this.#random.chance(0.5);
    const prompt = signsIn ? logIn : 'Go to the invoices page and extract all invoice numbers';
    const login = { session: session.id, place: 'login', value: 'signed in' };
    if (signsIn) history.add({ type: 'putting', ...login });
    const body = { prompt, url: `${demoOrigin}/login`, browser_session_id: session.id };
    const answer = await this.#once('runTask', { body, idempotencyKey: this.#commons.nextName() });
    const end = answer?.status === 200 ? await this.#untilEnded(answer.body.run_id) : null;
    if (signsIn && end === 'completed') history.add({ type: 'put', ...login });
    disturb();
  }

  /** A run without a session gets one of its own, which it closes. */
  async #runOnItsOwn(): Promise<void> {
    const body = { prompt: logIn, url: `${this.#ground.demoOrigin}/login` };
    const answer = await this.#once('runTask', { body, idempotencyKey: this.#commons.nextName() });
    if (answer?.status === 200) await this.#untilEnded(answer.body.run_id);
  }

  /** Resolves with the status of a run that has ended. */
  async #untilEnded(run: string): Promise<string> {
    for (;;) {
      await this.#ground.serverReady();
      const answer = await this.#ground.api.call('getRun', { target: run });
      if (answer !== null && (answer.status !== 200 || answer.body.finished_at !== null))
        return String(answer.body.status);
      await delay(100);
    }
  }

  async #change(session: Session): Promise<void> {
    const random = this.#random;
    const body = {
      ...(random.chance(0.5) ? { name: this.#commons.nextName() } : {}),
      ...(random.chance(0.3) ? { generate_browser_profile: true } : {}),
      timeout: random.between(20, 90),
    };
    const answer = await this.#ground.api.call('updateBrowserSession', { target: session.id, body });
    if (answer?.status === 200) session.keepsState = answer.body.generate_browser_profile;
  }

  async #save(session: Session): Promise<void> {
    if (!session.keepsState || !session.isSignedIn) return;
    const { profiles, nextName } = this.#commons;
    const idempotencyKey = nextName();
    if (session.profile !== null && this.#random.chance(0.7)) {
      const onConflict = this.#random.chance(0.5) ? { on_conflict: 'new_version' } : {};
      const body = { browser_session_id: session.id, ...onConflict };
      await this.#once('saveBrowserProfile', { target: session.profile, body, idempotencyKey });
      return;
    }
    const body = { name: idempotencyKey, browser_session_id: session.id };
    const answer = await this.#once('createBrowserProfile', { body, idempotencyKey });
    if (answer?.status === 200) profiles.push(answer.body.browser_profile_id);
  }

  async #leave(session: Session): Promise<void> {
    const { parked } = this.#commons;
    if (this.#random.chance(0.2)) {
      parked.push({ session: session.id, tabs: session.tabs });
      if (parked.length <= mostParked) return;
      const oldest = parked.shift();
      if (oldest === undefined) return;
      await this.#look(oldest.session, oldest.tabs);
      await this.#close(oldest.session);
      return;
    }
    await this.#close(session.id);
  }

  async #close(session: string): Promise<void> {
    for (let attempt = 0; attempt < 5; attempt += 1) {
      await this.#ground.serverReady();
      const answer = await this.#ground.api.call('closeBrowserSession', { target: session });
      // One that got no answer may have been closed all the same: the next requests must agree about it.
      if (answer !== null || this.#random.chance(0.3)) return;
    }
  }
}
