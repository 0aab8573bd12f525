/** A stretch of time in which policy is only recorded and not carried out: asked for by one admin, begun by another. */
export type BreakGlass = {
  id: string;
  reason: string;
  requestedBy: string;
  requestedAtMs: number;
  /** Until when the request can be approved. */
  expiresAtMs?: number;
  approvedBy?: string;
  startedAtMs?: number;
  untilMs?: number;
};
export type BreakGlassView = { active?: BreakGlass; requested?: BreakGlass; asOfMs?: number };

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
