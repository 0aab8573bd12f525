import type { ThreadScore } from './scorer-messages.ts';

const shortestMs = 950;
const longestMs = 5000;
const noticeableNats = 0.05;

/** At most one score a second, and only when something changed or 5 s went by. */
export function createScoreGate(): { pass(score: ThreadScore, nowMs: number): boolean } {
  let last: { score: ThreadScore; atMs: number } | undefined;
  return {
    pass(score, nowMs) {
      const sinceMs = last === undefined ? Number.POSITIVE_INFINITY : nowMs - last.atMs;
      if (sinceMs < shortestMs) return false;
      if (last !== undefined && sinceMs < longestMs && !differs(last.score, score)) return false;
      last = { score, atMs: nowMs };
      return true;
    },
  };
}

function differs(a: ThreadScore, b: ThreadScore): boolean {
  if (a.monitoring !== b.monitoring || a.strength !== b.strength) return true;
  return Math.abs((a.llrNats ?? 0) - (b.llrNats ?? 0)) >= noticeableNats;
}
