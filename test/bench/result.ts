/** One measured figure. `budget` is an upper bound in the same unit; `ratio` is ours divided by the peer's. */
export type BenchResult = {
  name: string;
  value: number;
  unit: string;
  budget?: number;
  peer?: string;
  ratio?: number;
};

export type Bench = { name: string; run: () => Promise<BenchResult[]> };

/** Nearest-rank percentile, q from 0 to 1. */
export function percentile(samples: readonly number[], q: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

export const round = (value: number, digits = 3): number => Number(value.toPrecision(digits));

/** p50 and p99 of one measure as two results. */
export function both(
  name: string,
  samples: readonly number[],
  unit: string,
  budgets: [p50: number, p99: number] | undefined,
): BenchResult[] {
  return [
    { name: `${name}, p50`, value: round(percentile(samples, 0.5)), unit, ...(budgets && { budget: budgets[0] }) },
    { name: `${name}, p99`, value: round(percentile(samples, 0.99)), unit, ...(budgets && { budget: budgets[1] }) },
  ];
}

export function table(results: readonly BenchResult[]): string {
  const rows = results.map(({ name, value, unit, budget, peer, ratio }) => {
    const within = budget === undefined ? '' : value <= budget ? 'yes' : '**no**';
    return `| ${name} | ${value} ${unit} | ${budget === undefined ? '' : `${budget} ${unit}`} | ${within} | ${peer ?? ''} | ${ratio ?? ''} |`;
  });
  return ['| measure | value | budget | within | beside | ratio |', '|---|---|---|---|---|---|', ...rows].join('\n');
}
