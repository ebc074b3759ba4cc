import type { Entry } from './history.ts';
import type { StormResult } from './storm.ts';

/** Prints the figures of a storm and what it found; a violation shows in the exit code. */
export function printResult({ entries, violations }: StormResult, tookMs: number): void {
  const count = (type: Entry['type']): number => entries.filter(entry => entry.type === type).length;
  console.log(
    `${count('server_killed')} kills of the server, ${count('browser_killed')} of browsers, in ${Math.round(tookMs / 1000)} s`,
  );
  for (const [name, figures] of operationFigures(entries)) console.log(`  ${name}: ${figures}`);
  console.log(`  ${count('put')} times something was put into a browser, ${count('seen')} times looked at`);
  console.log(`  from a start of the server to ready: ${startFigures(entries)}`);
  console.log(`${violations.length} violations`);
  for (const { rule, subject, detail } of violations) console.log(`  ${rule}: ${subject}: ${detail}`);
  if (violations.length > 0) process.exitCode = 1;
}

function operationFigures(entries: readonly Entry[]): Map<string, string> {
  const outcomes = new Map<number, string>();
  for (const entry of entries) {
    if (entry.type === 'answered') outcomes.set(entry.call, String(entry.status));
    if (entry.type === 'lost') outcomes.set(entry.call, 'no answer');
  }
  const tallies = new Map<string, Map<string, number>>();
  for (const entry of entries) {
    if (entry.type !== 'asked') continue;
    const outcome = outcomes.get(entry.call) ?? 'no answer';
    const tally = tallies.get(entry.operation) ?? new Map<string, number>();
    tallies.set(entry.operation, tally.set(outcome, (tally.get(outcome) ?? 0) + 1));
  }
  return new Map(
    [...tallies].map(([name, tally]) => [
      name,
      [...tally].map(([outcome, times]) => `${times} × ${outcome}`).join(', '),
    ]),
  );
}

function startFigures(entries: readonly Entry[]): string {
  const times: number[] = [];
  let killedAt: number | null = null;
  for (const { type, at } of entries) {
    if (type === 'server_killed') killedAt = at;
    if (type === 'server_ready' && killedAt !== null) times.push(at - killedAt);
  }
  const sorted = times.toSorted((a, b) => a - b);
  return `median ${sorted[Math.floor(sorted.length / 2)] ?? '-'} ms, most ${sorted.at(-1) ?? '-'} ms`;
}
