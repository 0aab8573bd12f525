/** Full-jitter exponential backoff: 0..base, 0..2 base, … capped. `random` gives [0, 1). */
export function backoffMs(attempt: number, random: () => number, baseMs = 250, mostMs = 10_000): number {
  return Math.round(baseMs / 2 + random() * Math.min(mostMs, baseMs * 2 ** Math.min(attempt, 16)));
}
