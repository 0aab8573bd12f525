import type { Clock, Timer } from '../rtp/clock.ts';

export interface Retransmitter {
  stop(): void;
}

/**
 * Calls `send` after `firstMs`, then at doubling intervals up to `mostMs` (timers A, E, G and the 2xx of a UAS,
 * RFC 3261 §13.3.1.4). Runs until stopped.
 */
export function startRetransmitter(clock: Clock, firstMs: number, mostMs: number, send: () => void): Retransmitter {
  let intervalMs = firstMs;
  let timer: Timer = clock.after(intervalMs, fire);

  function fire(): void {
    intervalMs = Math.min(intervalMs * 2, mostMs);
    timer = clock.after(intervalMs, fire);
    send();
  }

  return { stop: () => timer.cancel() };
}
