// Equal error rate, weighted, and its bootstrap interval over speaker-page groups.

export interface Scored {
  readonly synthetic: boolean;
  readonly logit: number;
  readonly page: string;
  readonly speaker: string;
  readonly paired: boolean;
}

/** Equal error rate (0..1), at the threshold where misses and false alarms differ least; NaN when a class is missing. Weights default to 1. */
export function equalErrorRate(scores: readonly Scored[], weightOf: (score: Scored) => number = () => 1): number {
  const sorted = scores.toSorted((a, b) => a.logit - b.logit);
  const sum = (synthetic: boolean): number =>
    scores.reduce((total, score) => total + (score.synthetic === synthetic ? weightOf(score) : 0), 0);
  const [realWeight, syntheticWeight] = [sum(false), sum(true)];
  if (realWeight === 0 || syntheticWeight === 0) return Number.NaN;
  let falseAlarms = 1;
  let misses = 0;
  for (let at = 0; at < sorted.length; ) {
    const threshold = sorted[at]?.logit;
    const before = { rate: (falseAlarms + misses) / 2, gap: falseAlarms - misses };
    for (; at < sorted.length && sorted[at]?.logit === threshold; at++) {
      const score = sorted[at];
      if (score === undefined) break;
      if (score.synthetic) misses += weightOf(score) / syntheticWeight;
      else falseAlarms -= weightOf(score) / realWeight;
    }
    if (misses >= falseAlarms) return before.gap < misses - falseAlarms ? before.rate : (falseAlarms + misses) / 2;
  }
  return 1;
}

const classOf = (score: Scored): string => `${score.page} ${String(score.synthetic)}`;

/** Inside each page that has both, real and synthetic weigh the same, so a page's mix cannot help. */
export function pageBalancedErrorRate(scores: readonly Scored[]): number {
  const counts = new Map<string, number>();
  for (const score of scores) counts.set(classOf(score), (counts.get(classOf(score)) ?? 0) + 1);
  const both = scores.filter((s) => counts.has(`${s.page} true`) && counts.has(`${s.page} false`));
  const size = (page: string): number => (counts.get(`${page} true`) ?? 0) + (counts.get(`${page} false`) ?? 0);
  return equalErrorRate(both, (score) => size(score.page) / (counts.get(classOf(score)) ?? 1));
}

/** mulberry32: the interval must be the same in every run. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface Interval {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** The rate with its 95 % bootstrap interval, drawing whole speaker-page groups. */
export function withInterval(
  scores: readonly Scored[],
  rate: (scores: readonly Scored[]) => number,
  draws = 400,
): Interval {
  const groups = [...Map.groupBy(scores, (score) => `${score.page}/${score.speaker}`).values()];
  const random = seededRandom(1);
  const rates: number[] = [];
  for (let i = 0; i < draws; i++) {
    const sample = groups.flatMap(() => groups[Math.floor(random() * groups.length)] ?? []);
    const value = rate(sample);
    if (!Number.isNaN(value)) rates.push(value);
  }
  rates.sort((a, b) => a - b);
  const quantile = (p: number): number => rates[Math.round(p * (rates.length - 1))] ?? Number.NaN;
  return { value: rate(scores), low: quantile(0.025), high: quantile(0.975) };
}
