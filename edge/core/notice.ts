import type { ChallengeState } from './challenge.ts';

/** One time that a person was asked whether a call is his, and how it went. */
export type Notice = {
  challengeId: string;
  /** Where the call that used his name came from: number or address. */
  requester: string;
  /** Whether his devices made themselves heard, or only listed it. */
  loud: boolean;
  atMs: number;
  expiresAtMs: number;
  outcome?: ChallengeState;
  decidedAtMs?: number;
};

/** Limits against wearing a person down with questions (requirements E.2, threats 1 and 21). */
export const noticeWindowMs = 15 * 60_000;
const loudInWindow = 3;
const denialsInWindow = 2;

/**
 * Whether a person may be disturbed by one more challenge, given the notices so far in order of time. It only says how he is told: a quiet challenge is listed,
 * takes his answer like any other, and holds the caller just the same.
 */
export function mayDisturb(notices: readonly Notice[], requester: string, nowMs: number): boolean {
  const isAskedAlready = notices.some(
    (one) => one.loud && one.requester === requester && one.outcome === undefined && nowMs < one.expiresAtMs,
  );
  if (isAskedAlready || denialsOf(notices, nowMs) >= denialsInWindow) return false;
  const passedAtMs = notices.findLast(({ outcome }) => outcome === 'passed')?.decidedAtMs;
  const fromMs = Math.max(nowMs - noticeWindowMs, passedAtMs ?? Number.NEGATIVE_INFINITY);
  return notices.filter((one) => one.loud && one.atMs > fromMs).length < loudInWindow;
}

/** Whether the denial just noted is the one from which his devices stay quiet. */
export function isPestered(notices: readonly Notice[], nowMs: number): boolean {
  return denialsOf(notices, nowMs) === denialsInWindow;
}

function denialsOf(notices: readonly Notice[], nowMs: number): number {
  return notices.filter((one) => one.outcome === 'denied' && nowMs - (one.decidedAtMs ?? 0) < noticeWindowMs).length;
}
