/** A started timer. `cancel` is idempotent. */
export interface Timer {
  cancel(): void;
}

/** Time as a port: protocol timers are tested without waiting for them. */
export interface Clock {
  /** Milliseconds since the epoch; never runs backwards. */
  nowMs(): number;
  after(delayMs: number, run: () => void): Timer;
}

/** The real clock. Timers do not keep the process alive: the sockets do. */
export function createSystemClock(): Clock {
  return {
    nowMs: () => performance.timeOrigin + performance.now(),
    after(delayMs, run) {
      const timer = setTimeout(run, delayMs);
      timer.unref();
      return { cancel: () => clearTimeout(timer) };
    },
  };
}
