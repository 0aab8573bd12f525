import type { Clock } from './clock.ts';

export interface FakeClock extends Clock {
  /** Runs every timer that falls due within `ms`, in order, then stops at that moment. */
  advance(ms: number): void;
  pending(): number;
}

/** A clock for tests: time passes only when told. */
export function createFakeClock(startMs = 0): FakeClock {
  let now = startMs;
  let order = 0;
  const timers = new Map<number, { atMs: number; run: () => void }>();

  function nextDue(limitMs: number): number | null {
    let found: number | null = null;
    let foundAt = Infinity;
    for (const [id, timer] of timers) {
      if (timer.atMs <= limitMs && timer.atMs < foundAt) {
        found = id;
        foundAt = timer.atMs;
      }
    }
    return found;
  }

  return {
    nowMs: () => now,
    pending: () => timers.size,
    after(delayMs, run) {
      const id = order++;
      timers.set(id, { atMs: now + Math.max(0, delayMs), run });
      return { cancel: () => void timers.delete(id) };
    },
    advance(ms) {
      const end = now + ms;
      for (let id = nextDue(end); id !== null; id = nextDue(end)) {
        const timer = timers.get(id);
        timers.delete(id);
        if (timer === undefined) continue;
        now = Math.max(now, timer.atMs);
        timer.run();
      }
      now = end;
    },
  };
}
