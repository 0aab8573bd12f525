import type { Clock, Timer } from './clock.ts';

/** After a stall longer than this the missed ticks are dropped: catching up would burst. */
const mostCatchUpTicks = 5;

export interface Ticker {
  stop(): void;
}

/** Calls `onTick` every `periodMs`. Each wake-up is aimed at the ideal time, so the error never adds up. */
export function startTicker(clock: Clock, periodMs: number, onTick: (nowMs: number) => void): Ticker {
  let nextMs = clock.nowMs() + periodMs;
  const state = { stopped: false };
  let timer: Timer = clock.after(periodMs, wake);

  function wake(): void {
    const nowMs = clock.nowMs();
    if (nowMs - nextMs > mostCatchUpTicks * periodMs) nextMs = nowMs;
    while (!state.stopped && nextMs <= nowMs) {
      nextMs += periodMs;
      onTick(nowMs);
    }
    if (!state.stopped) timer = clock.after(Math.max(1, nextMs - clock.nowMs()), wake);
  }

  return {
    stop() {
      state.stopped = true;
      timer.cancel();
    },
  };
}
