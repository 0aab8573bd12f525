/** Scores: greater is riskier. A login is asked when its score reaches the threshold. */

/** The highest threshold that still catches at least this share of the attacks. */
export function thresholdFor(attacks: readonly number[], truePositiveRate: number): number {
  const sorted = attacks.toSorted((a, b) => b - a);
  return sorted[Math.max(0, Math.ceil(truePositiveRate * sorted.length - 1e-9) - 1)] ?? Number.NaN;
}

export function shareFrom(scores: readonly number[], threshold: number): number {
  if (scores.length === 0) return Number.NaN;
  return scores.filter((score) => score >= threshold).length / scores.length;
}

/** Share of honest logins asked when this share of the attacks must be caught. */
export function askRateAt(honest: readonly number[], attacks: readonly number[], truePositiveRate: number): number {
  return shareFrom(honest, thresholdFor(attacks, truePositiveRate));
}

/** Share of attacks caught when at most this share of honest logins may be asked. Ties count for the attacker. */
export function caughtAt(honest: readonly number[], attacks: readonly number[], askRate: number): number {
  if (attacks.length === 0 || honest.length === 0) return Number.NaN;
  const sorted = honest.toSorted((a, b) => b - a);
  const firstSpared = sorted[Math.floor(askRate * sorted.length + 1e-9)] ?? Number.NEGATIVE_INFINITY;
  return attacks.filter((score) => score > firstSpared).length / attacks.length;
}

/** Half of the width of a 95 % interval (Wilson 1927). */
export function margin(share: number, n: number): number {
  if (n === 0) return Number.NaN;
  const z = 1.96;
  return (z * Math.sqrt((share * (1 - share)) / n + (z * z) / (4 * n * n))) / (1 + (z * z) / n);
}

export function percentile(samples: readonly number[], q: number): number {
  const sorted = samples.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}
