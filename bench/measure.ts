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

export function printComparison({ name, unit, ours, baseline, limit }: Comparison): void {
  const ratio = median(ours) / median(baseline);
  const parts = [
    `ours ${spread(ours, unit)}`,
    `baseline ${spread(baseline, unit)}`,
    `ratio ${ratio.toFixed(2)}`,
  ];
  console.log(`${name}: ${parts.join(', ')} ${verdict(ratio, limit, '')}`);
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
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return `median ${median(values).toFixed(digits)} ${unit} (${least.toFixed(digits)}–${most.toFixed(digits)}, n=${values.length})`;
}
