/** Timer base values, RFC 3261 §17.1.1.1 and Table 4. All milliseconds. */
export interface SipTimers {
  t1Ms: number;
  t2Ms: number;
  t4Ms: number;
  /** Timer D over UDP: at least 32 s. */
  dMs: number;
}

export const standardTimers: SipTimers = { t1Ms: 500, t2Ms: 4000, t4Ms: 5000, dMs: 32_000 };

/** Timers B, F, H, J, L and M. */
export function transactionLifeMs(timers: SipTimers): number {
  return 64 * timers.t1Ms;
}
