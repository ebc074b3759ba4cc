/* How every figure is taken and printed: ours and a baseline in turn, in one run, and the ratio of the medians. */

export interface Comparison {
  readonly name: string;
  readonly unit: 'ms' | 'MiB';
  readonly ours: readonly number[];
  readonly baseline: readonly number[];
  /** The ratio that the project promises to stay under. */
  readonly limit: number;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const [low = Number.NaN, high = Number.NaN] =
    sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : [sorted[middle - 1], sorted[middle]];
  return (low + high) / 2;
}

/** Of a hundred values in order, the one at this place. */
export function percentile(values: readonly number[], place: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * place) / 100))] ?? Number.NaN;
}

/**
 * Takes one sample of each way, then the next of each, so that whatever else the machine does falls on all of them; who
 * begins changes from turn to turn. Returns the samples of each way.
 */
export async function inTurn(
  ways: readonly (() => Promise<number>)[],
  { warmUps, samples }: { warmUps: number; samples: number },
): Promise<number[][]> {
  const times = ways.map((): number[] => []);
  for (let turn = -warmUps; turn < samples; turn++) {
    for (const step of ways.keys()) {
      const which = (turn + warmUps + step) % ways.length;
      const time = await ways[which]?.();
      if (turn >= 0 && time !== undefined) times[which]?.push(time);
    }
  }
  return times;
}

export function printComparison({ name, unit, ours, baseline, limit }: Comparison): void {
  const ratio = median(ours) / median(baseline);
  const parts = [`ours ${spread(ours, unit)}`, `baseline ${spread(baseline, unit)}`, ratios(ours, baseline)];
  console.log(`${name}: ${parts.join(', ')} ${verdict(ratio, limit, '')}`);
}

/** For what is promised to nobody. */
export function printRatio(name: string, some: readonly number[], others: readonly number[]): void {
  console.log(`${name}: ${ratios(some, others)}`);
}

export function printSpread(name: string, values: readonly number[], unit: 'ms' | 'MiB'): void {
  console.log(`${name}: ${spread(values, unit)}`);
}

/** Of the medians; and of each fifth of the run, which says how far to trust it. */
function ratios(some: readonly number[], others: readonly number[]): string {
  const fifth = Math.ceil(some.length / 5);
  const parts = [0, 1, 2, 3, 4]
    .map(
      part =>
        median(some.slice(part * fifth, (part + 1) * fifth)) /
        median(others.slice(part * fifth, (part + 1) * fifth)),
    )
    .filter(ratio => !Number.isNaN(ratio));
  const [least, most] = [Math.min(...parts), Math.max(...parts)];
  return `ratio ${(median(some) / median(others)).toFixed(2)} (parts of the run ${least.toFixed(2)}–${most.toFixed(2)})`;
}

export function printFigure(
  name: string,
  values: readonly number[],
  unit: 'ms' | 'MiB',
  limit: number,
): void {
  console.log(`${name}: ${spread(values, unit)} ${verdict(median(values), limit, ` ${unit}`)}`);
}

export async function elapsed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** A promise that is missed also shows in the exit code. */
function verdict(figure: number, limit: number, unit: string): string {
  if (figure <= limit) return `(promised: at most ${limit}${unit})`;
  process.exitCode = 1;
  return `(MISSED: promised at most ${limit}${unit})`;
}

function spread(values: readonly number[], unit: string): string {
  const digits = median(values) < 10 ? 3 : 0;
  const at = (place: number): string => percentile(values, place).toFixed(digits);
  return `median ${median(values).toFixed(digits)} ${unit} (least ${at(0)}, quartiles ${at(25)}–${at(75)}, n=${values.length})`;
}
