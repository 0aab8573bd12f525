/** Token bucket: `perSecond` in the long run, `burst` at once. */
export function createRateLimit(perSecond: number, burst: number): { take(nowMs: number): boolean } {
  let tokens = burst;
  let lastMs: number | undefined;
  return {
    take(nowMs) {
      tokens = Math.min(burst, tokens + ((nowMs - (lastMs ?? nowMs)) / 1000) * perSecond);
      lastMs = nowMs;
      if (tokens < 1) return false;
      tokens -= 1;
      return true;
    },
  };
}
