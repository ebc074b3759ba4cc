import { acknowledged, type Call, groupBy } from './calls.ts';
import type { Found } from './found.ts';
import type { Violation } from './violation.ts';

/** Every acknowledged run comes to an end, once, and its result stays. */
export function judgeRuns(calls: readonly Call[], found: Found): readonly Violation[] {
  const shown = acknowledged(calls, 'runTask', 'getRun');
  const byRun = groupBy(shown, ({ answer }) => String(answer.run_id));
  const unknown = calls.filter(({ operation, status }) => operation === 'getRun' && status === 404);
  return [
    ...unknown.map(({ target }): Violation => lost(String(target))),
    ...[...byRun].flatMap(([id, sights]): Violation[] => {
      const run = found.runs.get(id) ?? null;
      if (run === null) return [lost(id)];
      if (run.finished_at === null) {
        return [
          { rule: 'run_indefinite', subject: id, detail: `it is ${run.status} although the storm is over` },
        ];
      }
      const ended = sights.filter(({ answer }) => answer.finished_at !== null);
      const changed = ended.find(({ answer }) => resultOf(answer) !== resultOf(run));
      if (changed === undefined) return [];
      const detail = `its result was ${resultOf(changed.answer)}, and is ${resultOf(run)}`;
      return [{ rule: 'run_changed', subject: id, detail }];
    }),
  ];
}

const lost = (subject: string): Violation => ({
  rule: 'run_lost',
  subject,
  detail: 'it was acknowledged, and is unknown now',
});

const resultOf = (run: { status: string; finished_at: string | null; output: unknown }): string =>
  JSON.stringify([run.status, run.finished_at, run.output]);
