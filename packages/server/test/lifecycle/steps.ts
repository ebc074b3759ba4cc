import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { explain, unique } from './explain.ts';
import { nothing, type State } from './model.ts';
import { fit } from './observation.ts';
import type { Batch, Operation } from './operations.ts';
import type { World } from './world.ts';

const settleMs = 60_000;
const mostLive = 3;
const mostProfiles = 3;

/** What may be true of the server: one of these. */
export class Possibilities {
  states: readonly State[] = [nothing];
  readonly log: string[] = [];
  /** How often each kind of operation was carried out, and each answer given. */
  readonly counts: Record<string, number> = {};
  #names = 0;

  count({ operations, kill }: Batch): void {
    const kinds = operations.map(
      ({ operation, answer }) => `${operation.kind} ${answer?.code ?? answer?.status ?? 'lost'}`,
    );
    for (const kind of [...kinds, ...(kill === null ? [] : ['kill']), 'step']) {
      this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    }
  }

  /** Names tell sessions and profiles apart: an id is not known when an answer is lost. */
  newName(prefix: string): string {
    this.#names += 1;
    return `${prefix}${this.#names}`;
  }
}

/** An operation whose targets are still numbers. */
export interface Draft {
  readonly kind: Operation['kind'];
  readonly target: number;
  readonly profile: number;
  readonly choice: number;
}

const drafts: fc.Arbitrary<Draft> = fc.record({
  kind: fc.constantFrom<Operation['kind'][]>(
    ...(['create', 'create', 'create', 'patch', 'patch', 'close', 'crash', 'crash', 'mark', 'mark'] as const),
    ...(['mark', 'save', 'save', 'save', 'profile', 'advance'] as const),
  ),
  target: fc.nat(11),
  profile: fc.nat(5),
  choice: fc.nat(11),
});

/** Does operations at once, the server being killed meanwhile or not, and holds the outcome against the model. */
class Step implements fc.AsyncCommand<Possibilities, World> {
  readonly #drafts: readonly Draft[];
  readonly #kill: { readonly afterMs: number; readonly takesBrowsers: boolean } | null;

  constructor(drafts: readonly Draft[], kill: { afterMs: number; takesBrowsers: boolean } | null) {
    this.#drafts = drafts;
    this.#kill = kill;
  }

  check(): boolean {
    return true;
  }

  async run(possible: Possibilities, world: World): Promise<void> {
    const operations = decide(this.#drafts, possible);
    if (operations.length === 0 && this.#kill === null) return;
    possible.log.push(JSON.stringify({ operations, kill: this.#kill }));
    const batch = await this.#carryOut(operations, world);
    possible.log.push(`  → ${JSON.stringify(batch.operations.map(({ answer }) => answer))}`);
    possible.count(batch);
    refuseCutOff(batch);
    const explained = explain(possible.states, batch);
    if (explained.length === 0)
      throw new Error(`no order of the operations gives these answers\n${possible.log.join('\n')}`);
    possible.states = await settle(explained, { world, log: possible.log });
  }

  async #carryOut(operations: readonly Operation[], world: World): Promise<Batch> {
    const answers = Promise.all(operations.map(operation => world.carryOut(operation)));
    if (this.#kill === null) return { operations: await answers, kill: null };
    const { afterMs, takesBrowsers } = this.#kill;
    answers.catch(() => undefined); // it is awaited below
    if (operations.length > 0) await delay(afterMs);
    const [answered] = await Promise.all([answers, world.restart({ takesBrowsers })]);
    return { operations: answered, kill: { at: Date.now(), takesBrowsers } };
  }

  toString(): string {
    return JSON.stringify({ drafts: this.#drafts, kill: this.#kill });
  }
}

/** Only a killed server, or a browser that goes meanwhile, may leave somebody without an answer. */
function refuseCutOff({ operations, kill }: Batch): void {
  if (kill !== null) return;
  const ends = (session: string): boolean =>
    operations.some(
      ({ operation }) =>
        operation.kind === 'advance' ||
        (['close', 'crash'].includes(operation.kind) &&
          'session' in operation &&
          operation.session === session),
    );
  for (const { answer, operation } of operations) {
    if (answer !== null || (operation.kind === 'mark' && ends(operation.session))) continue;
    throw new Error(`no answer to ${JSON.stringify(operation)}`);
  }
}

function decide(drafts: readonly Draft[], possible: Possibilities): readonly Operation[] {
  const [state = nothing] = possible.states;
  const isCrashed = new Set<string>();
  let room = mostLive - Object.values(state.sessions).filter(({ phase }) => phase !== 'ended').length;
  return drafts.flatMap(drawn => {
    // Without a session there is nothing else to do.
    const draft = room === mostLive ? { ...drawn, kind: 'create' as const } : drawn;
    if (draft.kind === 'create') {
      room -= 1;
      if (room < 0) return [];
    }
    const operation = operationOf(draft, { state, possible });
    // Two kills of one browser may be one death.
    if (operation?.kind === 'crash') {
      if (isCrashed.has(operation.session)) return [];
      isCrashed.add(operation.session);
    }
    return operation ?? [];
  });
}

function operationOf(
  { kind, target, profile: profileDraw, choice }: Draft,
  { state, possible }: { state: State; possible: Possibilities },
): Operation | null {
  const sessions = Object.values(state.sessions);
  const live = sessions.filter(({ phase }) => phase !== 'ended');
  // Most of what is asked is asked of sessions that have not ended.
  const session = pick(target % 4 === 0 ? sessions : live, target)?.name ?? null;
  const profiles = Object.keys(state.profiles);
  const profile = pick(profiles, profileDraw) ?? null;
  switch (kind) {
    case 'create': {
      const from = choice % 3 === 0 ? null : profile;
      const savesTo = from !== null && choice % 3 === 1;
      const timeout = [5, 15, 60][target % 3] ?? 60;
      return {
        kind,
        name: possible.newName('s'),
        timeout,
        generates: choice % 4 !== 3,
        profile: from,
        savesTo,
      };
    }
    case 'profile': {
      if (profiles.length >= mostProfiles) return null;
      return { kind, name: possible.newName('p'), session: choice % 3 === 0 ? null : session };
    }
    case 'advance':
      return { kind, minutes: 10 };
    case 'save':
      if (session === null) return null;
      // Without a profile to save to, one is made.
      if (profile === null) return { kind: 'profile', name: possible.newName('p'), session };
      return { kind, session, profile, beside: choice % 3 === 0 };
    case 'mark':
      return session === null ? null : { kind, session, mark: possible.newName('m') };
    case 'patch':
      return session === null ? null : { kind, session, change: changeOf(choice, possible) };
    default:
      return session === null ? null : { kind, session };
  }
}

function changeOf(choice: number, possible: Possibilities): Extract<Operation, { kind: 'patch' }>['change'] {
  if (choice % 3 === 0) return { timeout: [5, 15, 60][choice % 4] ?? 60 };
  if (choice % 3 === 1) return { generate_browser_profile: choice % 2 === 0 };
  return { tags: [possible.newName('t')] };
}

const pick = <Item>(items: readonly Item[], index: number): Item | undefined => items[index % items.length];

/** Looks until what is seen fits a state that the model holds possible. */
async function settle(
  states: readonly State[],
  { world, log }: { world: World; log: readonly string[] },
): Promise<readonly State[]> {
  const deadline = Date.now() + settleMs;
  for (;;) {
    const seen = await world.look().catch((fault: unknown) => String(fault));
    const fits = typeof seen === 'string' ? [] : states.map(state => fit(state, seen));
    const fitting = fits.flatMap(found => ('state' in found ? found.state : []));
    if (fitting.length > 0) return unique(fitting);
    if (Date.now() > deadline) {
      const misfits = fits.flatMap(found => ('misfit' in found ? found.misfit : []));
      const reasons = typeof seen === 'string' ? [seen] : [...new Set(misfits)].slice(0, 5);
      throw new Error(`the server is in no state that the model allows\n${[...reasons, ...log].join('\n')}`);
    }
    await delay(100);
  }
}

/** Sequences of steps: single operations, several at once, and kills of the server in between or meanwhile. */
export function steps(most: number): fc.Arbitrary<Iterable<fc.AsyncCommand<Possibilities, World>>> {
  const kill = fc.record({ afterMs: fc.nat(700), takesBrowsers: fc.boolean() });
  const one = drafts.map(draft => new Step([draft], null));
  const several = fc.array(drafts, { minLength: 2, maxLength: 3 }).map(all => new Step(all, null));
  const restart = kill.map(how => new Step([], how));
  const cutOff = fc
    .tuple(fc.array(drafts, { minLength: 1, maxLength: 2 }), kill)
    .map(([all, how]) => new Step(all, how));
  return fc.commands([one, one, one, several, several, restart, cutOff], { maxCommands: most, size: 'max' });
}
