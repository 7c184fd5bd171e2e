/** One row of the benchmark: what was measured, and the budget it is held against. */
export interface Figure {
  /** Budget of docs/performance.md: `P1` … `P9`. */
  readonly budget: string;
  readonly what: string;
  readonly value: string;
  /** Empty where a figure only shows growth. */
  readonly target: string;
}

export function printFigures(title: string, figures: readonly Figure[]): void {
  process.stdout.write(`\n${title}\n`);
  for (const { budget, what, value, target } of figures) {
    const goal = target === '' ? '' : `  (budget ${target})`;
    process.stdout.write(`  ${budget.padEnd(3)} ${what.padEnd(62)} ${value}${goal}\n`);
  }
}

export function median(values: readonly number[]): number {
  return percentile(values, 50);
}

export function percentile(values: readonly number[], percent: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = Math.min(sorted.length - 1, Math.ceil((percent / 100) * sorted.length) - 1);
  return sorted[Math.max(0, at)] ?? Number.NaN;
}

/** Milliseconds that a piece of work takes. */
export async function timed(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** CPU milliseconds of this process during a piece of work. */
export async function cpuOf(work: () => unknown): Promise<number> {
  const start = process.cpuUsage();
  await work();
  const used = process.cpuUsage(start);
  return (used.user + used.system) / 1000;
}

export function milliseconds(value: number): string {
  return value < 10 ? `${value.toFixed(1)} ms` : `${Math.round(value)} ms`;
}

export function ratio(value: number): string {
  return `${value.toFixed(2)} x`;
}

export function megabytes(bytes: number): string {
  return `${(bytes / 1024 ** 2).toFixed(0)} MB`;
}
