import type { VoiceReport } from './scorer-protocol.ts';

const leastMs = 1_000;
const mostMs = 5_000;
const sameWithinNats = 0.05;

export type ScoreOutbox = {
  /** Whether this report is to be sent now: changed, at most once a second; unchanged, every 5 s as a sign of life. */
  take(report: VoiceReport): boolean;
  forget(participantId: string): void;
};

export function createScoreOutbox(): ScoreOutbox {
  const sent = new Map<string, VoiceReport>();
  return {
    take(report) {
      const before = sent.get(report.participantId);
      if (before !== undefined) {
        const sinceMs = report.atMs - before.atMs;
        if (sinceMs < leastMs || (isSame(before, report) && sinceMs < mostMs)) return false;
      }
      sent.set(report.participantId, report);
      return true;
    },
    forget: (participantId) => void sent.delete(participantId),
  };
}

function isSame(a: VoiceReport, b: VoiceReport): boolean {
  if (a.monitoring !== b.monitoring || a.strength !== b.strength) return false;
  return Math.abs((a.llrNats ?? 0) - (b.llrNats ?? 0)) < sameWithinNats;
}
