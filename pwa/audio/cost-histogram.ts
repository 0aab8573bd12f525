const bucketsPerDoubling = 4;
const smallestMs = 0.001;
const bucketCount = 96;

export type CostHistogram = {
  add(ms: number): void;
  read(): { quanta: number; meanMs: number; p50Ms: number; p99Ms: number; maxMs: number };
  clear(): void;
};

/** Durations in logarithmic buckets (each 19 % wide): percentiles on the audio thread without keeping samples. */
export function createCostHistogram(): CostHistogram {
  const buckets = new Uint32Array(bucketCount);
  let quanta = 0;
  let sumMs = 0;
  let maxMs = 0;

  function percentile(share: number): number {
    const rank = Math.max(1, Math.ceil(quanta * share));
    let seen = 0;
    for (let i = 0; i < bucketCount; i += 1) {
      seen += buckets[i] as number;
      if (seen >= rank) return i === 0 ? smallestMs : Math.min(maxMs, smallestMs * 2 ** (i / bucketsPerDoubling));
    }
    return maxMs;
  }

  return {
    add(ms) {
      const cost = ms > 0 ? ms : 0;
      const bucket = cost <= smallestMs ? 0 : Math.ceil(Math.log2(cost / smallestMs) * bucketsPerDoubling);
      const at = Math.min(bucketCount - 1, bucket);
      buckets[at] = (buckets[at] as number) + 1;
      quanta += 1;
      sumMs += cost;
      if (cost > maxMs) maxMs = cost;
    },
    read: () => ({
      quanta,
      meanMs: quanta === 0 ? 0 : sumMs / quanta,
      p50Ms: quanta === 0 ? 0 : percentile(0.5),
      p99Ms: quanta === 0 ? 0 : percentile(0.99),
      maxMs,
    }),
    clear() {
      buckets.fill(0);
      quanta = 0;
      sumMs = 0;
      maxMs = 0;
    },
  };
}
