/** For so long a request can be approved, and for so long nothing is asked or held once it is. */
export const requestMs = 15 * 60_000;
export const breakGlassMs = 30 * 60_000;

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

export type StoredBreakGlass = BreakGlass & { endedBy?: string; endedAtMs?: number };
export type BreakGlassView = { active?: BreakGlass; requested?: BreakGlass; asOfMs?: number };

/** From when until when it runs; ending it early only moves `untilMs`. */
export type BreakGlassTerm = { id: string; startedAtMs: number; untilMs: number };

type Begun = Pick<StoredBreakGlass, 'id' | 'startedAtMs' | 'untilMs' | 'endedAtMs'>;

export function termOf({ id, startedAtMs, untilMs, endedAtMs }: Begun): BreakGlassTerm | undefined {
  if (startedAtMs === undefined || untilMs === undefined) return undefined;
  return { id, startedAtMs, untilMs: Math.min(untilMs, endedAtMs ?? untilMs) };
}

export function isRunning(term: BreakGlassTerm | undefined, nowMs: number): boolean {
  return term !== undefined && nowMs < term.untilMs;
}

/** The last word of two, in whatever order they arrive: a later term, or the same one ended earlier. */
export function laterTerm(known: BreakGlassTerm | undefined, heard: BreakGlassTerm): BreakGlassTerm {
  if (known === undefined) return heard;
  if (known.id !== heard.id) return heard.startedAtMs > known.startedAtMs ? heard : known;
  return heard.untilMs < known.untilMs ? { ...known, untilMs: heard.untilMs } : known;
}

export type BreakGlassState = 'requested' | 'expired' | 'running' | 'over' | 'ended';

/** `over`: its time has passed, and nobody has written that down yet; `ended`: somebody has. */
export function stateOf(stored: StoredBreakGlass, nowMs: number): BreakGlassState {
  if (stored.endedAtMs !== undefined) return 'ended';
  const term = termOf(stored);
  if (term !== undefined) return isRunning(term, nowMs) ? 'running' : 'over';
  return nowMs < stored.requestedAtMs + requestMs ? 'requested' : 'expired';
}

/** What everybody who is protected is shown. */
export function breakGlassViewOf(all: readonly StoredBreakGlass[], nowMs: number): BreakGlassView {
  const active = all.find((one) => stateOf(one, nowMs) === 'running');
  const requested = all.find((one) => stateOf(one, nowMs) === 'requested');
  return {
    ...(active === undefined ? {} : { active: shown(active) }),
    ...(requested === undefined ? {} : { requested: shown(requested) }),
    asOfMs: nowMs,
  };
}

export function shown(stored: StoredBreakGlass): BreakGlass {
  const { endedBy: _, endedAtMs: __, ...one } = stored;
  return one.startedAtMs === undefined ? { ...one, expiresAtMs: one.requestedAtMs + requestMs } : one;
}
