import { expireDue, permutations, type State, sleep, told, wake, withSession } from './model.ts';
import { type Answered, type Batch, created, type Operation, outcomesOf } from './operations.ts';

/** Every state that the operations may have led to, each of them somewhere in the order. */
export function explain(states: readonly State[], batch: Batch): readonly State[] {
  const { operations, kill } = batch;
  // The clock's move and what it ends are two things: another operation may come in between.
  const isMoved = operations.some(({ operation }) => operation.kind === 'advance');
  const parts: readonly (Answered | 'tick')[] = isMoved ? [...operations, 'tick'] : operations;
  const orders = permutations(parts);
  const loose = new Set(
    operations.flatMap(({ operation }) => (operation.kind === 'crash' ? operation.session : [])),
  );
  const now = Date.now();
  const found = states.flatMap(state =>
    orders.flatMap(order =>
      order.reduce<readonly State[]>(
        (before, part) => unique(before.flatMap(each => apply(each, part, { batch, loose }))),
        [state],
      ),
    ),
  );
  const settled = found.flatMap(state => expireDue(state, { now, kill })).filter(isSettled);
  return unique(kill === null ? settled : settled.map(state => afterKill(state, kill)));
}

/** No browser is on its way any more. */
const isSettled = ({ sessions }: State): boolean =>
  Object.values(sessions).every(
    ({ phase, events }) =>
      phase !== 'live' || !['browser_died', 'woken'].includes(events.findLast(isAboutBrowser) ?? ''),
  );

const isAboutBrowser = (event: string): boolean =>
  ['started', 'browser_died', 'woken', 'browser_restored'].includes(event);

function apply(
  state: State,
  part: Answered | 'tick',
  context: { batch: Batch; loose: ReadonlySet<string> },
): readonly State[] {
  if (part === 'tick') return expireDue(state, { now: Date.now(), kill: context.batch.kill });
  const { operation, answer } = part;
  const outcomes = outcomesOf(state, part, context);
  if (answer === null) {
    return [state, ...outcomes.map(outcome => outcome.state), ...halfDone(state, operation, context.batch)];
  }
  const fitting = outcomes.filter(
    ({ status, code = null, number }) =>
      status === answer.status && code === answer.code && number === answer.number,
  );
  const isHalfDone = operation.kind === 'crash' && fitting.length > 0;
  return [
    ...fitting.map(outcome => outcome.state),
    ...(isHalfDone ? halfDone(state, operation, context.batch) : []),
  ];
}

/** What a killed server may have begun. */
function halfDone(state: State, operation: Operation, { kill }: Batch): readonly State[] {
  if (kill === null) return [];
  if (operation.kind === 'create') {
    const session = { ...created(state, operation, kill.at), events: ['created', 'ended'] };
    const failed = { ...session, phase: 'ended', status: 'failed', reason: 'server_restarted' } as const;
    return [withSession(state, failed)];
  }
  const session = 'session' in operation && operation.session !== null && state.sessions[operation.session];
  if (!session || session.phase === 'ended') return [];
  if (operation.kind === 'crash') {
    if (session.phase !== 'live') return [];
    return [sleep(state, told(session, 'browser_died'), kill.at), sleep(state, session, kill.at)];
  }
  if (session.phase !== 'asleep' || !['mark', 'save', 'profile'].includes(operation.kind)) return [];
  return [wake(state, session), withSession(state, told(session, 'woken', 'hibernated'))];
}

function afterKill(state: State, { at, takesBrowsers }: { at: number; takesBrowsers: boolean }): State {
  if (!takesBrowsers) return state;
  return Object.values(state.sessions).reduce(
    (before, session) => (session.phase === 'live' ? sleep(before, session, at) : before),
    state,
  );
}

export function unique(states: readonly State[]): readonly State[] {
  return [...new Map(states.map(state => [JSON.stringify(state), state])).values()];
}
