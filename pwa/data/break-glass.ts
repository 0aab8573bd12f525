import type { BreakGlass, BreakGlassView } from '#core/break-glass';

export type { BreakGlass, BreakGlassView } from '#core/break-glass';

/** What is in force at a moment. A cached reply ends by its own times, so that it is right offline too. */
export function breakGlassAt(
  view: BreakGlassView | undefined,
  nowMs: number,
): { active: (BreakGlass & { untilMs: number }) | undefined; requested: BreakGlass | undefined } {
  const { active, requested } = view ?? {};
  const untilMs = active?.untilMs;
  const isRunning = active !== undefined && untilMs !== undefined && nowMs < untilMs;
  return {
    active: isRunning ? { ...active, untilMs } : undefined,
    requested: requested !== undefined && nowMs < (requested.expiresAtMs ?? Infinity) ? requested : undefined,
  };
}
