import type { Stage } from './stage.ts';

/** One measured figure. `budget` is an upper bound in the same unit; `ratio` is ours divided by the peer's. */
export type BenchResult = {
  name: string;
  value: number;
  unit: string;
  budget?: number;
  peer?: string;
  ratio?: number;
};

/** One subject; `--only <name>` picks it. What needs a running system asks the stage for it. */
export type Bench = { name: string; run: (stage: Stage) => Promise<BenchResult[]> };

/** Nearest-rank percentile, q from 0 to 1. */
export function percentile(samples: readonly number[], q: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}

export function median(samples: readonly number[]): number {
  return percentile(samples, 0.5);
}

export const round = (value: number, digits = 3): number => Number(value.toPrecision(digits));

/** p50 and p99 of one measure as two results; the peer's samples, where there is one, make the ratio of each. */
export function both(
  name: string,
  samples: readonly number[],
  unit: string,
  budgets: [p50: number, p99: number] | undefined,
  beside?: { peer: string; samples: readonly number[] },
): BenchResult[] {
  const at = (q: number, budget: number | undefined): BenchResult => {
    const value = percentile(samples, q);
    const ratio = beside && round(value / percentile(beside.samples, q));
    return {
      name: `${name}, p${q * 100}`,
      value: round(value),
      unit,
      ...(budget !== undefined && { budget }),
      ...(beside && ratio !== undefined && { peer: beside.peer, ratio }),
    };
  };
  return [at(0.5, budgets?.[0]), at(0.99, budgets?.[1])];
}

export function table(results: readonly BenchResult[]): string {
  const rows = results.map(({ name, value, unit, budget, peer, ratio }) => {
    const within = budget === undefined ? '' : value <= budget ? 'yes' : '**no**';
    return `| ${name} | ${value} ${unit} | ${budget === undefined ? '' : `${budget} ${unit}`} | ${within} | ${peer ?? ''} | ${ratio ?? ''} |`;
  });
  return ['| measure | value | budget | within | beside | ratio |', '|---|---|---|---|---|---|', ...rows].join('\n');
}
