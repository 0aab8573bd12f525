import type { ScorerProcess } from './scorer-process.ts';

/** At most one scorer that is made ready before anybody needs it. */
export type SpareScorer = {
  /** Starts one unless there is one. Never fails: it only saves time. */
  prepare(): Promise<void>;
  /** Hands it over; the taker closes it. */
  take(): ScorerProcess | undefined;
  /** Nobody needs it any more. */
  drop(): void;
};

export function createSpareScorer(open: () => Promise<ScorerProcess>): SpareScorer {
  let spare: ScorerProcess | undefined;
  /** Counts orders, so that a scorer that comes after its order was dropped is closed. */
  let wanted = 0;
  let isOpening = false;
  return {
    async prepare() {
      if (spare !== undefined || isOpening) return;
      isOpening = true;
      const mine = wanted;
      try {
        const opened = await open();
        if (mine === wanted) spare = opened;
        else opened.close();
      } catch {
        // Without a network there is none now; the call opens its own and says when it cannot.
      } finally {
        isOpening = false;
      }
    },
    take() {
      const given = spare;
      spare = undefined;
      wanted += 1;
      return given;
    },
    drop() {
      wanted += 1;
      spare?.close();
      spare = undefined;
    },
  };
}
