/** One window for each further second of speech. */
export const hopMs = 1_000;
const tooSlowMs = 2 * hopMs;

export type InferencePace = {
  /** Whether the next inference may begin. */
  mayStart(nowMs: number): boolean;
  /** Takes note of one; false when the device is too slow to say anything in time. */
  observe(startedAtMs: number, endedAtMs: number): boolean;
  readonly lastMs: number;
};

/**
 * Backs off when an inference takes more than half of the hop: as long a pause as the work took, so that the call
 * itself keeps half of the core. The call matters more than the score, and the gateway takes over what is not scored.
 */
export function createInferencePace(): InferencePace {
  let notBeforeMs = 0;
  let lastMs = 0;
  return {
    mayStart: (nowMs) => nowMs >= notBeforeMs,
    observe(startedAtMs, endedAtMs) {
      lastMs = endedAtMs - startedAtMs;
      notBeforeMs = lastMs > hopMs / 2 ? endedAtMs + lastMs : endedAtMs;
      return lastMs <= tooSlowMs;
    },
    get lastMs() {
      return lastMs;
    },
  };
}
