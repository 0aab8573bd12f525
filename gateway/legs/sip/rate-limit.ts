/** A token bucket for each key (source address). */
export class RateLimit {
  readonly #perSecond: number;
  readonly #burst: number;
  readonly #buckets = new Map<string, { tokens: number; atMs: number }>();

  constructor(perSecond: number, burst: number) {
    this.#perSecond = perSecond;
    this.#burst = burst;
  }

  /** Takes one token; false when the key has none left. */
  take(key: string, nowMs: number): boolean {
    if (this.#buckets.size > 10_000) this.#forgetFull(nowMs);
    const bucket = this.#buckets.get(key) ?? { tokens: this.#burst, atMs: nowMs };
    bucket.tokens = Math.min(this.#burst, bucket.tokens + ((nowMs - bucket.atMs) / 1000) * this.#perSecond);
    bucket.atMs = nowMs;
    this.#buckets.set(key, bucket);
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  }

  #forgetFull(nowMs: number): void {
    const fullAfterMs = (this.#burst / this.#perSecond) * 1000;
    for (const [key, bucket] of this.#buckets) if (nowMs - bucket.atMs > fullAfterMs) this.#buckets.delete(key);
    // Still too many: a spoofed flood. Forgetting is safer than growing.
    if (this.#buckets.size > 10_000) this.#buckets.clear();
  }
}
