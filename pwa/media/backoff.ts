/** Full-jitter exponential backoff: a gateway that restarts must not be met by every page in the same instant. */
export function backoffMs(attempt: number, random: () => number, limits = { firstMs: 250, mostMs: 5_000 }): number {
  const ceiling = Math.min(limits.mostMs, limits.firstMs * 2 ** Math.min(attempt, 16));
  return Math.round(ceiling / 2 + (random() * ceiling) / 2);
}
